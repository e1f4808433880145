"""What the link in a mail leaves. Which topics those are only the producer of the mailing knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsletter.contacts.models import Contact
from newsletter.core.announce import announce
from newsletter.core.database import session
from newsletter.core.tokens import verify
from newsletter.outbox.models import Mailing
from newsletter.subscribers import subscriptions, topics
from newsletter.subscribers.facts import MailingLeft
from newsletter.subscribers.models import ChangeReason, Topic
from newsletter.subscribers.subscriptions import Cause
from newsletter.subscribers.topics import Text

TopicsLeft = Callable[[Mailing, int], Sequence[Topic]]
"""(mailing, contact id) -> the topics through which this person got it, whether followed still or not."""

WishLeft = Callable[[Mailing, int], Text | None]
"""(mailing, contact id) -> the title of the event this person asked to hear of and got it through, if so."""

_by_kind: dict[str, TopicsLeft] = {}
_wish_by_kind: dict[str, WishLeft] = {}


@dataclass(frozen=True)
class Departure:
    """One person's way out of one mailing: what the click ends."""

    contact: Contact
    mailing_id: int
    topics: Sequence[Topic]
    event: Text | None = None


def register(kind: str, topics_left: TopicsLeft, wish_left: WishLeft | None = None) -> None:
    """Called by `newsletter.app` for every kind of mailing that can be left."""
    _by_kind[kind] = topics_left
    if wish_left is not None:
        _wish_by_kind[kind] = wish_left


def find(token: str) -> Departure | None:
    """None for a token that is none of ours, or of a person who was erased."""
    numbers = verify("unsubscribe", token)
    if numbers is None or len(numbers) != 2:
        return None
    mailing_id, contact_id = numbers
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    return Departure(contact, mailing_id, _topics(mailing_id, contact_id), _event(mailing_id, contact_id))


def leave(departure: Departure) -> None:
    """Ends what the mailing came through; doing it again changes nothing."""
    cause = Cause(ChangeReason.ONE_CLICK, mailing_id=departure.mailing_id)
    subscriptions.end(departure.contact.id, [topic.id for topic in departure.topics], cause)
    announce(MailingLeft(departure.contact.id, departure.mailing_id))


def leave_all(departure: Departure) -> None:
    subscriptions.leave_all(
        departure.contact.id, Cause(ChangeReason.LEFT_ALL, mailing_id=departure.mailing_id)
    )


def undo(departure: Departure) -> None:
    subscriptions.undo_leaving(departure.contact.id, departure.mailing_id)


def still_followed(departure: Departure) -> list[Topic]:
    """What the person goes on getting mail about."""
    return topics.by_ids(subscriptions.followed(departure.contact.id))


def at_stake(departure: Departure) -> list[Topic]:
    """What `leave` would end now; nothing when it was left before."""
    followed = still_followed(departure)
    meant = {topic.id for topic in departure.topics}
    return [topic for topic in followed if topic.id in meant]


def undoable(departure: Departure) -> list[Topic]:
    """What `undo` would bring back."""
    return topics.by_ids(subscriptions.undoable(departure.contact.id, departure.mailing_id))


def _topics(mailing_id: int, contact_id: int) -> Sequence[Topic]:
    """What the producer names. Of a forgotten mailing: what its link ended before, else all that is followed.

    Whoever presses wants no more mail, so that the mailing was forgotten must not make the press do nothing.
    """
    mailing = session.get(Mailing, mailing_id)
    if mailing is not None and mailing.kind in _by_kind:
        return _by_kind[mailing.kind](mailing, contact_id)
    left = subscriptions.left_through(contact_id, mailing_id)
    return topics.by_ids([change.topic_id for change in left] or subscriptions.followed(contact_id))


def _event(mailing_id: int, contact_id: int) -> Text | None:
    mailing = session.get(Mailing, mailing_id)
    wish_left = _wish_by_kind.get(mailing.kind) if mailing is not None else None
    return wish_left(mailing, contact_id) if mailing is not None and wish_left is not None else None
