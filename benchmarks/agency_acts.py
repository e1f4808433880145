"""What editors and people do in a simulated time: single acts, and the heap of those that are to come."""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import count

from sqlalchemy import select, update

from newsletter.accounts.models import Staff
from newsletter.contacts.models import Contact, Suppression, SuppressionReason
from newsletter.contacts.service import parse_address
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.errors import DomainError
from newsletter.events import edit, service
from newsletter.events.checks import Faulty
from newsletter.events.content import MaterialContent
from newsletter.events.models import Event, MaterialKind, Mode
from newsletter.notices import decisions, extending
from newsletter.notices.models import NoticePlan, PlanState
from newsletter.registrations import allocation, attendance, marks, participant_lists
from newsletter.registrations import service as registrations
from newsletter.registrations.allocation import Rest
from newsletter.registrations.marks import MarkLink
from newsletter.registrations.models import AttendAs, MarkKind, Registration, RegistrationState
from newsletter.registrations.service import Person, Wish
from newsletter.subscribers.models import Subscription, SubscriptionState

DAY = timedelta(days=1)
A_MOMENT = timedelta(minutes=20)
"""Longer than edits settle: then a draft waits for its editor."""

SURVEY = MaterialContent("Enkät", "https://example.org/enkat", MaterialKind.SURVEY, "sv")
SLIDES = MaterialContent("Bilder", "https://example.org/bilder.pdf", MaterialKind.SLIDES, "sv")


@dataclass(frozen=True)
class Size:
    events: int = 300
    followers: int = 20_000
    topics: int = 20
    days: int = 365
    registrations: int = 25


