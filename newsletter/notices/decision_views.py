"""Deciding about a notice: approving or passing over a draft, skipping what is planned."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotPossible
from newsletter.events import page
from newsletter.notices import decisions, overview, plans
from newsletter.notices.models import NoticePlan, PlanState
from newsletter.notices.send_now import event_of
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language

blueprint = Blueprint("notice_decisions", __name__)

Decision = Callable[[int, int | None, str], NoticePlan]


@blueprint.get("/<int:plan_id>/decide")
def show(plan_id: int) -> ResponseReturnValue:
    return _page(plans.by_id(plan_id))


@blueprint.post("/<int:plan_id>/approve")
def approve(plan_id: int) -> ResponseReturnValue:
    return _decide(plan_id, decisions.approve, _("The notice is approved."))


@blueprint.post("/<int:plan_id>/pass-over")
def pass_over(plan_id: int) -> ResponseReturnValue:
    return _decide(plan_id, decisions.pass_over, _("Nobody is told. Your reason is kept."))


@blueprint.post("/<int:plan_id>/skip")
def skip(plan_id: int) -> ResponseReturnValue:
    return _decide(plan_id, decisions.skip, _("The notice is skipped. Your reason is kept."))


@blueprint.post("/<int:plan_id>/words")
def say(plan_id: int) -> ResponseReturnValue:
    return _decide(
        plan_id, decisions.say, _("Your words are kept. Look at the mail before it leaves."), "words"
    )


def _decide(plan_id: int, decision: Decision, said: str, field: str = "reason") -> ResponseReturnValue:
    typed = request.form.get(field, "")
    try:
        with transaction():
            plan = decision(plan_id, actor_id(), typed)
    except (Invalid, NotPossible) as refused:
        return _page(plans.by_id(plan_id), typed, str(refused), field), 422
    flash(said, "success")
    return redirect(url_for("staff_events.show", event_id=plan.event_id, _anchor="notices"), 303)


def _page(plan: NoticePlan, typed: str = "", fault: str = "", field: str = "reason") -> str:
    event = event_of(plan)
    return render_template(
        "notices/decide.html",
        plan=plan,
        found=overview.preparation(plan),
        changes=overview.changes(plan),
        view=page.view_of(event, current_language()),
        is_draft=plan.state is PlanState.AWAITING_APPROVAL,
        needs_reason=plan.kind in decisions.NEEDS_REASON,
        words=typed if fault and field == "words" else plan.details.get("reason", ""),
        typed=typed if field == "reason" else "",
        fault=fault,
        faulty=field,
    )
