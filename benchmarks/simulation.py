"""A service whose clock jumps from one instant at which something is due to the next.

Planning, audiences, letters, fan-out and ledger are real. In place of workers and mail servers every copy is settled as
accepted, through the states that a worker takes it through, at the instant at which its mailing starts.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import func, select, text

from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.events.models import Event
from newsletter.notices import digest_producer, digest_times, digests
from newsletter.notices import due as notices_due
from newsletter.notices import producer as producer_of_notices
from newsletter.notices.models import NoticePlan
from newsletter.outbox import control, forms
from newsletter.outbox.models import Batch, Mailing, MailingState
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.registrations import due as registrations_due
from newsletter.rendering import freeze as rendering
from newsletter.rendering.form import Form
from newsletter.rendering.letter import Letter
from newsletter.subscribers.models import Frequency

NOTICES = ("follower_notice", "participant_notice", "everybody_notice", "digest")
TICKS = timedelta(seconds=5)
"""As far as two ticks are apart at least, as in service."""

# What is held waits for something else to happen, or for its end.
_NEXT = text(
    """
    SELECT least(
      (SELECT min(least(CASE WHEN state = 'planned' AND held_until IS NULL THEN due_at END, not_after))
         FROM notice_plan WHERE state IN ('planned', 'awaiting_approval')),
      (SELECT min(start_at) FROM mailing WHERE state IN ('scheduled', 'preparing')),
      (SELECT min(least(offer_expires_at, confirm_by)) FROM registration WHERE state IN ('offered', 'unconfirmed')))
    """
)
_SETTLE = (
    "UPDATE batch SET states = translate(states, 'q', 's') WHERE is_open",
    "UPDATE batch SET states = translate(states, 's', 'a'), is_open = false, changed_at = :now WHERE is_open",
    "UPDATE mailing SET state = 'completed', finished_at = :now WHERE state = 'sending' AND kind <> ALL(:notices)",
)
SENT = """
    CREATE TABLE simulated_sent (
      mailing_id bigint, plan_id bigint, event_id bigint, kind text, at timestamptz, zone text, country text,
      deadline timestamptz, starts timestamptz, occurrence text, publication text)
"""
_NOTE = text(
    "INSERT INTO simulated_sent VALUES (:mailing_id, :plan_id, :event_id, :kind, :at, :zone, :country, :deadline,"
    " :starts, :occurrence, :publication)"
)


@contextmanager
def one_letter_for_all() -> Iterator[None]:
    """Putting letters together is measured elsewhere, and would take most of the time: one stands for all of its kind."""
    kept: dict[tuple[str, str], Form] = {}

    def freeze(letter: Letter, look: Any) -> Form:
        key = (letter.template, letter.language)
        if key not in kept:
            kept[key] = real(letter, look)
        return kept[key]

    rooms = (producer_of_notices, digest_producer, forms)
    real = rendering.freeze
    for room in rooms:
        room.freeze = freeze
    try:
        yield
    finally:
        for room in rooms:
            room.freeze = real


class Simulation:
    """`acts(moment)` does what people do up to an instant; `next_act()` says when the next of it is due."""

    def __init__(
        self,
        traveller: time_machine.Traveller,
        acts: Callable[[datetime], None],
        next_act: Callable[[], datetime | None],
    ) -> None:
        self._traveller, self._acts, self._next_act = traveller, acts, next_act
        self.ticks = 0
        self._digest = now()
        self.faults: list[str] = []
        with transaction():
            session.execute(text(SENT))

    def run(self, until: datetime, watch: Callable[[str, Callable[[], Any]], Any]) -> None:
        """`watch(name, call)` calls, and may measure."""
        while (moment := self._next()) is not None and moment <= until:
            self._traveller.move_to(max(moment, now() + TICKS))
            self.ticks += 1
            watch("people and editors", lambda: self._acts(now()))
            watch("tick of registrations", registrations_due.tick)
            watch("tick of notices", notices_due.tick)
            if self._digest <= now() or self._is_digest_under_way():
                watch("tick of digests", digests.tick)
            watch("start of mailings", start_due)
            watch("in place of sending", self._settle)

    def _next(self) -> datetime | None:
        if self._digest <= now():
            frequencies = (Frequency.DAILY, Frequency.WEEKLY)
            self._digest = min(digest_times.next_digest(frequency, now()) for frequency in frequencies)
        found = [self._next_act(), session.scalar(_NEXT), self._digest]
        session.rollback()
        return min((moment for moment in found if moment is not None), default=None)

    def _is_digest_under_way(self) -> bool:
        return bool(session.scalar(text("SELECT EXISTS (SELECT FROM digest WHERE settled_at IS NULL)")))

    def _settle(self) -> None:
        if not session.scalar(text("SELECT EXISTS (SELECT FROM mailing WHERE state = 'sending')")):
            return
        with transaction():
            under_way = session.scalars(
                select(Mailing).where(Mailing.state == MailingState.SENDING, Mailing.kind.in_(NOTICES))
            ).all()
            for mailing in under_way:
                self._ask_once_more(mailing)
                self._note(mailing)
            for statement in _SETTLE:
                session.execute(text(statement), _parameters(statement))
            control.complete([mailing.id for mailing in under_way])

    def _ask_once_more(self, mailing: Mailing) -> None:
        """What workers ask before each copy must agree with the audience that was settled at the same instant."""
        ids = session.scalars(
            select(func.unnest(Batch.contact_ids)).where(Batch.mailing_id == mailing.id, Batch.is_open)
        ).all()
        if ids and (refused := producer(mailing.kind).unwanted(mailing, ids)):
            self.faults.append(
                f"mailing {mailing.id}: {Counter(refused.values())} of {len(ids)} unwanted at once"
            )

    def _note(self, mailing: Mailing) -> None:
        """The event as it stood when the mail left."""
        plan_ids = mailing.parameters["plans"] if mailing.kind == "digest" else [mailing.subject_id]
        for plan_id in plan_ids:
            plan = session.get_one(NoticePlan, plan_id)
            event = session.get_one(Event, plan.event_id, populate_existing=True)
            session.execute(_NOTE, _facts(mailing, plan, event))


def _parameters(statement: str) -> dict[str, Any]:
    known: Mapping[str, Any] = {"now": now(), "notices": list(NOTICES)}
    return {name: value for name, value in known.items() if f":{name}" in statement}


def _facts(mailing: Mailing, plan: NoticePlan, event: Event) -> dict[str, Any]:
    return {
        "mailing_id": mailing.id,
        "plan_id": plan.id,
        "event_id": event.id,
        "kind": plan.kind.value,
        "at": now(),
        "zone": event.zone,
        "country": event.country,
        "deadline": event.deadline_instant,
        "starts": event.starts_instant,
        "occurrence": event.occurrence.value,
        "publication": event.publication.value,
    }
