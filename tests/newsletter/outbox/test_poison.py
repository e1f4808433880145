"""One person's copy that cannot be mailed fails alone; a letter that cannot, stops the mailing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.core.queue import Lane
from newsletter.outbox import leases, recovery, service, suspects
from newsletter.outbox.control import complete
from newsletter.outbox.jobs import Job
from newsletter.outbox.journal import Journal
from newsletter.outbox.models import Batch, DeliveryState, Mailing, MailingState, OnUnknown
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]


def said_of(mailing: Mailing, contact_id: int) -> tuple[DeliveryState, str]:
    found = service.delivery(mailing.id, contact_id)
    assert found is not None
    return found.state, found.said


def test_a_name_of_five_megabytes_fails_alone(session: Session, room: Room, start: Start, send: Send) -> None:
    ids = people(5)
    session.get_one(Contact, ids[1]).name = "x" * 5_000_000
    session.flush()
    mailing = start()
    with Sink() as sink:
        send(sink)
    assert len(sink.messages) == 4
    state, said = said_of(mailing, ids[1])
    assert state is DeliveryState.REFUSED
    assert "longer than 10000 characters" in said
    assert mailing.state is MailingState.COMPLETED


def test_a_copy_over_the_servers_size_fails_alone(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    ids = people(5)
    session.get_one(Contact, ids[1]).name = "x" * 3000
    session.flush()
    mailing = start()
    with Sink(["PIPELINING", "SIZE 2000"]) as sink:
        send(sink)
        assert len(sink.messages) == 4
        assert sink.commands.count("DATA") == 4
    state, said = said_of(mailing, ids[1])
    assert state is DeliveryState.REFUSED
    assert "2000" in said
    assert mailing.state is MailingState.COMPLETED


def test_a_letter_over_the_servers_size_stops_the_mailing_before_the_first_data(
    session: Session, room: Room, start: Start, send: Send
) -> None:
    people(5)
    mailing = start()
    with Sink(["PIPELINING", "SIZE 50"]) as sink:
        send(sink)
        assert "DATA" not in sink.commands
    assert mailing.state is MailingState.PAUSED
    assert "too large for the mail server" in mailing.fault
    assert states(mailing.id) == "qqqqq", "nobody is blamed"


def die(journal: Journal) -> None:
    journal._memory.close()
    os.close(journal._file)


class Killed(BaseException):
    """As little of the process survives as of one that is killed."""


def test_a_copy_over_which_workers_die_is_given_up_at_the_third_time_and_alone(
    session: Session,
    room: Room,
    start: Start,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    ids = people(30)
    room.on_unknown = (
        OnUnknown.ASK
    )  # what was in flight is settled, so that only the one copy keeps coming back
    mailing = start()
    poison = ids[17]
    write = Job.write
    deaths = 0

    def deadly(job: Job, batch: leases.LeasedBatch, position: int, recipient: object) -> object:
        if batch.contact_ids[position] == poison:
            raise Killed
        return write(job, batch, position, recipient)  # type: ignore[arg-type]

    monkeypatch.setattr(Job, "write", deadly)
    monkeypatch.setattr("newsletter.outbox.holdings.Holdings.return_all", lambda *_: None)
    monkeypatch.setattr(Journal, "close", die)
    with Sink() as sink:
        for _ in range(5):
            try:
                send(sink)
            except Killed:
                deaths += 1
        monkeypatch.undo()
        send(sink)
        assert deaths == 3
        assert sorted(set(sink.recipients)) == sorted(
            address
            for number, address in session.execute(select(Contact.id, Contact.address))
            if number != poison
        )
    complete()  # as the next sweep does, should the last copy have been settled by a replay
    assert said_of(mailing, poison) == (DeliveryState.REFUSED, suspects.GIVEN_UP)
    assert states(mailing.id).count("r") == 1
    assert states(mailing.id).strip("au") == "r", "of what was in flight no reply may have been heard"
    assert mailing.state is MailingState.COMPLETED


def test_a_copy_that_may_have_reached_the_server_is_unknown_not_refused(
    session: Session, room: Room, start: Start
) -> None:
    """The third death came after the copy had been handed to a connection."""
    ids = people(3)
    mailing = start()
    batch = session.scalars(select(Batch).where(Batch.mailing_id == mailing.id)).one()
    for had_left, expected in ((True, DeliveryState.UNKNOWN), (False, DeliveryState.REFUSED)):
        batch.breaks = leases.SUSPECT
        (note,) = suspects.culprit(batch, ["q", "s", "q"], (), had_left=had_left).values()
        assert (note.contact_id, note.state) == (ids[1], expected)


def test_workers_that_die_for_other_reasons_cost_nobody_the_mail(
    session: Session, room: Room, start: Start, send: Send, tmp_path: Path
) -> None:
    people(30)
    mailing = start()
    for _ in range(2):
        journal = Journal(tmp_path / "journals")
        held = leases.claim(Lane.BULK, 8, journal)
        for batch in held:
            batch.mark(5)
        leases.hold(held, is_new=True)
        die(journal)
        recovery.replay_orphans(tmp_path / "journals")
    assert leases.next_suspect(Lane.BULK) is not None
    with Sink() as sink:
        send(sink)
        assert len(sink.messages) == len(set(sink.recipients)) == 30
    assert set(session.scalars(select(Batch.breaks))) == {0}
    assert mailing.state is MailingState.COMPLETED
