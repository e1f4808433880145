"""What the organisation sets for the notices of new events, and when notices may leave."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.notices import decisions, hours, rule_forms, rules
from newsletter.web.actor import actor_id

blueprint = Blueprint("notice_settings", __name__)


@blueprint.get("")
def show() -> ResponseReturnValue:
    with transaction():
        found = rule_forms.rows(rules.of_organisation())
    return _page(found)


@blueprint.post("")
def save() -> ResponseReturnValue:
    try:
        with transaction():
            for change in rule_forms.changes(rules.of_organisation(), request.form):
                decisions.change_rule(**vars(change), staff_id=actor_id())
            hours.change(
                rule_forms.clock(request.form.get("opens_at", "").strip(), "opens_at"),
                rule_forms.clock(request.form.get("closes_at", "").strip(), "closes_at"),
                rule_forms.weeks(request.form.get("still_weeks", "")),
                actor_id(),
            )
    except Invalid as fault:
        return _page(rule_forms.rows(rules.of_organisation()), fault), 422
    flash(_("The settings are saved."), "success")
    return redirect(url_for("notice_settings.show"), 303)


def _page(found: list[rule_forms.Row], fault: Invalid | None = None) -> str:
    return render_template(
        "notices/settings.html", rows=found, hours=hours.get(), fault=fault, typed=request.form
    )
