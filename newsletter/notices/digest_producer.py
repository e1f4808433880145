"""What the outbox asks of a digest: one mailing for everybody who gets exactly the same news."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, case, select

from newsletter.audiences import caps, digest_readers
from newsletter.audiences.digest_readers import Interest
from newsletter.audiences.followers import Exclusion
from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.errors import StopMailing
from newsletter.events.models import Event
from newsletter.notices import digest_gathering as gathering
from newsletter.notices import digest_letters, kinds, reach
from newsletter.notices.digest_models import Digest, DigestReader
from newsletter.notices.items import Item
from newsletter.notices.needs import PAST, why_unwanted
from newsletter.notices.topics import told_topic_ids
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, OnUnknown, Reason, ToldPerson
from newsletter.outbox.producer import Told
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.subscribers import topics
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState, Topic

IN_DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)


class DigestProducer:
    """Like any notice it is sent once more when the reply was lost."""

    lane = Lane.NOTICES
    on_unknown = OnUnknown.REPEAT

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        """What was cancelled since it was gathered drops out."""
        digest = session.get(Digest, mailing.subject_id)
        wanted = gathering.items(mailing.parameters["plans"])
        if digest is None or not wanted:
            raise StopMailing(_("The events have changed: nobody needs this digest any more."))
        mailing.parameters = {**mailing.parameters, "plans": [item.plan.id for item in wanted]}
        return {
            language: freeze(
                digest_letters.letter(wanted, digest.frequency, language), organisation_look(language)
            )
            for language in _languages(mailing)
        }

    def audience(self, mailing: Mailing) -> Select[Any]:
        us = organisation.get()
        items = _items(mailing)
        return digest_readers.readers(
            _members(mailing),
            _interests(items),
            [*_exclusions(items), *_heard_meanwhile(items)],
            us.languages,
            us.default_language,
        )

    def told(self, mailing: Mailing) -> Sequence[Told]:
        plans = gathering.plans_of(mailing.parameters["plans"])
        return list(dict.fromkeys(reach.told(plan) for plan in plans))

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        """Everybody when one of the events was cancelled meanwhile: they get the rest in a digest without it."""
        items = _items(mailing)
        for item in items:
            why = why_unwanted(item.event, item.plan.kind, now(), item.plan.step)
            if why:
                return dict.fromkeys(contact_ids, Reason.TOO_LATE if why in PAST else Reason.CANCELLED)
        return digest_readers.unwanted_among(contact_ids, _interests(items), _exclusions(items))

    def finished(self, mailing: Mailing) -> None:
        """`digests.tick` looks after it."""


def topics_left(mailing: Mailing, contact_id: int) -> Sequence[Topic]:
    """What one click in a digest leaves: all digests, and what this one told of."""
    digests = select(Subscription.topic_id).where(
        Subscription.contact_id == contact_id, Subscription.frequency.in_(IN_DIGESTS)
    )
    events = session.scalars(
        select(Event)
        .join(ToldPerson, ToldPerson.event_id == Event.id)
        .where(ToldPerson.mailing_id == mailing.id, ToldPerson.contact_id == contact_id)
    ).unique()
    wanted = set(session.scalars(digests)) | {topic for event in events for topic in told_topic_ids(event)}
    followed = session.scalars(
        select(Subscription.topic_id).where(
            Subscription.contact_id == contact_id,
            Subscription.state == SubscriptionState.ACTIVE,
            Subscription.topic_id.in_(wanted),
        )
    ).all()
    return topics.by_ids(followed)


def _members(mailing: Mailing) -> Select[Any]:
    return select(DigestReader.contact_id).where(DigestReader.mailing_id == mailing.id)


def _languages(mailing: Mailing) -> Sequence[str]:
    """Only those somebody needs: a set of a few people is put together once or twice, not five times."""
    us = organisation.get()
    wanted = case((Contact.language.in_(us.languages), Contact.language), else_=us.default_language)
    return session.scalars(select(wanted).distinct().where(Contact.id.in_(_members(mailing)))).all()


def _items(mailing: Mailing) -> list[Item]:
    """All that the letter tells of, as it is now."""
    return gathering.all_items(mailing.parameters["plans"])


def _interests(items: Sequence[Item]) -> list[Interest]:
    return [Interest(event_id, ids) for event_id, ids in {i.event.id: i.topic_ids for i in items}.items()]


def _heard_meanwhile(items: Sequence[Item]) -> Iterator[Exclusion]:
    """Whom a notice that left since the digest was gathered told of the same event: the next round says the rest."""
    for item in items:
        yield from caps.rest(item.event.id, kinds.purpose(item.plan.kind), now())


def _exclusions(items: Sequence[Item]) -> list[Exclusion]:
    return [exclusion for item in items for exclusion in reach.lasting(item.plan, item.event)]
