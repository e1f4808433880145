"""Whom a notice goes to: the audience of a plan as one SELECT, and who of them must not get it any more."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select, union

from newsletter.audiences import caps, fit, participants
from newsletter.audiences.followers import Exclusion, followers, unwanted_followers
from newsletter.contacts.models import Contact
from newsletter.core.clock import local_to_utc, now, utc_to_local
from newsletter.core.database import id_array, session
from newsletter.events.models import Event
from newsletter.notices import asked, digest_times, kinds
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.notices.rules import NUDGE, ON_SITE, ONLINE
from newsletter.notices.topics import told_topic_ids
from newsletter.organisation import service as organisation
from newsletter.outbox.models import Purpose, Reason, ToldPerson
from newsletter.outbox.producer import Told
from newsletter.outbox.told import told_by_issues, told_people
from newsletter.registrations import marks, people
from newsletter.registrations.models import AttendAs, MarkKind, RegistrationState
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState

NEWS_TOLD = (Purpose.NEW, Purpose.OPENS, Purpose.DEADLINE, Purpose.LAST_SEATS, Purpose.EXTENDED)
RECENT = timedelta(hours=24)
"""Who registered later needs no reminder."""
SAME_DAY = timedelta(hours=23)
"""Nor who got the practical information later. What left yesterday at this hour is no reminder of today."""


def told(plan: NoticePlan) -> Told:
    return Told(plan.event_id, kinds.purpose(plan.kind), plan.generation, plan.step)


# To followers


def follower_audience(plan: NoticePlan, event: Event, moment: datetime) -> Select[Any]:
    us = organisation.get()
    at_once = frequencies_at_once(plan, event, moment)
    wishes = asked.who(plan)
    exclusions = list(follower_exclusions(plan, event, moment))
    pulled_forward = [frequency for frequency in at_once if frequency is not Frequency.IMMEDIATE]
    if pulled_forward:
        off = Exclusion(Reason.REMINDERS_OFF, _reminders_off(event, pulled_forward))
        exclusions.append(_sparing(wishes, off))
    return followers(told_topic_ids(event), us.languages, us.default_language, exclusions, at_once, wishes)


def _sparing(wishes: Select[Any] | None, exclusion: Exclusion) -> Exclusion:
    """What limits how much news one gets unasked does not limit what one asked for."""
    if wishes is None:
        return exclusion
    listed = exclusion.contact_ids.subquery().c[0]
    return exclusion._replace(contact_ids=select(listed).where(listed.not_in(wishes)))


def _reminders_off(event: Event, pulled_forward: Collection[Frequency]) -> Select[Any]:
    """Those with a digest who want nothing before it, even if it comes after the last day."""
    others = select(Subscription.contact_id).where(
        Subscription.topic_id.in_(told_topic_ids(event)),
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.frequency.not_in(pulled_forward),
    )
    return select(Contact.id).where(~Contact.deadline_reminders, Contact.id.not_in(others))


def frequencies_at_once(plan: NoticePlan, event: Event, moment: datetime) -> list[Frequency]:
    """Who hears of it by a mail of its own: besides those who wish so, those whose digest would come too late."""
    return [
        frequency
        for frequency in Frequency
        if frequency is Frequency.IMMEDIATE or digest_times.is_too_late(plan, event, frequency, moment)
    ]


def follower_exclusions(
    plan: NoticePlan, event: Event, moment: datetime | None = None
) -> Iterator[Exclusion]:
    """In the order in which they are told: the person's own doing before ours. Caps count for mail at a `moment`."""
    yield from lasting(plan, event)
    if plan.kind is NoticeKind.MATERIAL:
        yield Exclusion(Reason.TOLD_ALREADY, caps.told_of(event.id, Purpose.MATERIAL))
    if plan.kind in (NoticeKind.EXTENDED, NoticeKind.EARLIER):
        yield Exclusion(Reason.OUTSIDE_SEGMENT, _never_told(event, plan.kind))
    yield Exclusion(Reason.TOLD_ALREADY, told_people(told(plan)))
    if moment is not None:
        limits = caps.caps(event.id, kinds.purpose(plan.kind), moment, _day_began(event, moment))
        yield from (_sparing(asked.who(plan), limit) for limit in limits)


REFUSALS = tuple(kind for kind in MarkKind if kind is not MarkKind.INTERESTED)
"""Who said so is asked no more to register: it is done, or not wanted, or only the material is."""


def lasting(plan: NoticePlan, event: Event) -> Iterator[Exclusion]:
    """What holds from the plan to the last copy: who has registered, refused, or is not meant."""
    yield Exclusion(Reason.REGISTERED, people.registered(event.id))
    refused = (MarkKind.NOT_INTERESTED,) if plan.kind is NoticeKind.MATERIAL else REFUSALS
    yield Exclusion(Reason.MARKED, participants.marked_as(event.id, *refused))
    outside = fit.outside(event)
    if outside is not None:
        yield Exclusion(Reason.OUTSIDE_TARGET_GROUP, outside)


