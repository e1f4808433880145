"""Admins set up the organisation."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.organisation import checks, senders, service
from newsletter.organisation.forms import OrganisationForm, SenderForm, filled_in
from newsletter.web.actor import actor_id
from newsletter.web.theme import stylesheet

blueprint = Blueprint("organisation", __name__)


@blueprint.get("")
def show() -> ResponseReturnValue:
    organisation = service.get()
    return _page(filled_in(service.details_of(organisation), organisation.revision))


@blueprint.post("")
def save() -> ResponseReturnValue:
    form = OrganisationForm()
    if not form.validate():
        return _page(form), 422
    if "try" in request.form:
        return _page(form, tried=form.accent.data)
    try:
        with transaction():
            service.change(form.details(), form.seen_revision, actor_id=actor_id())
    except Conflict:
        return _both_versions(form)
    flash(_("The settings are saved."), "success")
    return redirect(url_for("organisation.show"), 303)


def _page(form: OrganisationForm, **more: Any) -> str:
    organisation = service.get()
    return render_template(
        "organisation/settings.html", form=form, organisation=organisation, senders=senders.everyone(), **more
    )


def _both_versions(form: OrganisationForm) -> ResponseReturnValue:
    """Keeps what was typed and shows beside it what is saved now; saving once more then settles it."""
    organisation = service.get()
    saved = filled_in(service.details_of(organisation), organisation.revision)
    differing = [field for field in saved.settings if field.data != form[field.name].data]
    form.revision.data = str(organisation.revision)
    return _page(form, differing=differing), 409


@blueprint.get("/look/<digits>.css")
def look(digits: str) -> Response:
    """The colours of a page in an accent that is only being tried."""
    try:
        accent = checks.accent(digits)
    except Invalid:
        accent = service.get().accent
    response = make_response(stylesheet(accent))
    response.mimetype = "text/css"
    return response


@blueprint.route("/senders/new", methods=["GET", "POST"])
def add_sender() -> ResponseReturnValue:
    form = SenderForm()
    if form.validate_on_submit():
        with transaction():
            senders.add(form.name.data, form.address.data, form.reply_to.data, actor_id=actor_id())
        flash(_("The sender is saved."), "success")
        return redirect(url_for("organisation.show"), 303)
    return render_template("organisation/sender.html", form=form, sender=None), 422 if form.errors else 200


@blueprint.route("/senders/<int:sender_id>", methods=["GET", "POST"])
def edit_sender(sender_id: int) -> ResponseReturnValue:
    sender = senders.by_id(sender_id)
    form = SenderForm(obj=sender)
    if form.validate_on_submit():
        with transaction():
            senders.edit(
                sender_id, form.name.data, form.address.data, form.reply_to.data, actor_id=actor_id()
            )
        flash(_("The sender is saved."), "success")
        return redirect(url_for("organisation.show"), 303)
    return render_template("organisation/sender.html", form=form, sender=sender), 422 if form.errors else 200


@blueprint.post("/senders/<int:sender_id>/default")
def make_sender_default(sender_id: int) -> ResponseReturnValue:
    with transaction():
        senders.make_default(sender_id, actor_id=actor_id())
    flash(_("Mail is sent under this name from now on, where no other sender is chosen."), "success")
    return redirect(url_for("organisation.show"), 303)


@blueprint.post("/senders/<int:sender_id>/remove")
def remove_sender(sender_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            senders.remove(sender_id, actor_id=actor_id())
        flash(_("The sender is removed."), "success")
    except NotPossible as fault:
        flash(str(fault), "danger")
    return redirect(url_for("organisation.show"), 303)
