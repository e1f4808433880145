"""What an act would do to an event's notices, said before it is done: moved, dropped, planned, to be told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from newsletter.core.clock import now
from newsletter.core.languages import format_moment
from newsletter.events import queries
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event
from newsletter.notices import plans, reach, words
from newsletter.notices.calls import KINDS
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.notices.needs import has_begun
from newsletter.notices.plans import OPEN, has_own_time
from newsletter.web.language import interface_language


class Standing(NamedTuple):
    due_at: datetime
    due_local: datetime
    state: PlanState
    has_own_time: bool

    @classmethod
    def of(cls, plan: NoticePlan) -> "Standing":
        return cls(plan.due_at, plan.due_local, plan.state, has_own_time(plan))


def witness(fact: EventChanged) -> Callable[[], Sequence[str]]:
    before = {plan.id: Standing.of(plan) for plan in plans.of_event(fact.event_id)}
    had_begun = has_begun(queries.by_id(fact.event_id), now())
    return lambda: [
        *_begun(had_begun, queries.by_id(fact.event_id)),
        *_sentences(before, plans.of_event(fact.event_id)),
    ]


def _begun(had_begun: bool, event: Event) -> list[str]:
    """A date moved into the past is more often a slip than meant."""
    if had_begun or not has_begun(event, now()):
        return []
    return [str(_("By this date the event has begun already: nobody is reminded of it any more."))]


def _sentences(before: dict[int, Standing], after: Sequence[NoticePlan]) -> list[str]:
    moved = dropped = planned = 0
    drafts, calls = [], []
    for plan in after:
        old = before.get(plan.id)
        was_open = old is not None and old.state in OPEN
        if plan.state is PlanState.AWAITING_APPROVAL:
            drafts += [plan] if old is None or not was_open or old.due_at != plan.due_at else []
        elif was_open and plan.state not in OPEN:
            dropped += 1
        elif plan.state is PlanState.PLANNED and was_open and old is not None and old.due_at != plan.due_at:
            moved += 1
        elif plan.state is PlanState.PLANNED and not was_open and plan.kind in KINDS.values():
            calls.append(plan)
        elif plan.state is PlanState.PLANNED and not was_open:
            planned += 1
    return [
        *map(_call, calls),
        *_counts(moved, dropped, planned),
        *_back_to_rule(before, after),
        *(_draft(plan) for plan in drafts),
    ]


def _back_to_rule(before: dict[int, Standing], after: Sequence[NoticePlan]) -> list[str]:
    """Those whose time an editor had chosen: the date that it was chosen for is another one now."""
    return [
        str(
            _(
                "“%(name)s” had a time of its own, %(chosen)s. Its date moves, so it follows its rule again: %(moment)s.",
                name=words.name(plan),
                chosen=format_moment(before[plan.id].due_local, interface_language()),
                moment=format_moment(plan.due_local, interface_language()),
            )
        )
        for plan in after
        if plan.state is PlanState.PLANNED
        and plan.id in before
        and before[plan.id].has_own_time
        and not has_own_time(plan)
    ]


def _call(plan: NoticePlan) -> str:
    """A cancellation leaves by itself, at once or when the office opens."""
    people = reach.how_many(plan)
    if not people:
        return str(_("Nobody is told: nobody has a place or has heard of the event."))
    if plan.due_at <= now():
        return str(
            ngettext(
                "%(count)d person is told by e-mail at once.",
                "%(count)d people are told by e-mail at once.",
                people,
                count=people,
            )
        )
    moment = format_moment(plan.due_local, interface_language())
    return str(
        ngettext(
            "%(count)d person is told by e-mail on %(moment)s.",
            "%(count)d people are told by e-mail on %(moment)s.",
            people,
            count=people,
            moment=moment,
        )
    )


def _counts(moved: int, dropped: int, planned: int) -> list[str]:
    said = []
    if moved:
        said.append(ngettext("%(count)d notice moves.", "%(count)d notices move.", moved, count=moved))
    if dropped:
        said.append(
            ngettext("%(count)d notice is dropped.", "%(count)d notices are dropped.", dropped, count=dropped)
        )
    if planned:
        said.append(
            ngettext("%(count)d notice is planned.", "%(count)d notices are planned.", planned, count=planned)
        )
    return [str(sentence) for sentence in said]


def _draft(plan: NoticePlan) -> str:
    people = reach.how_many(plan)
    if plan.kind is NoticeKind.CHANGED:
        sentence = ngettext(
            "%(count)d person should be told of the change: a draft waits for you.",
            "%(count)d people should be told of the change: a draft waits for you.",
            people,
            count=people,
        )
    elif plan.kind is NoticeKind.EARLIER:
        sentence = ngettext(
            "%(count)d person read a later deadline: a draft waits for you.",
            "%(count)d people read a later deadline: a draft waits for you.",
            people,
            count=people,
        )
    else:
        sentence = _("A notice waits for your decision.")
    return str(sentence)
