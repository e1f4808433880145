"""What staff see of digests: those that have left, the next ones as they stand, and the next one of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from newsletter.contacts.models import Contact
from newsletter.core.clock import now, utc_to_local
from newsletter.core.database import session
from newsletter.core.languages import format_day, format_moment
from newsletter.events.models import Event
from newsletter.notices import digest_gathering as gathering
from newsletter.notices import digest_letters, digest_times, reach
from newsletter.notices.digest_models import Digest, DigestClock, DigestPlan
from newsletter.notices.digests import FREQUENCIES
from newsletter.notices.items import Item
from newsletter.notices.models import NoticePlan
from newsletter.notices.overview import SAMPLE_VALUES
from newsletter.notices.topics import told_topic_ids
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, ToldPerson
from newsletter.rendering.freeze import freeze
from newsletter.rendering.reading import ReadCopy, read_copy
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState
from newsletter.web.language import interface_language

NAMES = {Frequency.DAILY: _l("Daily digest"), Frequency.WEEKLY: _l("Weekly digest")}


@dataclass(frozen=True)
class Row:
    """One digest in a list. `events`: how many it tells of."""

    frequency: Frequency
    name: str
    when: str
    events: int
    people: int
    without_news: int
    state: tuple[str, str] = ("", "")


def coming() -> list[Row]:
    """As they would be if they left now."""
    return [_coming(frequency) for frequency in FREQUENCIES]


def _coming(frequency: Frequency) -> Row:
    items = news(frequency)
    people: set[int] = set()
    for item in items:
        for audience in gathering.audiences(item, frequency):
            people.update(session.scalars(audience))
    return Row(
        frequency=frequency,
        name=str(NAMES[frequency]),
        when=_moment(digest_times.next_digest(frequency, now())),
        events=len({item.event.id for item in items}),
        people=len(people),
        without_news=max(0, gathering.count_readers(frequency) - len(people)),
    )


def news(frequency: Frequency) -> list[Item]:
    """What stands in the next digest so far."""
    clock = session.get(DigestClock, frequency)
    since = clock.upto if clock is not None else now()
    return gathering.items(session.scalars(gathering.untaken(frequency, since)).all())


def past() -> Select[Digest]:
    """The latest first."""
    return select(Digest).order_by(Digest.due_at.desc(), Digest.id.desc())


def rows(digests: Sequence[Digest]) -> list[Row]:
    counts = _events_of(digests)
    return [
        Row(
            frequency=digest.frequency,
            name=str(NAMES[digest.frequency]),
            when=_moment(digest.upto),
            events=counts.get(digest.id, 0),
            people=digest.people,
            without_news=digest.without_news,
            state=_state(digest),
        )
        for digest in digests
    ]


def _events_of(digests: Sequence[Digest]) -> Mapping[int, int]:
    counted = session.execute(
        select(DigestPlan.digest_id, func.count(NoticePlan.event_id.distinct()))
        .join(NoticePlan, NoticePlan.id == DigestPlan.plan_id)
        .where(DigestPlan.digest_id.in_([digest.id for digest in digests]))
        .group_by(DigestPlan.digest_id)
    )
    return dict(counted.all())


def _state(digest: Digest) -> tuple[str, str]:
    if digest.settled_at is None:
        return str(_("Being sent")), "info"
    return (str(_("Sent")), "success") if digest.people else (str(_("Nothing to tell")), "neutral")


def _moment(at: datetime) -> str:
    return format_moment(utc_to_local(at, organisation.get().zone), interface_language())


# One person


def items_for(contact: Contact, frequency: Frequency) -> list[Item]:
    """What would stand in this person's next digest now."""
    return [
        item
        for item in news(frequency)
        if any(
            session.scalar(audience.where(audience.selected_columns.contact_id == contact.id))
            for audience in gathering.audiences(item, frequency)
        )
    ]


def copy_for(contact: Contact, frequency: Frequency) -> ReadCopy | None:
    """The mail through the real pipeline, None when there is nothing to tell; its links lead nowhere personal.

    Raises:
        StopMailing: nobody is set up to send it.
    """
    items = items_for(contact, frequency)
    if not items:
        return None
    us = organisation.get()
    language = contact.language if contact.language in us.languages else us.default_language
    look = organisation_look(language)
    form = freeze(digest_letters.letter(items, frequency, language), look)
    links = {slot: look.base_url for slot in form.slots if slot.endswith("_url")}
    return read_copy(form.merge({"name": contact.name, **SAMPLE_VALUES, **links}))


def answer(plan: NoticePlan, event: Event, contact_id: int) -> tuple[bool, str]:
    """Whether a notice that a person does not get at once comes in a digest, and in which."""
    told_at = _told_in_digest(plan, contact_id)
    if told_at is not None:
        return True, str(_("Was in the digest of %(day)s.", day=_day(told_at)))
    frequency = _frequency(event, contact_id)
    if frequency is None or session.get(DigestPlan, (frequency, plan.id)) is not None:
        return False, str(_("Was left out of the digest: told before, registered, or changed meanwhile."))
    day = _day(digest_times.next_digest(frequency, max(now(), plan.due_at)))
    if frequency is Frequency.DAILY:
        return True, str(_("In the daily digest of %(day)s.", day=day))
    return True, str(_("In the weekly digest of %(day)s.", day=day))


def _told_in_digest(plan: NoticePlan, contact_id: int) -> datetime | None:
    told = reach.told(plan)
    return session.scalar(
        select(Mailing.start_at)
        .join(ToldPerson, ToldPerson.mailing_id == Mailing.id)
        .where(
            Mailing.kind == gathering.KIND,
            ToldPerson.contact_id == contact_id,
            ToldPerson.event_id == told.event_id,
            ToldPerson.purpose == told.purpose,
            ToldPerson.generation == told.generation,
            ToldPerson.step == told.step,
        )
    )


def _frequency(event: Event, contact_id: int) -> Frequency | None:
    """The most frequent of those that the person wants for the event's topics, if it is a digest's."""
    found = session.scalars(
        select(Subscription.frequency).where(
            Subscription.contact_id == contact_id,
            Subscription.topic_id.in_(told_topic_ids(event)),
            Subscription.state == SubscriptionState.ACTIVE,
        )
    ).all()
    return next((frequency for frequency in FREQUENCIES if frequency in found), None)


def _day(at: datetime) -> str:
    zone = organisation.get().zone
    today = utc_to_local(now(), zone).date()
    return format_day(utc_to_local(at, zone).date(), interface_language(), today)
