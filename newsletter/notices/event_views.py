"""An event's notices for staff: its rules, who gets what and why, extending the deadline."""

from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.events import page, queries
from newsletter.events.checks import Faulty
from newsletter.events.models import Event
from newsletter.notices import decisions, extending, overview, rule_forms, rules, whatif
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language

blueprint = Blueprint("event_notices", __name__)


@blueprint.get("/<int:event_id>/rules")
def show_rules(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    with transaction():
        found = rule_forms.rows(rules.of_event(event.id))
    return _rules_page(event, found)


@blueprint.post("/<int:event_id>/rules")
def change_rules(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    try:
        with transaction():
            for change in rule_forms.changes(rules.of_event(event.id), request.form):
                decisions.change_rule(**vars(change), staff_id=actor_id())
    except Invalid as fault:
        return _rules_page(event, rule_forms.rows(rules.of_event(event_id)), fault), 422
    flash(_("The rules are saved."), "success")
    return redirect(url_for("staff_events.show", event_id=event_id, _anchor="notices"), 303)


def _rules_page(event: Event, found: list[rule_forms.Row], fault: Invalid | None = None) -> str:
    return render_template(
        "notices/rules.html", view=_view(event), rows=found, fault=fault, typed=request.form
    )


@blueprint.get("/<int:event_id>/who")
def who(event_id: int) -> ResponseReturnValue:
    """What one address gets from this event, and why or why not."""
    event, address = queries.by_id(event_id), request.args.get("address", "").strip()[:254]
    contact, fault = None, ""
    try:
        contact = whatif.contact_of(address) if address else None
    except Invalid as invalid:
        fault = str(invalid)
    return render_template(
        "notices/who.html",
        view=_view(event),
        address=address,
        contact=contact,
        fault=fault,
        answers=whatif.answers(event, contact) if contact else [],
        said=whatif.said(event, contact) if contact else [],
    )


@blueprint.get("/<int:event_id>/extend")
def ask_extension(event_id: int) -> ResponseReturnValue:
    return _extend_page(queries.by_id(event_id), {}, {})


@blueprint.post("/<int:event_id>/extend")
def extend(event_id: int) -> ResponseReturnValue:
    typed = {name: request.form.get(name, "").strip() for name in ("deadline_on", "deadline_at", "reason")}
    try:
        day, at = _day(typed["deadline_on"]), _clock(typed["deadline_at"])
        with transaction():
            extending.extend(event_id, day, at, typed["reason"], staff_id=actor_id())
    except Faulty as faulty:
        return _extend_page(queries.by_id(event_id), typed, faulty.faults), 422
    except Invalid as fault:
        return _extend_page(queries.by_id(event_id), typed, {fault.field or "reason": str(fault)}), 422
    flash(_("The deadline is extended."), "success")
    return redirect(url_for("staff_events.show", event_id=event_id, _anchor="notices"), 303)


def _extend_page(event: Event, typed: dict[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "notices/extend.html",
        view=_view(event),
        typed=typed,
        faults=faults,
        own_times=overview.reminders_with_own_time(event),
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(_("Enter the new last day."), "deadline_on") from None


def _clock(typed: str) -> time | None:
    return rule_forms.clock(typed, "deadline_at") if typed else None


def _view(event: Event) -> page.EventView:
    return page.view_of(event, current_language())
