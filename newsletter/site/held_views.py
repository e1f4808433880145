"""Deciding what a restored database may send."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.outbox import epoch
from newsletter.site import held
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language

blueprint = Blueprint("held", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    if epoch.held_since() is None:
        return redirect(url_for("staff.home"), 303)
    return render_template("site/held.html", question=held.question(current_language()))


@blueprint.post("/")
def decide() -> ResponseReturnValue:
    """What is ticked is left out; everything else that the database takes for open is sent."""
    skipped = held.mailings_meant(request.form.getlist("skip"))
    if request.form.get("confirmed") != "1":
        fault = _("Tick that you have looked through the list.")
        page = render_template(
            "site/held.html", question=held.question(current_language()), skipped=skipped, fault=fault
        )
        return page, 422
    with transaction():
        is_released = epoch.go_on(skipped, actor_id())
    if is_released:
        flash(_("Mail is sent again."), "success")
    return redirect(url_for("staff.home"), 303)
