"""Giving one notice another time, bringing one back that was skipped, leaving it to its rule again."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.core.languages import zone_city
from newsletter.errors import Invalid, NotPossible
from newsletter.events import page
from newsletter.notices import moving, overview, plans, rule_forms
from newsletter.notices.models import NoticePlan
from newsletter.notices.moving import OutsideHours
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language, interface_language

blueprint = Blueprint("notice_times", __name__)


@blueprint.get("/<int:plan_id>/time")
def show(plan_id: int) -> ResponseReturnValue:
    plan = plans.by_id(plan_id)
    day, at = plan.due_local.date().isoformat(), plan.due_local.strftime("%H:%M")
    return _page(plan, {"day": day, "at": at})


@blueprint.post("/<int:plan_id>/time")
def choose(plan_id: int) -> ResponseReturnValue:
    """Outside office hours it asks once more; the tick then holds for that very moment and no other."""
    typed = {name: request.form.get(name, "").strip() for name in ("day", "at", "anyway")}
    asked = ""
    try:
        local = _moment(typed)
        asked = local.isoformat(timespec="minutes")
        with transaction():
            plan = moving.choose_time(plan_id, local, actor_id(), outside_hours=typed["anyway"] == asked)
    except OutsideHours as outside:
        return _page(plans.by_id(plan_id), typed, outside=str(outside), asked=asked), 422
    except Invalid as fault:
        return _page(plans.by_id(plan_id), typed, {fault.field or "day": str(fault)}), 422
    except NotPossible as refused:
        return _page(plans.by_id(plan_id), typed, {"": str(refused)}), 422
    flash(_("The notice has a time of its own now."), "success")
    return _to_timeline(plan)


@blueprint.post("/<int:plan_id>/by-rule")
def by_rule(plan_id: int) -> ResponseReturnValue:
    return _settle(plan_id, moving.leave_to_rule, _("The notice follows its rule again."))


@blueprint.post("/<int:plan_id>/bring-back")
def bring_back(plan_id: int) -> ResponseReturnValue:
    return _settle(plan_id, moving.bring_back, _("The notice is planned again."))


def _settle(plan_id: int, act: Callable[[int, int | None], NoticePlan], said: str) -> ResponseReturnValue:
    try:
        with transaction():
            plan = act(plan_id, actor_id())
    except NotPossible as refused:
        flash(str(refused), "danger")
        return redirect(url_for("notice_times.show", plan_id=plan_id), 303)
    flash(said, "success")
    return _to_timeline(plan)


def _moment(typed: dict[str, str]) -> datetime:
    try:
        day = date.fromisoformat(typed["day"])
    except ValueError:
        raise Invalid(_("Enter the day."), "day") from None
    return datetime.combine(day, rule_forms.clock(typed["at"], "at"))


def _to_timeline(plan: NoticePlan) -> ResponseReturnValue:
    return redirect(url_for("staff_events.show", event_id=plan.event_id, _anchor="notices"), 303)


def _page(
    plan: NoticePlan, typed: dict[str, str], faults: dict[str, str] | None = None, **question: Any
) -> str:
    found = overview.time_of_its_own(plan)
    return render_template(
        "notices/time.html",
        plan=plan,
        found=found,
        view=page.view_of(found.event, current_language()),
        zone=zone_city(found.event.zone, interface_language()),
        typed=typed,
        faults=faults or {},
        **question,
    )
