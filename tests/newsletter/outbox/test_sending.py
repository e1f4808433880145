"""From the ledger to a mail server and back."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient

from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.core.tokens import verify
from newsletter.outbox import recovery, service
from newsletter.outbox.links import read_delivery_token
from newsletter.outbox.models import Batch, DeliveryState, Mailing, MailingState, Reason
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, addresses, people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]


def test_everybody_gets_one_copy_and_the_figures_add_up(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    ids = people(1203) + people(40, "da")
    room.excluded = {ids[7]: Reason.PAUSED}
    mailing = start()
    with Sink() as sink:
        report = send(sink)
    left_out = session.get_one(Contact, ids[7]).address
    assert sorted(sink.recipients) == [address for address in addresses() if address != left_out]
    assert report.accepted == 1242
    assert not report.has_more
    counted = service.figures(mailing.id)
    assert (counted.accepted, counted.excluded, counted.candidates, counted.waiting) == (1242, 1, 1243, 0)
    assert mailing.state is MailingState.COMPLETED
    assert mailing.fault == ""
    assert room.ended == [mailing.id]


@pytest.mark.parametrize(("readers", "calls"), [(1203, 0), (5001, 1)])
def test_a_worker_calls_the_others_once_when_there_is_more_than_it_can_hold(
    session: Session, start: Start, send: Send, readers: int, calls: int
) -> None:
    people(readers)
    start()
    called: list[int] = []
    with Sink() as sink:
        send(sink, call_others=lambda: called.append(len(sink.messages)))
        assert len(sink.messages) == readers
    assert called == [0] * calls, "before its own first copy"


def test_a_clock_set_back_keeps_nobody_waiting(
    session: Session, start: Start, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(40)
    mailing = start()
    with Sink(hooks={"BODY": lambda recipient: time.sleep(0.02)}) as sink:
        send(sink, should_stop=lambda: len(sink.messages) >= 5)
        begun = len(sink.messages)
        an_hour_ago = now() - timedelta(hours=1)
        for room in ("leases", "recovery", "holdings"):
            monkeypatch.setattr(f"newsletter.outbox.{room}.now", lambda: an_hour_ago)
        assert recovery.lanes_with_work() == [Lane.BULK]
        send(sink)
        assert 5 <= begun < len(sink.recipients) == 40
    assert mailing.state is MailingState.COMPLETED


def test_each_copy_is_made_for_its_reader(session: Session, room: Room, start: Start, send: Send) -> None:
    first, second = people(2)
    room.bits = {second: 1}
    room.values = {second: {"code": "x7"}}
    session.get_one(Contact, first).name = ""
    session.flush()
    mailing = start()
    with Sink() as sink:
        send(sink)
    one, other = sorted(sink.messages, key=lambda message: message.rcpt_to)
    assert b"Hello you, no code\r\n" in one.data
    assert b"For followers only" not in one.data
    assert b"Hello Reader 2, x7\r\nFor followers only\r\n" in other.data
    assert b"To: reader-sv-2@example.org\r\n" in other.data
    token = re.search(rb"<https://news.example.org/unsubscribe/([^>]+)>", other.data)
    assert token is not None
    assert verify("unsubscribe", token[1].decode()) == (mailing.id, second)


def test_the_return_path_names_the_delivery_whatever_servers_do_to_its_case(
    session: Session, start: Start, send: Send
) -> None:
    (only,) = people(1)
    mailing = start()
    with Sink() as sink:
        send(sink)
    local, _, domain = sink.messages[0].mail_from.partition("@")
    assert domain == "sender.test"
    assert read_delivery_token(local.removeprefix("bounce+").upper()) == (mailing.id, only)
    assert read_delivery_token(f"{mailing.id:x}-{only + 1:x}-" + local[-16:]) is None
    assert read_delivery_token("nonsense") is None


def test_who_was_erased_since_the_start_is_skipped(session: Session, start: Start, send: Send) -> None:
    ids = people(3)
    mailing = start()
    session.delete(session.get_one(Contact, ids[1]))
    session.flush()
    with Sink() as sink:
        send(sink)
    assert len(sink.messages) == 2
    found = service.delivery(mailing.id, ids[1])
    assert found is not None
    assert (found.state, found.reason) == (DeliveryState.SKIPPED, Reason.ERASED)
    assert mailing.state is MailingState.COMPLETED


def test_who_left_since_the_start_is_skipped(session: Session, room: Room, start: Start, send: Send) -> None:
    ids = people(3)
    mailing = start()
    room.gone = {ids[2]: Reason.ENDED}
    with Sink() as sink:
        send(sink)
    assert sink.recipients == ["reader-sv-1@example.org", "reader-sv-2@example.org"]
    found = service.delivery(mailing.id, ids[2])
    assert found is not None
    assert (found.state, found.reason) == (DeliveryState.SKIPPED, Reason.ENDED)


def test_no_copy_leaves_a_second_after_somebody_left(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    """The server takes ten copies a second; everybody leaves after the fifth."""
    ids = people(60)
    mailing = start()
    left_at: list[float] = []

    def slow(recipient: str) -> None:
        time.sleep(0.1)
        if len(sink.messages) == 5:
            room.gone = dict.fromkeys(ids, Reason.ENDED)
            left_at.append(time.monotonic())

    with Sink(hooks={"BODY": slow}) as sink:
        send(sink, connections=1)
    assert all(message.at < left_at[0] + 1.2 for message in sink.messages)
    counted = service.figures(mailing.id)
    assert counted.accepted == len(sink.messages) < 25
    assert counted.skipped == 60 - len(sink.messages)
    assert mailing.state is MailingState.COMPLETED


def test_a_refusal_is_kept_with_the_servers_words(session: Session, start: Start, send: Send) -> None:
    ids = people(5)
    mailing = start()
    with Sink(hooks={"RCPT": lambda who: b"550 5.1.1 <b>nobody</b>" if "-3@" in who else None}) as sink:
        send(sink)
    found = service.delivery(mailing.id, ids[2])
    assert found is not None
    assert (found.state, found.code, found.said) == (DeliveryState.REFUSED, "550 5.1.1", "<b>nobody</b>")
    assert service.figures(mailing.id).refused == 1
    assert [note.contact_id for note in service.exceptions(mailing.id, DeliveryState.REFUSED)] == [ids[2]]
    assert mailing.state is MailingState.COMPLETED


def test_a_copy_that_cannot_be_written_fails_alone(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    ids = people(6)
    session.get_one(Contact, ids[2]).address = "two words@example.org"
    session.get_one(Contact, ids[3]).address = "åsa@example.org"
    session.flush()
    mailing = start()
    with Sink() as sink:
        send(sink)
    assert len(sink.messages) == 4
    broken, foreign = (service.delivery(mailing.id, number) for number in ids[2:4])
    assert broken is not None
    assert (broken.state, broken.reason) == (DeliveryState.SKIPPED, Reason.ADDRESS_NOT_SERVABLE)
    assert foreign is not None
    assert (foreign.state, foreign.code) == (DeliveryState.REFUSED, "553 5.6.7")
    assert "SMTPUTF8" in foreign.said


def test_an_unconfirmed_address_can_be_written_to(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    people(1)
    mailing = start()
    row = UnconfirmedAddress(address="new@example.org", address_key="new@example.org")
    session.add(row)
    session.flush()
    batch = session.scalars(select(Batch).where(Batch.mailing_id == mailing.id)).one()
    session.delete(batch)
    session.flush()
    make_transient(batch)
    batch.contact_ids, batch.low_id, batch.high_id = [row.id], row.id, row.id
    session.add(batch)
    session.flush()
    with Sink() as sink:
        send(sink)
    assert sink.recipients == ["new@example.org"]


def test_only_the_lane_asked_for_is_sent(session: Session, room: Room, start: Start, send: Send) -> None:
    people(2)
    start()
    with Sink() as sink:
        send(sink, lane=Lane.NOTICES)
        assert sink.messages == []


def test_mailings_take_turns_and_the_urgent_goes_first(
    session: Session, room: Room, start: Start, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.outbox.holdings.MOST_BATCHES", 2)
    people(1500)
    first, second, urgent = start(), start(), start()
    urgent.priority = 1
    session.flush()
    with Sink() as sink:
        send(sink, connections=1)
    order = [int(message.mail_from.partition("+")[2].split("-")[0], 16) for message in sink.messages[::500]]
    assert order[:3] == [urgent.id] * 3
    assert order[3:] == [first.id, second.id] * 3


def test_a_slice_ends_in_time_and_says_that_there_is_more(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    people(300)
    mailing = start()
    with Sink(hooks={"BODY": lambda recipient: time.sleep(0.02)}) as sink:
        report = send(sink, connections=1, seconds=0.3)
        assert report.has_more
        assert 1 <= report.accepted == len(sink.messages) < 100
        assert states(mailing.id).count("q") == 300 - report.accepted
        send(sink)
    assert sorted(sink.recipients) == addresses()


def test_a_mailing_that_came_too_late_is_skipped(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    people(3)
    mailing = start()
    mailing.not_after = now() - timedelta(seconds=1)
    session.flush()
    with Sink() as sink:
        send(sink)
        assert sink.messages == []
    assert service.reasons(mailing.id) == {Reason.TOO_LATE: 3}
    assert mailing.state is MailingState.COMPLETED


def test_what_one_person_got_is_listed_with_what_they_did_not_get(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    ids = people(700) + people(600, "da")
    first = start()
    room.excluded = {ids[600]: Reason.CAP}
    second = start()
    with Sink() as sink:
        send(sink)
    found = service.deliveries_of(ids[600])
    assert [(one.mailing_id, one.state, one.reason) for one in found] == [
        (second.id, DeliveryState.EXCLUDED, Reason.CAP),
        (first.id, DeliveryState.ACCEPTED, None),
    ]
    assert found[1].language == "sv"
    assert found[1].at is not None
    dane = service.deliveries_of(ids[1200])
    assert [one.language for one in dane] == ["da", "da"]
    assert service.delivery(first.id, max(ids) + 1000) is None