def _never_told(event: Event, kind: NoticeKind) -> Select[Any]:
    """Who read no deadline has nothing to correct; who is interested hears of it all the same."""
    heard = [caps.told_of(event.id, Purpose.DEADLINE, Purpose.EXTENDED, Purpose.EARLIER)]
    heard.append(participants.marked_as(event.id, MarkKind.INTERESTED))
    if kind is NoticeKind.EARLIER:
        heard.append(caps.told_of(event.id, Purpose.NEW, Purpose.OPENS))
    return select(Contact.id).where(Contact.id.not_in(select(union(*heard).subquery().c[0])))


def _day_began(event: Event, moment: datetime) -> datetime:
    return local_to_utc(datetime.combine(utc_to_local(moment, event.zone).date(), time()), event.zone)


def unwanted_among_followers(
    plan: NoticePlan, event: Event, contact_ids: Collection[int]
) -> Mapping[int, Reason]:
    found: dict[int, Reason] = {}
    for exclusion in reversed(list(lasting(plan, event))):  # of several reasons the first one counts
        found |= dict.fromkeys(_among(exclusion.contact_ids, contact_ids), exclusion.reason)
    return {**found, **unwanted_followers(told_topic_ids(event), contact_ids, asked.who(plan))}


def _among(listed: Select[Any], contact_ids: Collection[int]) -> Sequence[int]:
    asked = func.unnest(id_array(contact_ids)).table_valued("contact_id", name="asked").render_derived()
    return session.scalars(select(asked.c.contact_id).where(asked.c.contact_id.in_(listed))).all()


# To participants


def participant_audience(plan: NoticePlan, event: Event, moment: datetime) -> Select[Any]:
    us = organisation.get()
    return participants.participants(
        event.id,
        states(plan),
        us.languages,
        us.default_language,
        also=_also(plan, event),
        asked=asked.who(plan),
        attend_as=_attend_as(plan),
        exclusions=list(_participant_exclusions(plan, event, moment)),
    )


def states(plan: NoticePlan) -> tuple[RegistrationState, ...]:
    """In which states a registration is concerned."""
    match plan.kind:
        case NoticeKind.CHANGED | NoticeKind.POSTPONED | NoticeKind.CANCELLED:
            return participants.AFFECTED
        case NoticeKind.MATERIAL:
            return (*participants.came(plan.event_id), RegistrationState.DECLINED)
        case NoticeKind.EVALUATION:
            return participants.came(plan.event_id)
    return (RegistrationState.CONFIRMED,)


def _attend_as(plan: NoticePlan) -> AttendAs | None:
    if plan.kind is not NoticeKind.PRACTICAL:
        return None
    return {ONLINE: AttendAs.ONLINE, ON_SITE: AttendAs.PHYSICAL}.get(plan.step)


def _also(plan: NoticePlan, event: Event) -> Select[Any] | None:
    """Those concerned who did not register here."""
    match plan.kind:
        case NoticeKind.CHANGED | NoticeKind.POSTPONED:
            return participants.asking(event.id, MarkKind.INTERESTED, MarkKind.REGISTERED_ELSEWHERE)
        case NoticeKind.CANCELLED:
            return _who_heard(plan, event)
        case NoticeKind.MATERIAL:
            return asked.who(plan)
    return None


def _who_heard(plan: NoticePlan, event: Event) -> Select[Any]:
    """Who asked to hear of it; and whom a notice, a digest or an issue told of it, if they still follow anything."""
    heard = [
        caps.told_of(event.id, *NEWS_TOLD),
        *(told_by_issues(Told(event.id, purpose)) for purpose in (Purpose.NEW, Purpose.DEADLINE)),
        participants.marked_as(event.id, MarkKind.REGISTERED_ELSEWHERE),
    ]
    gone = [
        people.holding(event.id, *participants.ENDED),
        participants.marked_as(event.id, MarkKind.NOT_INTERESTED),
        participants.left_everything(),
    ]
    found = union(*heard).subquery().c[0]
    still_there = select(found).where(*(found.not_in(some) for some in gone))
    return select(union(still_there, participants.asking(event.id, *marks.ASKED)).subquery().c[0])


def _participant_exclusions(plan: NoticePlan, event: Event, moment: datetime) -> Iterator[Exclusion]:
    if plan.kind is NoticeKind.REMINDER:
        yield Exclusion(Reason.TOLD_ALREADY, participants.received_since(event.id, moment - RECENT))
        yield Exclusion(
            Reason.TOLD_ALREADY, caps.told_of_since(event.id, (Purpose.PRACTICAL,), moment - SAME_DAY)
        )
    if plan.kind is NoticeKind.EVALUATION and plan.step == NUDGE:
        asked = union(caps.told_of(event.id, Purpose.EVALUATION), _asked_with_material(event.id)).subquery()
        yield Exclusion(
            Reason.OUTSIDE_SEGMENT, select(Contact.id).where(Contact.id.not_in(select(asked.c[0])))
        )


