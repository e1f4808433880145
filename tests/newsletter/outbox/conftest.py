from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from newsletter.core.queue import Lane
from newsletter.outbox import registry, service
from newsletter.outbox.models import Mailing
from newsletter.outbox.producer import NewMailing, Transactional
from newsletter.outbox.send import Report, send_lane
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from newsletter.transport import Sender, Server, Timeouts
from tests.newsletter.outbox.support import Room
from tests.support.sink import Sink


@pytest.fixture
def room(session: Session) -> Iterator[Room]:
    """The producer of mailings of the kind `test`; `letter` is mail to one person."""
    before = {kind: registry.producer(kind) for kind in registry.kinds()}
    room = Room()
    registry.register({"test": room, "letter": Transactional()})
    with force_locale("en"):
        yield room
    registry.register(before)


@pytest.fixture
def start(room: Room) -> Callable[[], Mailing]:
    """Creates and starts a mailing to everybody."""

    def make() -> Mailing:
        mailing = service.create(NewMailing(kind="test"))
        start_due()
        return mailing

    return make


Send = Callable[..., Report]


@pytest.fixture
def send(app: Flask, settings: Settings) -> Iterator[Send]:
    """Runs one slice towards a sink."""
    senders: list[Sender] = []

    def run(
        sink: Sink,
        lane: Lane = Lane.BULK,
        connections: int = 2,
        seconds: float = 30,
        should_stop: Callable[[], bool] = lambda: False,
        call_others: Callable[[], object] = lambda: None,
        **timeouts: float,
    ) -> Report:
        sender = Sender(Server.parse(sink.url), connections, Timeouts(**timeouts))
        senders.append(sender)
        return send_lane(
            lane, sender, settings, seconds=seconds, should_stop=should_stop, call_others=call_others
        )

    yield run
    for sender in senders:
        sender.close()
