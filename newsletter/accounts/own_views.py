"""What signed-in staff do for themselves."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.accounts import pace, service, session
from newsletter.accounts.forms import ChangePasswordForm, DetailsForm
from newsletter.accounts.models import Staff
from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.extensions import limiter
from newsletter.web.actor import actor_id
from newsletter.web.language import use_language

blueprint = Blueprint("account", __name__)


def _me() -> Staff:
    staff = session.current_staff()
    assert staff is not None, "the guard lets nobody else in"
    return staff


@blueprint.get("")
def show() -> ResponseReturnValue:
    return _page(DetailsForm(name=_me().contact.name, language=_me().language), ChangePasswordForm())


@blueprint.post("")
def change_details() -> ResponseReturnValue:
    form = DetailsForm()
    if form.validate():
        try:
            with transaction():
                service.change_own_details(_me(), name=form.name.data, language=form.language.data)
        except Invalid as fault:
            form.blame(fault)
        else:
            use_language(_me().language)
            flash(_("Your details are saved."), "success")
            return redirect(url_for("account.show"), 303)
    return _page(form, ChangePasswordForm(formdata=None)), 422


@blueprint.post("/password")
@limiter.limit("10/15 minutes", key_func=lambda: f"password of {actor_id()}", deduct_when=pace.was_refused)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate():
        try:
            with transaction():
                service.change_password(_me(), form.current.data, form.password.data)
                session.start(_me())
        except Invalid as fault:
            form.blame(fault)
        else:
            flash(_("Your password is changed. You are signed out everywhere else."), "success")
            return redirect(url_for("account.show"), 303)
    return _page(DetailsForm(formdata=None, name=_me().contact.name, language=_me().language), form), 422


def _page(details: DetailsForm, password: ChangePasswordForm) -> str:
    form = password if password.errors else details
    return render_template(
        "accounts/account.html", form=form, details=details, password=password, staff=_me()
    )
