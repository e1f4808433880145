"""From a typed address to a subscriber: nothing comes into being before the person confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.contacts.service import Address
from newsletter.core.announce import announce
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.core.tokens import hash_token, random_token
from newsletter.subscribers import consent, cooldown, mail, subscriptions, topics
from newsletter.subscribers.facts import SignUpConfirmed
from newsletter.subscribers.models import ChangeReason, SignUp, Topic
from newsletter.subscribers.subscriptions import Cause

TOKEN_LIFE = timedelta(days=7)
KEPT = timedelta(days=14)


class SignUpState(StrEnum):
    """What the link in a confirmation can still do."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Wish:
    """What somebody filled in. `page_language` is the one in which the wording was read."""

    address: Address
    language: str
    topics: Sequence[Topic]
    page_language: str
    source: str
    name: str = ""


def ask(wish: Wish) -> None:
    """Mails the person a link to confirm, or a subscriber the way to the preferences, or nothing.

    Whoever called must not learn which: it would tell strangers who subscribes.
    """
    if not cooldown.take(wish.address):
        return
    contact = contacts.find(wish.address)
    if contact is None:
        _ask_to_confirm(wish)
    elif subscriptions.followed(contact.id):
        mail.send_already_subscribed(contact)
    elif suppressions.takes_confirmations(contact.id):
        _ask_to_confirm(wish)


@dataclass(frozen=True)
class Opened:
    """A sign-up that waits for the person's press: where its link is mailed to, and what the link ends in."""

    signup_id: int
    unconfirmed_id: int
    token: str


def begin(wish: Wish) -> Opened | None:
    """For a wish that another room keeps and mails the link for. None: no mail may go to this address now.

    Known or not, everybody confirms: a typed address proves nothing.
    """
    if not cooldown.take(wish.address):
        return None
    contact = contacts.find(wish.address)
    if contact is not None and not suppressions.takes_confirmations(contact.id):
        return None
    return _note(wish)


def find(token: str) -> SignUp | None:
    return session.scalar(select(SignUp).where(SignUp.token_hash == hash_token(token)))


def state_of(signup: SignUp) -> SignUpState:
    if signup.confirmed_at is not None:
        return SignUpState.CONFIRMED
    if signup.refused_at is not None:
        return SignUpState.REFUSED
    return SignUpState.EXPIRED if signup.expires_at <= now() else SignUpState.OPEN


def wanted_topics(signup: SignUp) -> list[Topic]:
    """The topics that were asked for and still exist."""
    found = topics.by_ids([int(topic_id) for topic_id in signup.wordings])
    return [topic for topic in found if topic.archived_at is None]


def subscriber(signup: SignUp) -> Contact | None:
    """The contact a confirmed sign-up led to."""
    unconfirmed = session.get_one(UnconfirmedAddress, signup.unconfirmed_address_id)
    return contacts.find(contacts.parse_address(unconfirmed.address))


def confirm(signup: SignUp) -> SignUpState:
    """Makes contact, subscriptions and consent records, once, while the link is good."""
    session.refresh(signup, with_for_update=True)
    if state_of(signup) is SignUpState.OPEN:
        _become_subscriber(signup)
        signup.confirmed_at = now()
    return state_of(signup)


def refuse(signup: SignUp) -> SignUpState:
    """“It was not me”: no link mailed to this address so far confirms anything any more."""
    session.execute(
        update(SignUp)
        .where(
            SignUp.unconfirmed_address_id == signup.unconfirmed_address_id,
            SignUp.confirmed_at.is_(None),
            SignUp.refused_at.is_(None),
        )
        .values(refused_at=now())
    )
    session.refresh(signup)
    return state_of(signup)


def clear_old() -> None:
    """Forgets sign-ups, confirmed or not, and their typed addresses after 14 days."""
    limit = now() - KEPT
    session.execute(delete(SignUp).where(SignUp.requested_at < limit))
    still_used = select(SignUp.id).where(SignUp.unconfirmed_address_id == UnconfirmedAddress.id).exists()
    session.execute(delete(UnconfirmedAddress).where(UnconfirmedAddress.created_at < limit, ~still_used))
    cooldown.forget_old()


def _ask_to_confirm(wish: Wish) -> None:
    opened = _note(wish)
    titles = [topics.title_in(topic, wish.language) for topic in wish.topics]
    mail.send_confirmation(opened.unconfirmed_id, wish.language, titles, opened.token)


def _note(wish: Wish) -> Opened:
    token, token_hash = random_token()
    unconfirmed = contacts.note_unconfirmed(wish.address)
    signup = SignUp(
        unconfirmed_address_id=unconfirmed.id,
        token_hash=token_hash,
        name=one_line(wish.name)[: contacts.LONGEST_NAME],
        language=wish.language,
        wordings={str(topic.id): consent.wording(topic, wish.page_language) for topic in wish.topics},
        wording_language=wish.page_language,
        source=wish.source,
        requested_at=now(),
        expires_at=now() + TOKEN_LIFE,
    )
    session.add(signup)
    session.flush()
    return Opened(signup.id, unconfirmed.id, token)


def _become_subscriber(signup: SignUp) -> None:
    unconfirmed = session.get_one(UnconfirmedAddress, signup.unconfirmed_address_id)
    address = contacts.parse_address(unconfirmed.address)
    contact = contacts.get_or_create(address, signup.language, signup.name, wanted_id=unconfirmed.id)
    if signup.wordings:  # who asks for something else chose no language there
        contact.language = signup.language
    contact.name = contact.name or signup.name
    suppressions.lift_by_own_action(contact.id)
    cause = Cause(ChangeReason.SIGN_UP)
    for topic in wanted_topics(signup):
        subscriptions.follow(contact.id, topic, cause)
        told = consent.Told(signup.wordings[str(topic.id)], signup.wording_language, signup.source)
        consent.record(contact.id, topic.id, told, requested_at=signup.requested_at)
    announce(SignUpConfirmed(signup.id, contact.id))
    cooldown.answered(address)
