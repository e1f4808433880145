"""The plans of an event as stored: finding, holding, dropping and placing them. What to plan is decided elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from newsletter.core.database import session
from newsletter.errors import NotFound
from newsletter.events.models import Event
from newsletter.notices import rules
from newsletter.notices.models import NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import PAST
from newsletter.notices.timing import Slot

HANDED_OVER = (PlanState.SENDING, PlanState.SENT)
OPEN = (PlanState.PLANNED, PlanState.AWAITING_APPROVAL)
CHOSEN = "chosen"
"""In the details of a plan: an editor gave it a time of its own."""

SETTLED_BY_HAND = (PlanReason.STOPPED, PlanReason.SKIPPED_BY_HAND, PlanReason.PASSED_OVER)


def of_event(event_id: int) -> Sequence[NoticePlan]:
    """Newest generation first."""
    return session.scalars(_of_event(event_id)).all()


def _of_event(event_id: int) -> Select[NoticePlan]:
    return (
        select(NoticePlan)
        .where(NoticePlan.event_id == event_id)
        .order_by(NoticePlan.generation.desc(), NoticePlan.due_at, NoticePlan.id)
    )


def by_id(plan_id: int) -> NoticePlan:
    plan = session.get(NoticePlan, plan_id)
    if plan is None:
        raise NotFound(_("There is no such notice."))
    return plan


def locked(plan_id: int) -> NoticePlan:
    """Held against the tick, as it stands in the database now."""
    query = select(NoticePlan).where(NoticePlan.id == plan_id).with_for_update()
    plan = session.scalar(query.execution_options(populate_existing=True))
    if plan is None:
        raise NotFound(_("There is no such notice."))
    return plan


@dataclass
class Board:
    """An event with its rules and its plans, held against the tick that may be handing one of them over."""

    event: Event
    now: datetime
    rules: Sequence[NoticeRule] = field(default_factory=list)
    plans: list[NoticePlan] = field(default_factory=list)

    @classmethod
    def of(cls, event: Event, moment: datetime) -> "Board":
        query = _of_event(event.id).with_for_update().execution_options(populate_existing=True)
        plans = list(session.scalars(query))
        return cls(event, moment, rules.of_event(event.id), plans)

    def rule(self, kind: NoticeKind, step: str = "") -> NoticeRule:
        return next(rule for rule in self.rules if (rule.kind, rule.step) == (kind, step))

    def of_kind(self, *kinds: NoticeKind) -> Iterator[NoticePlan]:
        return (plan for plan in self.plans if plan.kind in kinds)

    def newest(self, rule: NoticeRule) -> NoticePlan | None:
        return next((plan for plan in self.plans if plan.rule_id == rule.id), None)

    def add(self, rule: NoticeRule, anchor: datetime, slot: Slot, **more: Any) -> NoticePlan:
        """The next generation of a rule."""
        newest = self.newest(rule)
        plan = NoticePlan(
            event_id=self.event.id,
            rule_id=rule.id,
            kind=rule.kind,
            step=rule.step,
            generation=newest.generation + 1 if newest else 1,
            details={},
            held_until=None,
            state=PlanState.PLANNED,
            reason=PlanReason.NONE,
        )
        place(plan, anchor, slot)
        for name, value in more.items():
            setattr(plan, name, value)
        session.add(plan)
        session.flush()
        self.plans.insert(0, plan)
        return plan


def place(plan: NoticePlan, anchor: datetime, slot: Slot) -> None:
    plan.anchor, plan.due_local, plan.due_at = anchor, slot.local, slot.at
    plan.not_after, plan.held_until = slot.not_after, None


def drop(plan: NoticePlan | None, reason: PlanReason) -> None:
    """Nothing that was handed over or settled before changes."""
    if plan is None or plan.state not in OPEN:
        return
    plan.state = PlanState.SKIPPED if reason in PAST else PlanState.CANCELLED
    plan.reason, plan.held_until = reason, None


def is_settled(plan: NoticePlan) -> bool:
    """Sent, or somebody decided about it: only a new anchor brings a new generation."""
    return plan.state in HANDED_OVER or plan.reason in SETTLED_BY_HAND


def has_own_time(plan: NoticePlan) -> bool:
    """Whether an editor chose when it leaves; it stays there until its anchor moves."""
    return bool(plan.details.get(CHOSEN))


def is_chosen_for_later(plan: NoticePlan, moment: datetime) -> bool:
    """Whether it may still leave at the time that an editor chose: an event that is withdrawn and comes back keeps it."""
    return has_own_time(plan) and plan.due_at > moment


def without_choice(plan: NoticePlan) -> None:
    plan.details = {name: value for name, value in plan.details.items() if name != CHOSEN}


def is_newest(plan: NoticePlan) -> bool:
    """Whether no later generation of it has been planned."""
    later = select(NoticePlan.id).where(
        NoticePlan.rule_id == plan.rule_id, NoticePlan.generation > plan.generation
    )
    return session.scalar(later.limit(1)) is None
