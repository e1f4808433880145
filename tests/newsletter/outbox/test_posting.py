"""Mail to one person who waits for it."""

import redis
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.contacts.models import UnconfirmedAddress
from newsletter.core.database import transaction
from newsletter.core.queue import Lane
from newsletter.outbox import service
from newsletter.outbox.models import DeliveryState, Mailing, MailingState, StoredForm
from newsletter.rendering import letters
from newsletter.rendering.letter import Letter, Sender
from newsletter.settings import Settings
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room
from tests.support.sink import Sink


def letter() -> Letter:
    return letters.confirmation(language="sv", sender=Sender("Nyheter", "news@sender.test"))


def post(session: Session, address: str) -> Mailing:
    row = UnconfirmedAddress(address=address, address_key=address)
    session.add(row)
    session.flush()
    values = {
        "confirm_url": f"https://news.example.org/confirm/{row.id}",
        "not_me_url": "https://news.example.org/confirm/no",
        "topics": "Barnens rätt",
    }
    return service.post("letter", contact_id=row.id, letter=letter(), values=values)


def test_a_posted_letter_leaves_on_the_urgent_lane(session: Session, room: Room, send: Send) -> None:
    mailing = post(session, "new@example.org")
    with Sink() as sink:
        assert send(sink).accepted == 0
        assert send(sink, lane=Lane.URGENT).accepted == 1
    assert sink.recipients == ["new@example.org"]
    assert b"https://news.example.org/confirm/" in sink.messages[0].data
    assert (mailing.state, mailing.candidates) == (MailingState.COMPLETED, 1)


def test_letters_alike_share_a_form(session: Session, room: Room, send: Send) -> None:
    for number in range(3):
        post(session, f"new{number}@example.org")
    assert session.scalar(select(func.count()).select_from(StoredForm)) == 1
    with Sink() as sink:
        send(sink, lane=Lane.URGENT)
    assert len({message.data.partition(b"\r\n\r\n")[2] for message in sink.messages}) == 3


def test_the_bell_rings_after_the_commit(session: Session, room: Room, settings: Settings) -> None:
    broker = redis.Redis.from_url(settings.redis_url or "")
    broker.delete(Lane.URGENT.value)
    with transaction():
        post(session, "new@example.org")
        assert broker.llen(Lane.URGENT.value) == 0
    assert broker.llen(Lane.URGENT.value) == 1
    broker.delete(Lane.URGENT.value)


def test_mail_to_one_person_is_listed_with_the_rest(session: Session, room: Room, send: Send) -> None:
    mailing = post(session, "new@example.org")
    number = session.scalars(select(UnconfirmedAddress.id)).one()
    found = service.delivery(mailing.id, number)
    assert found is not None
    assert found.state is DeliveryState.QUEUED
    assert [one.mailing_id for one in service.deliveries_of(number)] == [mailing.id]
    assert service.delivery(mailing.id, number + 1) is None


def test_an_objection_to_mail_for_one_person_is_tried_again_and_told(
    session: Session, room: Room, send: Send
) -> None:
    mailing = post(session, "new@example.org")
    with Sink(hooks={"RCPT": lambda who: b"554 5.7.1 relay access denied"}) as sink:
        send(sink, lane=Lane.URGENT)
    session.refresh(mailing)
    assert mailing.state is MailingState.SENDING
    assert "relay access denied" in mailing.fault
    assert service.figures(mailing.id).deferred == 1
