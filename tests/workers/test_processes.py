"""Worker and beat as processes: they start, send, stop, and outlive Redis."""

import signal
import time

import pytest
import redis

from benchmarks import issue
from newsletter.contacts.models import UnconfirmedAddress
from newsletter.core.database import session, transaction
from newsletter.core.queue import Lane
from newsletter.outbox import service
from newsletter.outbox.models import MailingState
from newsletter.rendering import letters
from newsletter.rendering.letter import Sender
from tests.support.mailroom import Mailroom
from workers.__main__ import main


def confirm(address: str) -> None:
    letter = letters.confirmation(language="sv", sender=Sender("Nyheter", "news@sender.example"))
    with transaction():
        row = UnconfirmedAddress(address=address, address_key=address)
        session.add(row)
        session.flush()
        link = f"https://news.example.org/confirm/{row.id}"
        values = {"confirm_url": link, "not_me_url": link, "topics": "Nyheter"}
        service.post("confirmation", contact_id=row.id, letter=letter, values=values)


def test_a_confirmation_is_at_the_mail_server_within_a_second(room: Mailroom) -> None:
    room.worker("urgent")
    confirm("first@example.org")  # the worker may still be starting
    room.wait_until(lambda: len(room.sink.messages) == 1)
    waits = []
    for number in range(5):
        begun = time.monotonic()
        confirm(f"reader{number}@example.org")
        room.wait_until(lambda expected=number + 2: len(room.sink.messages) == expected)  # type: ignore[misc]
        waits.append(room.sink.messages[-1].at - begun)
    assert sorted(waits)[2] < 1, waits


def test_beat_starts_what_is_due_and_two_beats_start_it_once(room: Mailroom) -> None:
    room.beat()
    room.beat()
    room.worker()
    mailing_id = issue.write(issue.subscribe(300))
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    assert len(room.sink.recipients) == len(set(room.sink.recipients)) == 300


def test_redis_may_be_emptied_or_die_while_mail_is_sent(room: Mailroom) -> None:
    room.sink.hooks["BODY"] = lambda recipient: time.sleep(0.004)
    room.beat()
    room.worker()
    topic = issue.subscribe(600)
    first = issue.write(topic)
    room.wait_until(lambda: len(room.sink.messages) > 50)
    redis.Redis.from_url(room.redis.url).flushall()
    second = issue.write(topic)
    room.wait_until(lambda: room.mailing(first).state is MailingState.COMPLETED)
    room.redis.__exit__()
    third = issue.write(topic)
    time.sleep(1)
    room.redis.start()
    for mailing_id in (second, third):
        room.wait_until(lambda one=mailing_id: room.mailing(one).state is MailingState.COMPLETED)  # type: ignore[misc]
    assert len(room.sink.messages) == 1800


def test_a_worker_that_is_asked_to_end_does_so_in_seconds_and_loses_nobody(room: Mailroom) -> None:
    room.sink.hooks["BODY"] = lambda recipient: time.sleep(0.005)
    room.beat()
    worker = room.worker()
    mailing_id = issue.write(issue.subscribe(2000))
    room.wait_until(lambda: len(room.sink.messages) > 100)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=6) == 0
    assert room.held() == 0
    assert room.figures(mailing_id).accepted == len(room.sink.messages) < 2000
    room.sink.hooks.clear()
    room.worker()
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    assert len(room.sink.recipients) == len(set(room.sink.recipients)) == 2000


def test_an_idle_worker_ends_at_once(room: Mailroom) -> None:
    worker = room.worker("urgent")
    confirm("reader@example.org")
    room.wait_until(lambda: len(room.sink.messages) == 1)
    time.sleep(1)  # it waits for the next ring by now
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=3) == 0


def test_rings_do_not_pile_up_behind_a_busy_worker(room: Mailroom) -> None:
    room.sink.hooks["BODY"] = lambda recipient: time.sleep(0.02)
    room.beat()
    room.worker()
    topic = issue.subscribe(1100)
    for _ in range(3):
        issue.write(topic)
    room.wait_until(lambda: len(room.sink.messages) > 10)
    broker = redis.Redis.from_url(room.redis.url)
    for _ in range(8):
        time.sleep(0.5)
        assert broker.llen(Lane.BULK.value) <= 4  # one for each start, and one of the ticks'


def test_wrong_settings_are_told_in_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "70000")
    monkeypatch.setenv("SMTP_URL", "ftp://nowhere")
    assert main(["beat"]) == 1
    said = capsys.readouterr().err
    assert "PORT" in said
    assert "SMTP_URL" in said


def test_unknown_lanes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["worker", "--lanes", "fast"])
    assert "urgent, notices, bulk" in capsys.readouterr().err