class Doings:
    """`acts` is a heap of (instant, number, act)."""

    owner: Staff
    followers: list[int]

    def __init__(self, size: Size, seed: int = 4) -> None:
        self.size, self.chance = size, random.Random(seed)
        self.acts: list[tuple[datetime, int, Callable[[], object]]] = []
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.gone: dict[int, datetime] = {}
        self.begun = now()
        self._numbers = count()

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        heapq.heappush(self.acts, (moment, next(self._numbers), act))

    def next_act(self) -> datetime | None:
        return self.acts[0][0] if self.acts else None

    def act(self, moment: datetime) -> None:
        """Everything that is due by then, each in a transaction of its own."""
        while self.acts and self.acts[0][0] <= moment:
            _at, _number, act = heapq.heappop(self.acts)
            name = getattr(act, "__name__", "act").strip("_")
            try:
                with transaction():
                    act()
            except (DomainError, Faulty, edit.ChangedMeanwhile) as fault:
                self.refused[f"{name}: {fault}"] += 1
            else:
                self.done[name] += 1

    def _later(self, moment: datetime, act: Callable[[int], None], number: int) -> None:
        def later() -> None:
            act(number)

        later.__name__ = act.__name__
        self.at(moment, later)

    # What editors do

    def _save(self, event_id: int, **changes: object) -> Event:
        event = edit.locked(event_id)
        content = replace(edit.content_of(event), **changes)  # type: ignore[arg-type]
        return edit.save(event_id, content, event.revision, self.owner.id)

    def _move(self, event_id: int) -> None:
        """Later by a week, and the last day to register with it."""
        event = edit.locked(event_id)
        assert event.starts_on is not None
        day = event.starts_on + timedelta(days=7)
        deadline = event.deadline_on + timedelta(days=7) if event.deadline_on else None
        self._save(event_id, starts_on=day, ends_on=day, deadline_on=deadline)
        self._later(now() + A_MOMENT, self._decide, event_id)

    def _change_place(self, event_id: int) -> None:
        self._save(event_id, venue="Nya Tullhuset", city="Almvika", mode=Mode.HYBRID, join_url="")
        self._later(now() + A_MOMENT, self._decide, event_id)

    def _change_twice(self, event_id: int) -> None:
        """And back again before anybody was told."""
        event = edit.locked(event_id)
        was = event.starts_at
        self._save(event_id, starts_at=time(10))
        self._save(event_id, starts_at=was)

    def _correct_text(self, event_id: int) -> None:
        event = edit.locked(event_id)
        self._save(event_id, texts={"sv": {**event.texts["sv"], "lead": "Program och talare finns nu."}})

    def _extend(self, event_id: int) -> None:
        event = edit.locked(event_id)
        if event.deadline_on is not None:
            day = event.deadline_on + timedelta(days=2)
            extending.extend(event_id, day, None, "Det finns platser kvar.", staff_id=self.owner.id)

    def _earlier(self, event_id: int) -> None:
        event = edit.locked(event_id)
        if event.deadline_on is not None:
            self._save(event_id, deadline_on=event.deadline_on - timedelta(days=2))
            self._later(now() + A_MOMENT, self._decide, event_id)

    def _cancel(self, event_id: int) -> None:
        service.cancel(event_id, "Föreläsaren är sjuk.", self.owner.id)

    def _postpone(self, event_id: int) -> None:
        service.postpone(event_id, "Lokalen har blivit vattenskadad.", self.owner.id)
        self._later(now() + 5 * DAY, self._move, event_id)

    def _withdraw(self, event_id: int) -> None:
        service.withdraw(event_id, self.owner.id)
        self._later(now() + DAY, self._publish_again, event_id)

    def _publish_again(self, event_id: int) -> None:
        service.publish(event_id, self.owner.id)

    def _decide(self, event_id: int) -> None:
        """Two of three drafts are sent."""
        open_plans = select(NoticePlan.id).where(
            NoticePlan.event_id == event_id, NoticePlan.state == PlanState.AWAITING_APPROVAL
        )
        for plan_id in session.scalars(open_plans).all():
            if self.chance.random() < 0.67:
                decisions.approve(plan_id, self.owner.id, "Vi behöver veta tidigare.")
            else:
                decisions.pass_over(plan_id, self.owner.id, "Alla vet det redan.")

    def _add_material(self, event_id: int) -> None:
        event = edit.locked(event_id)
        self._save(event_id, materials=(*edit.content_of(event).materials, SLIDES))

    def _allocate(self, event_id: int) -> None:
        event = edit.locked(event_id)
        trial = allocation.trial(event, allocation.default_rule(event))
        rest = self.chance.choice(tuple(Rest))
        allocation.decide(event_id, trial.rule, trial.mark, rest, self.owner.id)

    def _note_attendance(self, event_id: int) -> None:
        confirmed = self._in_state(event_id, RegistrationState.CONFIRMED)
        came = [one.id for one in confirmed if self.chance.random() < 0.8]
        attendance.note(event_id, came, actor_id=self.owner.id)
        if self.chance.random() < 0.5:
            attendance.note_rest_absent(event_id, self.owner.id)

    def _take_in_list(self, event_id: int) -> None:
        addresses = session.scalars(
            select(Contact.address).where(Contact.id.in_(self._some_followers(event_id, 40)))
        )
        octets = "\n".join(["E-post", *addresses]).encode()
        participant_lists.take_in(event_id, octets, actor_id=self.owner.id)

    # What people do

    def _some_followers(self, event_id: int, most: int) -> list[int]:
        event = session.get_one(Event, event_id)
        topic_ids = [topic.id for topic in event.topics]
        query = select(Subscription.contact_id).where(Subscription.topic_id.in_(topic_ids)).distinct()
        found = session.scalars(query.order_by(Subscription.contact_id)).all()
        return self.chance.sample(found, min(most, len(found)))

    def _register(self, event_id: int) -> None:
        """Followers mostly; one in five has never heard of us."""
        number, follower = next(self._numbers), None
        if self.chance.random() < 0.8:
            (follower,) = self._some_followers(event_id, 1) or (None,)
        contact = session.get(Contact, follower) if follower else None
        address = contact.address if contact else f"guest{number}@people.example"
        people = [Person(parse_address(address), "Deltagare", self.chance.choice(tuple(AttendAs)))]
        if self.chance.random() < 0.1:
            people.append(
                Person(parse_address(f"colleague{number}@people.example"), "Kollega", people[0].attend_as)
            )
        workplace = f"Kommun {self.chance.randrange(12)}"
        registrations.register(
            Wish(event_id, people, contact.language if contact else "sv", affiliation=workplace)
        )

    def _in_state(self, event_id: int, *states: RegistrationState) -> list[Registration]:
        query = select(Registration).where(Registration.event_id == event_id, Registration.state.in_(states))
        return list(session.scalars(query.order_by(Registration.id)))

    def _give_up(self, event_id: int) -> None:
        standing = self._in_state(event_id, RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
        if standing:
            registrations.give_up(self.chance.choice(standing).id)

    def _answer_offers(self) -> None:
        """Each morning; who does not answer loses the offer in time."""
        offered = select(Registration.id).where(Registration.state == RegistrationState.OFFERED)
        for number in session.scalars(offered.order_by(Registration.id)).all():
            luck = self.chance.random()
            if luck < 0.5:
                registrations.accept(number)
            elif luck < 0.6:
                registrations.give_up(number)

    def _press_marks(self, event_id: int) -> None:
        event = session.get_one(Event, event_id)
        for contact_id in self._some_followers(event_id, 12):
            kind = self.chance.choice((MarkKind.REGISTERED_ELSEWHERE, MarkKind.NOT_INTERESTED))
            marks.mark(MarkLink(0, session.get_one(Contact, contact_id), event, kind))

    def _somebody_leaves(self) -> None:
        """For good: ended, paused, or an address that stopped working."""
        contact_id = self.chance.choice(self.followers)
        if contact_id in self.gone:
            return
        self.gone[contact_id] = now()
        how = self.chance.choice(("ended", "paused", "bounce", "complaint"))
        if how in ("ended", "paused"):
            session.execute(
                update(Subscription)
                .where(Subscription.contact_id == contact_id)
                .values(state=SubscriptionState(how))
            )
        else:
            why = SuppressionReason.HARD_BOUNCE if how == "bounce" else SuppressionReason.COMPLAINT
            session.add(Suppression(contact_id=contact_id, reason=why, since=now()))
