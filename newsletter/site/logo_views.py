"""The organisation's logo: settings of the organisation, a picture of media."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.media import service as media
from newsletter.organisation import checks
from newsletter.organisation import service as organisation
from newsletter.web.actor import actor_id
from newsletter.web.forms import Form, checked

blueprint = Blueprint("logo", __name__)


class LogoForm(Form):
    file = FileField(_l("Picture"))
    alt = StringField(_l("Text for those who do not see the logo"), [checked(checks.optional_name)])


@blueprint.get("")
def show() -> ResponseReturnValue:
    return _page(LogoForm(formdata=None, alt=organisation.get().logo_alt))


@blueprint.post("")
def save() -> ResponseReturnValue:
    form = LogoForm()
    if form.validate():
        try:
            with transaction():
                _store(form)
        except Invalid as fault:
            form.blame(fault)
        else:
            flash(_("The logo is saved."), "success")
            return redirect(url_for("organisation.show"), 303)
    return _page(form), 422


@blueprint.post("/remove")
def remove() -> ResponseReturnValue:
    with transaction():
        organisation.set_logo(None, "", actor_id=actor_id())
    flash(_("The logo is removed. Pages and mails show the name."), "success")
    return redirect(url_for("organisation.show"), 303)


def _store(form: LogoForm) -> None:
    """A new picture, or only another text for the one there is."""
    digest = organisation.get().logo_hash
    if form.file.data or digest is None:
        digest = media.store(form.file.data or None, actor_id()).hash
    organisation.set_logo(digest, form.alt.data, actor_id=actor_id())


def _page(form: LogoForm) -> str:
    return render_template("organisation/logo.html", form=form, has_logo=organisation.get().logo_hash)
