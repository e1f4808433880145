"""Redis away, full, or never there: mail leaves all the same, and Celery takes over again when it returns."""

import re
import signal
import time
from email import message_from_bytes, policy
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import redis

from benchmarks import issue
from newsletter.contacts import service as contacts
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.outbox.models import MailingState
from tests.support.live import LiveServer
from tests.support.mailroom import Mailroom
from tests.workers.test_processes import confirm
from workers import understudy
from workers.understudy import PATIENCE, Understudy
from workers.watchdog import at_work

AWAY = "no rings: Redis is away or full"
BACK = "Redis carries rings again"


def complete(room: Mailroom, mailing_id: int) -> None:
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)


def test_mail_leaves_while_redis_is_away_and_rings_are_heard_when_it_is_back(room: Mailroom) -> None:
    topic = issue.subscribe(300)
    room.redis.__exit__()
    room.beat()
    first, second = room.worker("bulk"), room.worker("urgent")
    confirm("reader@example.org")
    complete(room, issue.write(topic))
    room.wait_until(lambda: "reader@example.org" in room.sink.recipients)
    assert room.log.count(AWAY) == 2, "one line from each worker"
    assert room.log.count("annot connect to") == 0
    room.redis.start()
    room.wait_until(lambda: room.log.count(BACK) == 2)
    complete(room, issue.write(topic))
    assert len(room.sink.recipients) == 601
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_mail_leaves_while_redis_is_full(room: Mailroom) -> None:
    room.beat()
    room.worker("urgent,notices,bulk")
    topic = issue.subscribe(300)
    complete(room, issue.write(topic))
    with redis.Redis.from_url(room.redis.url) as broker:
        broker.config_set("maxmemory", "1")
        complete(room, issue.write(topic))
        confirm("reader@example.org")
        room.wait_until(lambda: "reader@example.org" in room.sink.recipients)
        broker.config_set("maxmemory", "0")
    room.wait_until(lambda: BACK in room.log)
    complete(room, issue.write(topic))
    assert len(room.sink.recipients) == 901


def test_signing_up_works_from_the_first_page_to_the_confirmation(room: Mailroom) -> None:
    topic = issue.subscribe(1)
    room.redis.__exit__()
    room.worker("urgent")
    web = LiveServer({**room.env, "ENVIRONMENT": "test", "SIGN_UP_SECONDS": "0"} | {"BASE_URL": ""})
    try:
        visitor = build_opener(HTTPCookieProcessor())
        page = visitor.open(f"{web.url}/subscribe", timeout=20).read().decode()
        hidden = dict(re.findall(r'name="(csrf_token|opened)"[^>]*value="([^"]+)"', page))
        wish = {"email": "visitor@example.org", "name": "", "language": "sv", "topics": topic.slug}
        form = urlencode({**wish, "homepage": "", **hidden}).encode()
        assert visitor.open(f"{web.url}/subscribe", form, timeout=20).url.endswith("/check-your-inbox")
        room.wait_until(lambda: "visitor@example.org" in room.sink.recipients)
        mail = message_from_bytes(room.sink.messages[-1].data, policy=policy.default)
        text = str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        path = re.search(r"/confirm/[^\s>]+", text)
        assert path is not None
        page = visitor.open(web.url + path.group(), timeout=20).read().decode()
        hidden = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]+)"', page))
        visitor.open(web.url + path.group(), urlencode(hidden).encode(), timeout=20).close()
        session.rollback()
        contact = contacts.find(contacts.parse_address("visitor@example.org"))
        assert contact is not None
    finally:
        web.stop()


def test_a_worker_that_sends_without_redis_ends_politely(room: Mailroom) -> None:
    room.redis.__exit__()
    room.sink.hooks["BODY"] = lambda recipient: time.sleep(0.005)
    room.beat()
    worker = room.worker()
    mailing_id = issue.write(issue.subscribe(2000))
    room.wait_until(lambda: len(room.sink.messages) > 100)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    assert room.held() == 0
    assert room.figures(mailing_id).accepted == len(room.sink.messages) < 2000


def test_an_understudy_plays_only_when_nobody_is_heard() -> None:
    rings: list[int | None] = [0]
    played: list[Lane] = []
    stage = Understudy(lambda: rings[0], lambda: [Lane.URGENT] * (3 - len(played)), played.append)
    begun = stage._heard_at
    stage.look(begun + 100)
    assert not played, "rings are heard"
    rings[0] = None
    stage.look(begun + 101)
    assert not played, "a moment of silence is no absence"
    stage.look(begun + 101 + PATIENCE)
    assert len(played) == 3, "until nothing is left"
    assert stage.is_on
    played.clear()
    rings[0] = 1
    stage.look(begun + 110)
    assert len(played) == 1, "Redis is back, but Celery does not hear the ring that waits"
    at_work.set()
    try:
        stage.look(begun + 111)
    finally:
        at_work.clear()
    assert not stage.is_on


def test_slices_of_one_process_never_overlap() -> None:
    with understudy.slice_of_work():
        assert not understudy._one_at_a_time.acquire(blocking=False)