def _asked_with_material(event_id: int) -> Select[Any]:
    """Who got material that the evaluation went along with."""
    return (
        select(ToldPerson.contact_id)
        .join(NoticePlan, NoticePlan.mailing_id == ToldPerson.mailing_id)
        .where(NoticePlan.event_id == event_id, NoticePlan.details["with_evaluation"].as_boolean().is_(True))
    )


def unwanted_among_participants(
    plan: NoticePlan, event: Event, contact_ids: Collection[int]
) -> Mapping[int, Reason]:
    """Those who gave up their place after it was handed over, or left us and never had one; failed addresses."""
    found = people.states_of(event.id, contact_ids)
    others = [contact for contact in contact_ids if contact not in found]
    left = dict.fromkeys(participants.left_among(others, asked.who(plan)), Reason.ENDED)
    left |= dict.fromkeys(_took_it_back(plan, event, others), Reason.ENDED)
    gave_up = [contact for contact, state in found.items() if state in participants.ENDED]
    ended = dict.fromkeys(set(gave_up) - _still_asking(plan, gave_up), Reason.ENDED)
    known = set(session.scalars(select(Contact.id).where(Contact.id == id_array(contact_ids).any_())))
    erased = dict.fromkeys(set(contact_ids) - known, Reason.ERASED)
    return {**ended, **left, **participants.unreachable_among(contact_ids), **erased}


def _took_it_back(plan: NoticePlan, event: Event, contact_ids: Collection[int]) -> set[int]:
    """Of those who are no participants: whose mark is gone. A cancellation goes on to all who had heard of it."""
    also = _also(plan, event) if plan.kind is not NoticeKind.CANCELLED else None
    return set(contact_ids) - set(_among(also, contact_ids)) if also is not None and contact_ids else set()


def _still_asking(plan: NoticePlan, contact_ids: Collection[int]) -> set[int]:
    wishes = asked.who(plan)
    return set(_among(wishes, contact_ids)) if wishes is not None and contact_ids else set()


# Before anything is sent


def is_for_participants(plan: NoticePlan) -> bool:
    return mailing_kind(plan) != FOLLOWER_MAILING


FOLLOWER_MAILING, PARTICIPANT_MAILING, EVERYBODY_MAILING = (
    "follower_notice",
    "participant_notice",
    "everybody_notice",
)


def mailing_kind(plan: NoticePlan) -> str:
    if plan.kind is NoticeKind.CANCELLED:
        return EVERYBODY_MAILING
    is_theirs = plan.kind in kinds.TO_PARTICIPANTS | kinds.ANSWERS
    if is_theirs or (plan.kind is NoticeKind.MATERIAL and plan.step == "participants"):
        return PARTICIPANT_MAILING
    return FOLLOWER_MAILING


def audience(plan: NoticePlan, event: Event, moment: datetime | None = None) -> Select[Any]:
    """As it would be at a moment; now, unless stated."""
    moment = moment or now()
    if is_for_participants(plan):
        return participant_audience(plan, event, moment)
    return follower_audience(plan, event, moment)


@dataclass(frozen=True)
class Expected:
    """How many of those known today would get a notice, as a mail of its own or in their digest."""

    readers: int
    in_digests: int


def expected(plan: NoticePlan) -> Expected:
    """When it is due, and but for who was told already."""
    event, moment = session.get_one(Event, plan.event_id), max(now(), plan.due_at)
    found = audience(plan, event, moment).subquery()
    counted = select(found.c.reason, func.count()).group_by(found.c.reason)
    counts: dict[str | None, int] = {row[0]: row[1] for row in session.execute(counted)}
    return Expected(counts.get(None, 0), counts.get(Reason.DIGEST_INSTEAD.value, 0))


def how_many(plan: NoticePlan) -> int:
    return expected(plan).readers


def how_many_follow_both(plan: NoticePlan, event: Event, other: Event) -> int:
    """Of those who would get it now, how many follow the topics of another event as well."""
    found = audience(plan, event).subquery()
    followers_of_other = select(Subscription.contact_id).where(
        Subscription.topic_id.in_(told_topic_ids(other)), Subscription.state == SubscriptionState.ACTIVE
    )
    query = select(func.count()).where(found.c.reason.is_(None), found.c.contact_id.in_(followers_of_other))
    return session.scalar(query) or 0


def would_be_told(plan: NoticePlan) -> bool:
    return how_many(plan) > 0
