"""What the server's answers make of copies and mailings."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.outbox import service
from newsletter.outbox.models import DeliveryState, Mailing, MailingState, OnUnknown
from newsletter.outbox.results import wait
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import DROP, Sink

Start = Callable[[], Mailing]


def greylisted(who: str) -> bytes | None:
    return b"450 4.2.0 come back later" if "-2@" in who else None


def test_a_deferred_copy_is_tried_again_later_and_holds_up_nobody(
    session: Session, start: Start, send: Send
) -> None:
    ids = people(3)
    mailing = start()
    with Sink(hooks={"RCPT": greylisted}) as sink:
        send(sink)
        found = service.delivery(mailing.id, ids[1])
        assert found is not None
        assert (found.state, found.code, found.tries) == (DeliveryState.DEFERRED, "450 4.2.0", 1)
        assert found.next_try_at is not None
        assert timedelta(minutes=4) < found.next_try_at - now() <= timedelta(minutes=5)
        send(sink)
        assert len(sink.messages) == 2
        sink.hooks.clear()
        with time_machine.travel(now() + timedelta(minutes=5), tick=True):
            send(sink)
    assert len(sink.messages) == 3
    assert states(mailing.id) == "aaa"
    assert mailing.state is MailingState.COMPLETED
    done = service.delivery(mailing.id, ids[1])
    assert done is not None
    assert (done.state, done.said) == (DeliveryState.ACCEPTED, "")


def test_waits_grow_from_five_minutes_to_four_hours() -> None:
    minutes = [wait(tries).total_seconds() / 60 for tries in (1, 2, 3, 6, 7, 50)]
    assert minutes == [5, 10, 20, 160, 240, 240]


def test_a_copy_deferred_for_two_days_is_given_up(session: Session, start: Start, send: Send) -> None:
    ids = people(3)
    mailing = start()
    begun = now()
    with Sink(hooks={"RCPT": greylisted}) as sink:
        send(sink)
        for hours in (1, 20, 47, 48):
            with time_machine.travel(begun + timedelta(hours=hours), tick=True):
                send(sink)
    found = service.delivery(mailing.id, ids[1])
    assert found is not None
    assert (found.state, found.code) == (DeliveryState.REFUSED, "450 4.2.0")
    assert mailing.state is MailingState.COMPLETED


def test_no_copy_is_tried_after_the_mailings_own_last_moment(
    session: Session, start: Start, send: Send
) -> None:
    people(3)
    mailing = start()
    mailing.not_after = now() + timedelta(minutes=3)
    session.flush()
    with Sink(hooks={"RCPT": greylisted}) as sink:
        send(sink)
    assert states(mailing.id) == "ara"


def test_a_lost_reply_is_repeated_once_with_the_same_id(session: Session, start: Start, send: Send) -> None:
    ids = people(3)
    mailing = start()
    with Sink(hooks={"BODY": lambda who: DROP if "-2@" in who else None}) as sink:
        send(sink)
        assert states(mailing.id) == "ada"
        with time_machine.travel(now() + timedelta(minutes=2), tick=True):
            send(sink)
    assert states(mailing.id) == "aua", "a repeat is never repeated"
    repeats = [message for message in sink.messages if "-2@" in message.rcpt_to]
    assert len(repeats) == 2
    assert len({message.mail_from for message in repeats}) == 1
    assert len({re.search(rb"Message-ID: <(.+)>", message.data)[1] for message in repeats}) == 1  # type: ignore[index]
    found = service.delivery(mailing.id, ids[1])
    assert found is not None
    assert found.state is DeliveryState.UNKNOWN
    assert mailing.state is MailingState.COMPLETED


def test_a_lost_reply_is_left_for_a_person_where_the_mailing_wants_that(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    room.on_unknown = OnUnknown.ASK
    people(3)
    mailing = start()
    with Sink(hooks={"BODY": lambda who: DROP if "-2@" in who else None}) as sink:
        send(sink)
    assert states(mailing.id) == "aua"
    assert service.figures(mailing.id).unknown == 1
    assert mailing.state is MailingState.COMPLETED
    assert len(sink.messages) == 3


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("RCPT", b"554 5.7.1 relay access denied"),
        ("MAIL", b"530 5.7.0 sign in first"),
        ("BODY", b"554 5.6.0 content rejected"),
        ("BODY", b"550 5.7.26 not authenticated"),
    ],
)
def test_an_objection_to_us_pauses_the_mailing_and_blames_nobody(
    session: Session, start: Start, send: Send, step: str, reply: bytes
) -> None:
    people(2000)
    mailing = start()
    with Sink(hooks={step: lambda who: reply}) as sink:
        send(sink)
        session.refresh(mailing)
        assert mailing.state is MailingState.PAUSED
        assert mailing.fault.endswith(reply.decode())
        assert service.figures(mailing.id).refused == 0
        assert len(sink.commands) < 200
        sink.hooks.clear()
        service.resume(mailing.id, None)
        send(sink)
    session.refresh(mailing)
    assert states(mailing.id) == "a" * 2000
    assert (mailing.state, mailing.fault) == (MailingState.COMPLETED, "")


def test_an_objection_to_one_of_many_ends_after_three_tries(
    session: Session, start: Start, send: Send
) -> None:
    ids = people(50)
    mailing = start()
    begun = now()
    with Sink(hooks={"RCPT": lambda who: b"550 5.7.1 not to me" if "-7@" in who else None}) as sink:
        send(sink)
        assert mailing.state is MailingState.SENDING
        for minutes in (10, 30):
            with time_machine.travel(begun + timedelta(minutes=minutes), tick=True):
                send(sink)
    found = service.delivery(mailing.id, ids[6])
    assert found is not None
    assert (found.state, found.code) == (DeliveryState.REFUSED, "550 5.7.1")
    assert service.figures(mailing.id).accepted == 49


def test_a_letter_that_nobodys_copy_can_be_made_from_pauses_the_mailing(
    session: Session, room: Room, start: Start, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(20)
    mailing = start()
    with Sink() as sink:
        monkeypatch.setattr("newsletter.outbox.links.Personal.fill", lambda *_: ("b@sender.test", {}))
        send(sink)
        session.refresh(mailing)
        assert mailing.state is MailingState.PAUSED
        assert "could not be written" in mailing.fault
        assert states(mailing.id) == "q" * 20
        monkeypatch.undo()
        service.resume(mailing.id, None)
        send(sink)
    assert len(sink.messages) == 20


def test_a_producer_that_breaks_down_pauses_its_mailing_only(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    people(3)
    first = start()
    second = start()

    def break_down() -> None:
        if len(asked) == 0:
            asked.append(1)
            raise ZeroDivisionError

    asked: list[int] = []
    room.on_unwanted = break_down
    with Sink() as sink:
        send(sink)
        assert len(sink.messages) == 3
    session.refresh(first)
    session.refresh(second)
    assert (first.state, second.state) == (MailingState.PAUSED, MailingState.COMPLETED)
    assert "ZeroDivisionError" in first.fault


def test_a_server_that_is_away_costs_nothing_but_time(session: Session, start: Start, send: Send) -> None:
    people(600)
    mailing = start()
    with Sink() as sink:
        pass
    report = send(sink)
    assert report.trouble is not None
    assert states(mailing.id) == "q" * 600
    assert send(sink).trouble is None, "the batches rest for a while"
    with Sink(port=sink.port) as again, time_machine.travel(now() + timedelta(minutes=1), tick=True):
        send(again)
        assert len(again.messages) == 600
    assert mailing.state is MailingState.COMPLETED


def test_a_refused_sign_in_is_told_to_the_editor_until_it_works_again(
    session: Session, start: Start, send: Send
) -> None:
    people(3)
    mailing = start()
    with Sink(hooks={"CONNECT": lambda _: b"530 5.7.0 sign in first"}) as sink:
        send(sink)
        session.refresh(mailing)
        assert "sign in first" in mailing.fault
        assert mailing.state is MailingState.SENDING
        sink.hooks.clear()
        with time_machine.travel(now() + timedelta(minutes=1), tick=True):
            send(sink)
    session.refresh(mailing)
    assert (mailing.state, mailing.fault) == (MailingState.COMPLETED, "")
