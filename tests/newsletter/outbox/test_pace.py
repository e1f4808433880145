"""What the pace keeps back waits in the ledger, and lets others pass."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox.models import Batch, Mailing, MailingState
from newsletter.outbox.send import Report, send_lane
from newsletter.settings import Settings
from newsletter.transport import Pacer, Sender, Server
from newsletter.transport.pace import Limits
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]


@dataclass
class Line:
    """A way to a sink at a certain pace."""

    settings: Settings
    sender: Sender | None = None

    def slice(
        self,
        sink: Sink,
        limits: Limits,
        lane: Lane = Lane.BULK,
        seconds: float = 0.5,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Report:
        if self.sender is None:
            server = Server.parse(sink.url)
            self.sender = Sender(server, 2, pacer=Pacer(str(server), limits))
        return send_lane(lane, self.sender, self.settings, seconds=seconds, should_stop=should_stop)


@pytest.fixture
def line(app: Flask, settings: Settings) -> Iterator[Line]:
    line = Line(settings)
    yield line
    if line.sender is not None:
        line.sender.close()


def make_due(session: Session) -> None:
    session.execute(update(Batch).where(Batch.is_open).values(due_at=now()))


def domains(sink: Sink) -> Counter[str]:
    return Counter(address.partition("@")[2] for address in sink.recipients)


def test_a_domain_with_a_rate_lets_the_others_pass(session: Session, start: Start, line: Line) -> None:
    people(40, domain="slow.test")
    people(40, "da", domain="quick.test")
    mailing = start()
    with Sink() as sink:
        line.slice(sink, Limits(domains={"slow.test": 3}))
        assert domains(sink)["quick.test"] == 40
        assert domains(sink)["slow.test"] <= 3
        assert states(mailing.id).count("q") >= 37
        assert session.scalars(select(func.min(Batch.due_at)).where(Batch.is_open)).one() > now() + timedelta(
            seconds=0.2
        )
        assert line.slice(sink, Limits()).accepted == 0, "its turn has not come"
    assert mailing.state is MailingState.SENDING


def test_what_was_held_back_follows_and_nobody_is_lost(session: Session, start: Start, line: Line) -> None:
    people(30, domain="slow.test")
    mailing = start()
    with Sink() as sink:
        for _ in range(20):
            line.slice(sink, Limits(domains={"test": 1000}))
            make_due(session)
            if mailing.state is MailingState.COMPLETED:
                break
        assert len(sink.messages) == len(set(sink.recipients)) == 30
    assert mailing.state is MailingState.COMPLETED


def test_a_complaint_slows_the_domain_in_the_middle_of_a_batch(
    session: Session, start: Start, line: Line
) -> None:
    people(300, domain="slow.test")
    people(300, "da", domain="quick.test")
    mailing = start()

    def complain(who: str) -> bytes | None:
        time.sleep(0.001)
        return b"451 4.7.1 too fast" if "-5@slow" in who else None

    with Sink(hooks={"RCPT": complain}) as sink:
        line.slice(sink, Limits(), seconds=20, should_stop=lambda: domains(sink)["quick.test"] == 300)
        assert domains(sink)["quick.test"] == 300
        assert domains(sink)["slow.test"] < 299
    assert states(mailing.id).count("d") == 1
    assert line.sender is not None
    assert line.sender.pacer.limits_domains
    assert not line.sender.pacer.is_limited


def test_a_lease_holds_no_more_than_ten_seconds_worth(session: Session, start: Start, line: Line) -> None:
    people(400)
    mailing = start()
    with Sink() as sink:
        line.slice(sink, Limits(rate=4))
        assert 1 <= len(sink.messages) <= 8
        assert states(mailing.id).count("s") == 0
        assert session.scalars(select(Batch.due_at).where(Batch.is_open)).one() <= now()
    assert line.sender is not None
    assert line.sender.pacer.lease_room() == 40


def test_copies_beyond_a_lease_are_never_marked_as_leaving(
    session: Session, room: Room, start: Start, line: Line
) -> None:
    people(400)
    mailing = start()
    marked: list[int] = []
    room.on_unwanted = lambda: marked.append(states(mailing.id).count("s"))
    with Sink() as sink:
        line.slice(sink, Limits(rate=2))
    assert max(marked) <= 20


def test_mail_that_somebody_waits_for_passes_a_domain_that_is_slowed(
    session: Session, room: Room, start: Start, line: Line
) -> None:
    people(50, domain="slow.test")
    start()
    with Sink() as sink:
        line.slice(sink, Limits(domains={"slow.test": 1}))
        before = len(sink.messages)
        room.lane = Lane.URGENT
        urgent = start()
        session.execute(update(Batch).where(Batch.mailing_id == urgent.id).values(due_at=now()))
        assert line.slice(sink, Limits(), Lane.URGENT).accepted >= 1
        assert len(sink.messages) > before
