"""Sharing out places: a trial that shows what would happen and why, and a decision that somebody takes by name.

The decision stores rule, wishes and result, because public bodies must be able to explain it later.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import is_supported
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.events.models import Allocation, Event
from newsletter.organisation import service as organisation
from newsletter.registrations import desk as desks
from newsletter.registrations import line, mail, states, terms
from newsletter.registrations.fairness import ALONE, Outcome, Why, Wish, allocate
from newsletter.registrations.models import (
    AllocationDecision,
    AttendAs,
    Desk,
    Registration,
    RegistrationState,
)
from newsletter.registrations.people import HAS_PLACE

HIGHEST_RANK = 999


class Rule(StrEnum):
    """By which order places are given."""

    FAIR = "fair"
    ARRIVAL = "arrival"


class Rest(StrEnum):
    """What happens to those who get no place."""

    WAIT = "wait"
    DECLINE = "decline"


@dataclass(frozen=True)
class Place:
    """One wish and what comes of it."""

    registration: Registration
    outcome: Outcome


@dataclass(frozen=True)
class Share:
    """What one organisation wants and gets; `name` as its first wish has it."""

    name: str
    wanted: int
    granted: int


@dataclass(frozen=True)
class Trial:
    """What a decision would do now. `mark` changes with everything that would change the result."""

    event: Event
    rule: Rule
    places: Sequence[Place]
    mark: str

    @property
    def granted(self) -> list[Place]:
        return [place for place in self.places if place.outcome.is_granted]

    @property
    def left_out(self) -> list[Place]:
        return [place for place in self.places if not place.outcome.is_granted]

    @property
    def shares(self) -> list[Share]:
        """Organisations by what they want, people who come for nobody left out."""
        names: dict[str, str] = {}
        wanted, got = Counter[str](), Counter[str]()
        for place in self.places:
            group = replace(place.outcome.wish, organisation=place.registration.affiliation).group
            if group.startswith(ALONE):
                continue
            names.setdefault(group, place.registration.affiliation)
            wanted[group] += 1
            got[group] += place.outcome.is_granted
        return [Share(names[group], count, got[group]) for group, count in wanted.most_common()]


def is_due(event: Event, desk: Desk | None) -> bool:
    """Whether people wait to hear: registration is over, and nobody has decided."""
    is_over = event.deadline_instant is None or event.deadline_instant <= now()
    return terms.decides_later(event, desk) and is_over


def default_rule(event: Event) -> Rule:
    """First come, first served, is what was promised unless the announcement says otherwise."""
    return Rule.ARRIVAL if event.allocation is Allocation.FCFS_WITH_REDISTRIBUTION else Rule.FAIR


def trial(event: Event, rule: Rule) -> Trial:
    """Nothing is written; the same wishes always give the same result."""
    waiting = session.scalars(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.RECEIVED)
        .order_by(Registration.received_at, Registration.id)
    ).all()
    held = _held(event)
    places: list[Place] = []
    for pool, free in _pools(event, len(waiting)):
        among = [registration for registration in waiting if registration.attend_as in pool]
        left = free if event.places is None else min(free, _left_of_all(event, places))
        known = {registration.id: registration for registration in among}
        for outcome in allocate(_wishes(among, rule), left, event.affiliation_cap, held):
            places.append(Place(known[outcome.wish.id], outcome))
            held[outcome.wish.group] += outcome.is_granted
    return Trial(event, rule, places, _mark(event, rule, places))


def _wishes(registrations: Sequence[Registration], rule: Rule) -> list[Wish]:
    """By arrival everybody comes for nobody; a cap for each organisation belongs to fair shares."""
    is_fair = rule is Rule.FAIR
    return [
        Wish(
            registration.id,
            registration.affiliation if is_fair else "",
            registration.received_at,
            registration.rank if is_fair else None,
        )
        for registration in registrations
    ]


def _held(event: Event) -> Counter[str]:
    rows = session.execute(
        select(Registration.id, Registration.affiliation, Registration.received_at).where(
            Registration.event_id == event.id, Registration.state.in_(HAS_PLACE)
        )
    )
    return Counter(Wish(*row).group for row in rows)


def _pools(event: Event, wishes: int) -> list[tuple[tuple[AttendAs, ...], int]]:
    """Who competes for which places: together, or each way for its own."""
    seats = desks.seats(event)
    if seats.on_site is None and seats.online is None:
        free = seats.free(AttendAs.PHYSICAL)
        return [(tuple(AttendAs), wishes if free is None else free)]
    limits = [((way,), seats.free(way)) for way in AttendAs]
    return [(way, wishes if free is None else free) for way, free in limits]


def _left_of_all(event: Event, places: Sequence[Place]) -> int:
    assert event.places is not None
    taken = desks.seats(event).taken + sum(place.outcome.is_granted for place in places)
    return max(0, event.places - taken)


def _mark(event: Event, rule: Rule, places: Sequence[Place]) -> str:
    result = [
        [place.registration.id, place.registration.attend_as, place.outcome.turn, place.outcome.why]
        for place in places
    ]
    return hashlib.sha256(json.dumps([event.id, rule, result]).encode()).hexdigest()[:20]


def rank(event_id: int, ranks: Mapping[int, int | None], actor_id: int | None) -> None:
    """Notes the order that organisations have stated of their own people.

    Raises:
        Invalid: a number below 1 or above 999.
    """
    if any(number is not None and not 1 <= number <= HIGHEST_RANK for number in ranks.values()):
        raise Invalid(_("Write numbers from 1 to 999, or nothing."))
    for registration_id, number in ranks.items():
        registration = session.get(Registration, registration_id)
        if registration is not None and registration.event_id == event_id:
            registration.rank = number
    audit.record("event.wishes_ranked", actor_id=actor_id, subject=("event", event_id))


def decide(event_id: int, rule: Rule, mark: str, rest: Rest, actor_id: int | None) -> Trial:
    """Gives the places; everybody hears at once.

    Raises:
        Conflict: the result is no longer the one that was looked at.
        NotPossible: nobody waits for a decision.
    """
    mail.warm_up()
    event, desk = desks.held(event_id)
    if not terms.decides_later(event, desk):
        raise NotPossible(_("The places of this event are given already."))
    decided = trial(event, rule)
    if decided.mark != mark:
        raise Conflict(_("Registrations have changed since you looked. Look at the result again."))
    desk.allocated_at = now()
    _store(decided, rest, actor_id)
    for place in decided.granted:
        states.turn(place.registration, RegistrationState.CONFIRMED, actor_id=actor_id)
        mail.receipt(event, desk, place.registration)
    for place in decided.left_out:
        _leave_out(event, desk, place, rule, rest, actor_id)
    return decided


def _leave_out(event: Event, desk: Desk, place: Place, rule: Rule, rest: Rest, actor_id: int | None) -> None:
    registration = place.registration
    if rest is Rest.WAIT:
        line.put_last(desk, registration)
        states.turn(registration, RegistrationState.WAITLISTED, actor_id=actor_id)
        mail.waiting_list(event, desk, registration)
        return
    states.turn(registration, RegistrationState.DECLINED, actor_id=actor_id)
    reason = why_not(place.outcome.why, rule, registration.language)
    mail.declined(event, registration, reason, material_follows=bool(event.recording_planned))


def why_not(why: Why, rule: Rule, language: str) -> str:
    """The reason as the person reads it."""
    tongue = language if is_supported(language) else organisation.get().default_language
    with force_locale(tongue):
        if why is Why.CAP_REACHED:
            return str(_("Each workplace could get only so many places, and yours has them."))
        if rule is Rule.ARRIVAL:
            return str(_("The places went to those who registered first."))
        return str(_("The places were shared out among the workplaces."))


def _store(decided: Trial, rest: Rest, actor_id: int | None) -> None:
    event = decided.event
    session.add(
        AllocationDecision(
            event_id=event.id,
            at=now(),
            staff_id=actor_id,
            rule={
                "rule": decided.rule,
                "rest": rest,
                "cap": event.affiliation_cap,
                **asdict(desks.seats(event)),
            },
            outcomes=[_told(place) for place in decided.places],
        )
    )
    session.flush()
    audit.record(
        "event.places_allocated",
        actor_id=actor_id,
        subject=("event", event.id),
        granted=len(decided.granted),
        left_out=len(decided.left_out),
    )


def _told(place: Place) -> dict[str, Any]:
    wish = place.outcome.wish
    return {
        "registration": wish.id,
        "organisation": place.registration.affiliation,
        "received_at": wish.received_at.isoformat(),
        "rank": wish.rank,
        "granted": place.outcome.is_granted,
        "why": place.outcome.why,
        "turn": place.outcome.turn,
    }


@dataclass(frozen=True)
class Told:
    """A line of a decision, as it is explained later. `name` is empty once the registration is erased."""

    registration_id: int
    name: str
    organisation: str
    received_at: datetime
    is_granted: bool
    why: Why


def told(decided: AllocationDecision) -> list[Told]:
    ids = [line["registration"] for line in decided.outcomes]
    rows = session.execute(select(Registration.id, Registration.name).where(Registration.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return [
        Told(
            line["registration"],
            names.get(line["registration"], ""),
            line["organisation"],
            datetime.fromisoformat(line["received_at"]),
            line["granted"],
            Why(line["why"]),
        )
        for line in decided.outcomes
    ]


def decision(event_id: int) -> AllocationDecision | None:
    return session.scalar(
        select(AllocationDecision)
        .where(AllocationDecision.event_id == event_id)
        .order_by(AllocationDecision.id.desc())
        .limit(1)
    )
