"""One pace for all workers, kept through Redis and without it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis

from newsletter.transport import Meaning, Pacer, Sender, Server, Timeouts
from newsletter.transport.commons import AWAY_FOR, Commons, standing
from newsletter.transport.pace import Limits
from newsletter.transport.pacer import LOOK_EVERY
from tests.newsletter.transport.conftest import Run, copies
from tests.support.servers import TestServers
from tests.support.sink import Hook, Sink


@dataclass
class Clock:
    moment: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def redis_url(servers: TestServers) -> Iterator[str]:
    url = servers.redis_url(9)
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield url
        redis.flushdb()


Team = Callable[..., list[Pacer]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def team(redis_url: str, clock: Clock) -> Team:
    """Workers towards the same server, by one clock."""

    def make(count: int, limits: Limits, url: str = redis_url) -> list[Pacer]:
        return [
            Pacer("relay.test:25", limits, Commons.at(url, f"worker{number}"), clock)
            for number in range(count)
        ]

    return make


def drain(pacers: list[Pacer], clock: Clock, seconds: float) -> list[int]:
    """How many copies each gets out in that time, asking twenty times a second."""
    taken = [0] * len(pacers)
    for _ in range(int(seconds * 20)):
        clock.moment += 0.05
        for number, pacer in enumerate(pacers):
            while pacer.take() and taken[number] < 100_000:
                taken[number] += 1
    return taken


@pytest.mark.parametrize("rate", [2.0, 40.0, 500.0])
def test_all_workers_together_keep_the_rate(team: Team, clock: Clock, rate: float) -> None:
    pacers = team(3, Limits(rate=rate))
    total = sum(drain(pacers, clock, 10))
    assert rate * 9 <= total <= rate * 11 + 1


def test_tokens_are_taken_in_portions(team: Team, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = 0
    (pacer,) = team(1, Limits(rate=1000))
    ask = Commons.take

    def counted(commons: Commons, *given: Any, **named: Any) -> Any:
        nonlocal trips
        trips += 1
        return ask(commons, *given, **named)

    monkeypatch.setattr(Commons, "take", counted)
    assert sum(drain([pacer], clock, 4)) > 3500
    assert trips < 100


def test_without_redis_each_worker_keeps_to_its_share_of_the_workers_last_known(
    team: Team, clock: Clock, redis_url: str
) -> None:
    pacers = team(4, Limits(rate=40))
    drain(pacers, clock, 1)
    assert {pacer.workers for pacer in pacers} == {4}
    for pacer in pacers:
        assert pacer._commons is not None
        pacer._commons._ask_again_at = time.monotonic() + 3600
    clock.moment += 3
    taken = drain(pacers, clock, 10)
    assert all(90 <= count <= 100 for count in taken)


def test_a_worker_that_never_reached_redis_is_rather_too_slow(team: Team, clock: Clock) -> None:
    (pacer,) = team(1, Limits(rate=80), url="redis://127.0.0.1:1/0")
    begun = time.monotonic()
    assert sum(drain([pacer], clock, 5)) <= 5 * 80 / 8
    assert time.monotonic() - begun < AWAY_FOR + 2


def test_after_redis_was_emptied_the_rate_is_kept(team: Team, clock: Clock, redis_url: str) -> None:
    pacers = team(2, Limits(rate=50))
    before = sum(drain(pacers, clock, 2))
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    after = sum(drain(pacers, clock, 4))
    assert before + after <= 50 * 6 + 51


def test_a_clock_that_is_put_back_stops_nobody(team: Team, clock: Clock) -> None:
    pacers = team(2, Limits(rate=50))
    drain(pacers, clock, 2)
    clock.moment -= 3600
    assert 40 <= sum(drain(pacers, clock, 1)) <= 60


def test_what_one_worker_was_told_all_heed(team: Team, clock: Clock, redis_url: str) -> None:
    one, other = team(2, Limits(rate=100))
    one.complain()
    assert one.rate() == 50
    clock.moment += LOOK_EVERY + 1
    other.look(0)
    assert other.rate() == 50
    other.complain()
    assert other.rate() == 25
    assert standing(redis_url, clock()).slow == {"server:relay.test:25": 25}
    clock.moment += 3600
    other.look(0)
    assert other.rate() == 100
    assert standing(redis_url, clock()).slow == {}


def test_a_server_without_a_rate_is_slowed_to_half_of_what_it_was_getting(clock: Clock) -> None:
    pacer = Pacer("relay.test:25", clock=clock)
    pacer.start(0)
    clock.moment += 2
    pacer.look(4000)
    assert pacer.rate() is None
    pacer.complain(None, 4000)
    assert pacer.is_limited
    assert pacer.rate() == pytest.approx(1000)
    clock.moment += 3600
    pacer.look(4000)
    assert not pacer.is_limited


def test_a_complaint_about_one_domain_slows_that_domain_only(team: Team, clock: Clock) -> None:
    (pacer,) = team(1, Limits())
    assert pacer.admit(1, {"slow.test": 500}) == {}
    pacer.complain("slow.test")
    assert pacer.limits_domains
    assert not pacer.is_limited
    leaves = pacer.admit(1, {"slow.test": 500, "quick.test": 500})
    assert set(leaves) == {"slow.test"}
    assert leaves["slow.test"].copies <= 10
    assert 1 <= leaves["slow.test"].rest <= 60


def test_batches_that_wait_for_one_domain_take_turns(team: Team, clock: Clock) -> None:
    (pacer,) = team(1, Limits(domains={"slow.test": 5}))
    rests = [pacer.admit(batch, {"slow.test": 50})["slow.test"].rest for batch in range(100)]
    assert rests == sorted(rests)
    assert rests[0] == 1
    assert rests[-1] == 60


def test_mail_that_somebody_waits_for_does_not_wait_for_its_turn(team: Team, clock: Clock) -> None:
    bulk, urgent = team(2, Limits(rate=5, domains={"slow.test": 1}))
    urgent.may_owe = True
    drain([bulk], clock, 3)
    bulk.admit(1, {"slow.test": 50})
    assert urgent.take()
    assert urgent.admit(2, {"slow.test": 1})["slow.test"].copies == 1


def test_connections_are_shared_out_among_the_workers(team: Team, clock: Clock) -> None:
    pacers = team(3, Limits(connections=10))
    for _ in range(2):
        clock.moment += LOOK_EVERY + 1
        for pacer in pacers:
            pacer.look(0)
    assert [pacer.connections(8) for pacer in pacers] == [3, 3, 3]
    assert pacers[0].connections(2) == 2
    pacers[2].close()
    clock.moment += LOOK_EVERY + 1
    pacers[0].look(0)
    assert pacers[0].connections(8) == 5


# On the wire


def paced(sink: Sink, limits: Limits) -> Run:
    server = Server.parse(sink.url, own_name="news.test")
    return Run(Sender(server, 4, Timeouts(), Pacer(str(server), limits)))


def test_the_wire_carries_no_more_than_the_rate() -> None:
    with Sink() as sink:
        begun = time.monotonic()
        done = paced(sink, Limits(rate=50)).send(copies(60))
        elapsed = time.monotonic() - begun
        done.sender.close()
        assert done.meanings() == [Meaning.ACCEPTED] * 60
    assert 0.9 < elapsed < 3


def test_no_more_connections_are_opened_than_are_allowed() -> None:
    with Sink() as sink:
        done = paced(sink, Limits(connections=2)).send(copies(400))
        done.sender.close()
        assert sink.connections == 2


def test_a_rate_slower_than_a_slice_leaves_the_rest_where_it_came_from() -> None:
    with Sink() as sink:
        begun = time.monotonic()
        done = paced(sink, Limits(rate=0.2)).send(copies(3))
        done.sender.close()
        assert time.monotonic() - begun < 8
    assert set(done.meanings()) <= {Meaning.ACCEPTED, Meaning.NOT_SENT}
    assert Meaning.NOT_SENT in done.meanings()


@pytest.mark.parametrize("reply", [b"421 4.7.28 too fast", b"451 4.7.1 slow down", b"450 4.7.0 later"])
@pytest.mark.parametrize(
    ("step", "slows_server"), [("RCPT", False), ("MAIL", True), ("BODY", True), ("DATA", True)]
)
def test_who_is_slowed_down_follows_from_what_the_reply_was_to(
    reply: bytes, step: str, slows_server: bool
) -> None:
    said: list[str] = []

    def complain(argument: str) -> bytes | None:
        said.append(argument)
        return reply if len(said) == 1 else None

    hooks: dict[str, Hook] = {step: complain}
    with Sink(hooks=hooks) as sink:
        sender = Sender(Server.parse(sink.url), 1)
        Run(sender).send(copies(5))
        sender.close()
    assert sender.pacer.is_limited is slows_server
    assert sender.pacer.limits_domains is not slows_server


def test_a_mailbox_that_is_full_slows_nobody_down() -> None:
    with Sink(hooks={"RCPT": lambda address: b"452 4.2.2 mailbox full"}) as sink:
        sender = Sender(Server.parse(sink.url), 1)
        Run(sender).send(copies(5))
        sender.close()
    assert not sender.pacer.is_limited
    assert not sender.pacer.limits_domains
