"""Sharing out places: the trial, and the decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import DomainError, Invalid
from newsletter.events import page, queries
from newsletter.registrations import allocation, words
from newsletter.registrations import desk as desks
from newsletter.registrations.allocation import Rest, Rule
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language

blueprint = Blueprint("allocation", __name__)


@blueprint.get("/<int:event_id>/allocation")
def show(event_id: int) -> ResponseReturnValue:
    return _page(event_id)


def _page(event_id: int, fault: str = "") -> ResponseReturnValue:
    event = queries.by_id(event_id)
    rule = queries.wished(Rule, request.values.get("rule")) or allocation.default_rule(event)
    desk, decision = desks.find(event_id), allocation.decision(event_id)
    page_of_event = render_template(
        "registrations/allocation.html",
        event=event,
        view=page.view_of(event, current_language()),
        words=words,
        trial=allocation.trial(event, rule),
        rule=rule,
        decision=decision,
        outcomes=allocation.told(decision) if decision else (),
        is_due=allocation.is_due(event, desk),
        is_open=desk is None or desk.allocated_at is None,
        fault=fault,
    )
    return page_of_event, 422 if fault else 200


@blueprint.post("/<int:event_id>/allocation/ranks")
def rank(event_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            allocation.rank(event_id, _ranks(), actor_id())
    except Invalid as fault:
        return _page(event_id, str(fault))
    flash(_("The order is saved."), "success")
    return _back(event_id)


def _ranks() -> dict[int, int | None]:
    """
    Raises:
        Invalid: something that is no number.
    """
    typed = {
        int(name.removeprefix("rank-")): text.strip()
        for name, text in request.form.items()
        if name.removeprefix("rank-").isdecimal() and name.startswith("rank-")
    }
    if any(text and not text.isdecimal() for text in typed.values()):
        raise Invalid(_("Write numbers from 1 to 999, or nothing."))
    return {number: int(text[:4]) if text else None for number, text in typed.items()}


@blueprint.post("/<int:event_id>/allocation")
def decide(event_id: int) -> ResponseReturnValue:
    rule = queries.wished(Rule, request.form.get("rule")) or Rule.FAIR
    rest = queries.wished(Rest, request.form.get("rest")) or Rest.WAIT
    try:
        with transaction():
            decided = allocation.decide(event_id, rule, request.form.get("mark", ""), rest, actor_id())
    except DomainError as fault:
        return _page(event_id, str(fault))
    flash(
        _(
            "%(granted)s people have a place, %(others)s have none. Everybody gets an e-mail.",
            granted=len(decided.granted),
            others=len(decided.left_out),
        ),
        "success",
    )
    return _back(event_id)


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", event_id=event_id, rule=request.form.get("rule") or None), 303)
