"""What the organisation sets for the notices of new events, and when notices may leave."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.core.languages import format_weekday
from newsletter.errors import Invalid
from newsletter.notices import decisions, digests, hours, rule_forms, rules
from newsletter.web.actor import actor_id
from newsletter.web.language import interface_language

blueprint = Blueprint("notice_settings", __name__)
A_MONDAY = date(2027, 3, 1)


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
            _change_digests()
    except Invalid as fault:
        return _page(rule_forms.rows(rules.of_organisation()), fault), 422
    flash(_("The settings are saved."), "success")
    return redirect(url_for("notice_settings.show"), 303)


def _change_digests() -> None:
    if "digest_day" not in request.form:
        return
    day = request.form["digest_day"]
    at = rule_forms.clock(request.form.get("digest_at", "").strip(), "digest_at")
    if hours.change_digests(int(day) if day.isdigit() else 0, at, actor_id()):
        digests.restart_clocks()


def _page(found: list[rule_forms.Row], fault: Invalid | None = None) -> str:
    return render_template(
        "notices/settings.html",
        rows=found,
        hours=hours.get(),
        days=[
            (number, format_weekday(A_MONDAY + timedelta(days=number - 1), interface_language()))
            for number in range(1, 6)
        ],
        fault=fault,
        typed=request.form,
    )
