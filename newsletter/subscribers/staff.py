"""What staff do for subscribers: find them, add them on a stated basis, end and resume, lift stops."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from newsletter.audit import service as audit
from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.database import session
from newsletter.core.text import many_lines
from newsletter.errors import Invalid, NotFound
from newsletter.subscribers import consent, subscriptions
from newsletter.subscribers.consent import Told
from newsletter.subscribers.models import (
    ChangeReason,
    ConsentMethod,
    Subscription,
    SubscriptionState,
    Topic,
)
from newsletter.subscribers.subscriptions import Cause

LONGEST_REASON = 500


def listed(prefix: str = "", topic: Topic | None = None) -> Select[Contact]:
    """Contacts with subscriptions, whose address begins with `prefix`; with a topic those who follow it now."""
    follows = select(Subscription.id).where(Subscription.contact_id == Contact.id)
    if topic is not None:
        follows = follows.where(
            Subscription.topic_id == topic.id, Subscription.state == SubscriptionState.ACTIVE
        )
    found = select(Contact).where(follows.exists()).order_by(Contact.address_key)
    if prefix.strip():
        found = found.where(Contact.address_key.startswith(contacts.key_prefix(prefix), autoescape=True))
    return found


def find(contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound(_("There is no such subscriber. The person may have been erased."))
    return contact


def followers_of_topics() -> dict[int, int]:
    """Topic id -> how many follow it now."""
    counted = (
        select(Subscription.topic_id, func.count())
        .where(Subscription.state == SubscriptionState.ACTIVE)
        .group_by(Subscription.topic_id)
    )
    return dict(session.execute(counted).all())


@dataclass(frozen=True)
class Addition:
    """A subscriber as staff enter one. `basis` says where the person's wish is on record."""

    address: contacts.Address
    language: str
    topics: Sequence[Topic]
    basis: str
    name: str = ""


def add(new: Addition, actor_id: int | None) -> Contact:
    """Makes a subscriber without confirmation mail.

    Raises:
        Invalid: the person left one of the topics; only resuming it on the person's page, with a reason, brings it back;
            or follows all of them already.
    """
    contact = contacts.get_or_create(new.address, new.language, new.name)
    _refuse_what_was_left(contact, new.topics)
    basis = _stated(new.basis)
    begun = [topic for topic in new.topics if _follow(contact, topic, basis, actor_id)]
    if not begun:
        raise Invalid(_("This person follows these topics already."), "topics")
    audit.record(
        "subscriber.added",
        actor_id=actor_id,
        subject=("contact", contact.id),
        topics=[topic.slug for topic in new.topics],
    )
    return contact


def end(contact: Contact, topic: Topic, reason: str, actor_id: int | None) -> None:
    cause = Cause(ChangeReason.STAFF, staff_id=actor_id, note=_stated(reason))
    if subscriptions.end(contact.id, [topic.id], cause):
        audit.record("subscriber.ended", actor_id=actor_id, subject=("contact", contact.id), topic=topic.slug)


def resume(contact: Contact, topic: Topic, reason: str, actor_id: int | None) -> None:
    if _follow(contact, topic, _stated(reason), actor_id):
        audit.record(
            "subscriber.resumed", actor_id=actor_id, subject=("contact", contact.id), topic=topic.slug
        )


def lift(contact: Contact, stop: SuppressionReason, reason: str, actor_id: int | None) -> None:
    """Lets mail through again; for admins."""
    suppressions.lift(contact.id, (stop,))
    audit.record(
        "suppression.lifted",
        actor_id=actor_id,
        subject=("contact", contact.id),
        stop=stop.value,
        reason=_stated(reason),
    )


def _follow(contact: Contact, topic: Topic, basis: str, actor_id: int | None) -> bool:
    cause = Cause(ChangeReason.STAFF, staff_id=actor_id, note=basis)
    if not subscriptions.follow(contact.id, topic, cause):
        return False
    told = Told(wording="", language=contact.language, source="/staff/subscribers")
    consent.record(contact.id, topic.id, told, method=ConsentMethod.STAFF, basis=basis, staff_id=actor_id)
    return True


def _refuse_what_was_left(contact: Contact, wanted: Sequence[Topic]) -> None:
    ended = {row.topic_id for row in subscriptions.of(contact.id) if row.state is SubscriptionState.ENDED}
    if any(topic.id in ended for topic in wanted):
        raise Invalid(
            _(
                "This person had one of these topics before and it was ended. Find the person in the list and "
                "resume it there, stating why."
            ),
            "topics",
        )


def _stated(reason: str) -> str:
    cleaned = many_lines(reason)[:LONGEST_REASON]
    if not cleaned:
        raise Invalid(_("State the reason: it is kept with the change"), "reason")
    return cleaned
