"""Workers are killed in the middle of an issue, again and again: nobody is lost, and hardly anybody mailed twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from benchmarks import issue
from newsletter.core.database import transaction
from newsletter.outbox import service
from newsletter.outbox.models import MailingState
from newsletter.settings import Settings
from tests.support.mailroom import Mailroom, mailroom
from tests.support.servers import TestServers

CONNECTIONS = 4
RECIPIENTS = 3000


@pytest.fixture
def room(app: Flask, settings: Settings, servers: TestServers, tmp_path: Path) -> Iterator[Mailroom]:
    with mailroom(app, settings, servers, tmp_path) as room:
        room.env["SMTP_CONNECTIONS"] = str(CONNECTIONS)
        room.sink.hooks["BODY"] = lambda recipient: time.sleep(0.003)
        yield room


def check(room: Mailroom, mailing_id: int, kills: int) -> None:
    """Ledger and mail server tell the same story."""
    received = Counter(room.sink.recipients)
    counted = room.figures(mailing_id)
    mailing = room.mailing(mailing_id)
    repeats = received.total() - len(received)
    assert len(received) == RECIPIENTS, "somebody was lost"
    assert repeats <= CONNECTIONS * kills
    assert max(received.values()) <= 1 + kills
    assert counted.accepted + counted.unknown == RECIPIENTS
    assert (mailing.state, mailing.fault) == (MailingState.COMPLETED, "")
    same_id = {(message.rcpt_to, message.mail_from) for message in room.sink.messages}
    assert len(same_id) == RECIPIENTS, "a repeat carries the same return path"


def test_killing_workers_at_random_loses_nobody(room: Mailroom) -> None:
    chance = random.Random(7)
    room.beat()
    workers = [room.worker(), room.worker()]
    mailing_id = issue.write(issue.subscribe(RECIPIENTS))
    kills = 0
    for share in (0.1, 0.3, 0.5, 0.7):
        room.wait_until(lambda reached=share: len(room.sink.messages) > reached * RECIPIENTS)  # type: ignore[misc]
        time.sleep(chance.random() / 4)
        victim = workers.pop(chance.randrange(len(workers)))
        room.kill(victim)
        kills += 1
        workers.append(room.worker())
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    check(room, mailing_id, kills)


def test_killing_all_workers_and_beat_loses_nobody(room: Mailroom) -> None:
    processes = [room.beat(), room.worker(), room.worker()]
    mailing_id = issue.write(issue.subscribe(RECIPIENTS))
    room.wait_until(lambda: len(room.sink.messages) > RECIPIENTS / 4)
    for process in processes:
        room.kill(process)
    sent = len(room.sink.messages)
    room.beat()
    room.worker()
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    assert sent < RECIPIENTS
    check(room, mailing_id, kills=2)


def test_pausing_and_going_on_with_two_workers_mails_each_person_once(room: Mailroom) -> None:
    room.beat()
    room.worker()
    room.worker()
    mailing_id = issue.write(issue.subscribe(RECIPIENTS))
    for share in (0.1, 0.3, 0.5):
        room.wait_until(lambda reached=share: len(room.sink.messages) > reached * RECIPIENTS)  # type: ignore[misc]
        with transaction():
            service.pause(mailing_id, None)
        time.sleep(1)
        stood_at = len(room.sink.messages)
        time.sleep(1)
        assert len(room.sink.messages) == stood_at
        assert room.held() == 0
        with transaction():
            service.resume(mailing_id, None)
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    check(room, mailing_id, kills=0)
