"""What staff and machines get to know of mail servers that cannot be used, or that ask for patience."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from newsletter.core.clock import now
from newsletter.transport import Pacer
from newsletter.transport.commons import Commons
from tests.support.servers import TestServers
from tests.support.staff import sign_in_as


@pytest.fixture
def commons(app: Flask, servers: TestServers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Commons]:
    """What one worker says to all."""
    url = servers.redis_url(8)
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update={"redis_url": url}))
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield Commons(redis, "worker")
        redis.flushdb()


def test_a_server_that_stands_in_is_told_with_the_reason(client: FlaskClient, commons: Commons) -> None:
    commons.stand_in("second.test:25", "first.test:25 refuses everyone: 554 <script>alert(1)</script>")
    assert "budkavle_second_server 1" in client.get("/metrics").text
    sign_in_as(client)
    page = client.get("/staff/").text
    assert "second.test:25" in page
    assert "refuses everyone: 554 &lt;script&gt;" in page
    commons.stand_in("", "")
    assert "second.test" not in client.get("/staff/").text
    assert "budkavle_second_server 0" in client.get("/metrics").text


def test_who_asks_for_patience_is_told(client: FlaskClient, commons: Commons) -> None:
    pacer = Pacer("relay.test:25", commons=commons, clock=lambda: now().timestamp())
    pacer.complain("slow.test")
    assert 'budkavle_slowed_rate{name="domain:slow.test"} 10' in client.get("/metrics").text
    sign_in_as(client)
    assert "asked for patience: slow.test" in client.get("/staff/").text
