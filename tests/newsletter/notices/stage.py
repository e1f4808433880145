"""What tests of notices share: finding plans, letting time pass, events with people."""

from datetime import datetime
from typing import Any

import time_machine
from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events import service
from newsletter.events.models import Event
from newsletter.notices import due, plans
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.outbox.models import Batch, Mailing
from newsletter.outbox.start import start_due
from tests.newsletter.events.factories import make_draft


def of_kind(event: Event, kind: NoticeKind, step: str = "") -> list[NoticePlan]:
    """Oldest generation first."""
    found = (p for p in plans.of_event(event.id) if p.kind is kind and (not step or p.step == step))
    return sorted(found, key=lambda p: (p.generation, p.due_at))


def newest(event: Event, kind: NoticeKind, step: str = "") -> NoticePlan:
    return of_kind(event, kind, step)[-1]


def reminders(event: Event) -> list[NoticePlan]:
    """Those of the deadline: newest generation first, the early one before the late one."""
    found = (p for p in plans.of_event(event.id) if p.kind is NoticeKind.DEADLINE)
    return sorted(found, key=lambda p: (-p.generation, -days(p)))


def days(plan: NoticePlan) -> int:
    return int(plan.step.rstrip("d"))


def plan(event: Event, days_before: int = 7, generation: int = 1) -> NoticePlan:
    wanted = (days_before, generation)
    (found,) = (p for p in reminders(event) if (days(p), p.generation) == wanted)
    return found


def make_announced(**changes: Any) -> Event:
    """A published event of which its followers have heard before."""
    draft = make_draft(**changes)
    draft.first_announced_at = now()
    return service.publish(draft.id)


def go(clock: time_machine.Traveller, moment: datetime) -> None:
    """What is due at that moment leaves."""
    clock.move_to(moment)
    due.tick()
    start_due()


def mailing_of(chosen: NoticePlan) -> Mailing:
    assert chosen.mailing_id is not None, chosen.reason
    return session.get_one(Mailing, chosen.mailing_id)


def readers(chosen: NoticePlan) -> set[int]:
    query = select(Batch.contact_ids).where(
        Batch.mailing_id == mailing_of(chosen).id, Batch.form_hash.is_not(None)
    )
    return {contact for ids in session.scalars(query) for contact in ids}
