"""Servers that drop, stall, close and babble."""

import threading
import time
from collections.abc import Callable
from itertools import count

import pytest

from newsletter.transport import Meaning, Sender, Server, Timeouts
from tests.newsletter.transport.conftest import Run, copies
from tests.support.sink import DROP, EXTENSIONS, Hook, Sink

MakeRun = Callable[..., Run]


def once(reply: bytes) -> Hook:
    """A hook that answers `reply` the first time and nothing unusual after that."""
    times = count()
    return lambda argument: reply if next(times) == 0 else None


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", [DROP, b"421 4.3.2 shutting down"])
def test_a_connection_lost_before_the_body_costs_nothing(run: MakeRun, step: str, reply: bytes) -> None:
    with Sink(hooks={step: once(reply)}) as sink:
        done = run(sink, connections=2).send(copies(40))
    assert done.meanings() == [Meaning.ACCEPTED] * 40
    assert sorted(sink.recipients) == sorted({*sink.recipients})
    assert len(sink.messages) == 40


def test_a_connection_lost_between_dot_and_reply_leaves_one_copy_unknown(run: MakeRun) -> None:
    with Sink(hooks={"BODY": lambda recipient: DROP if recipient == "reader7@example.org" else None}) as sink:
        done = run(sink, connections=2).send(copies(20))
    assert [number for number in done.results if done.results[number].meaning is Meaning.UNKNOWN] == [7]
    assert done.meanings().count(Meaning.ACCEPTED) == 19
    assert len(sink.messages) == 20


def test_421_to_the_final_dot_defers_the_copy(run: MakeRun) -> None:
    with Sink(hooks={"BODY": once(b"421 4.7.0 slow down")}) as sink:
        done = run(sink, connections=1).send(copies(3))
    assert sorted(done.meanings()) == [Meaning.ACCEPTED, Meaning.ACCEPTED, Meaning.DEFERRED]


def test_a_copy_on_which_every_connection_breaks_is_put_off(run: MakeRun) -> None:
    with Sink(hooks={"RCPT": lambda address: DROP if "reader2@" in address else None}) as sink:
        done = run(sink, connections=2).send(copies(10))
    assert done.results[2].meaning is Meaning.DEFERRED
    assert done.meanings().count(Meaning.ACCEPTED) == 9


def test_a_server_that_always_breaks_off_is_trouble_and_blames_nobody(run: MakeRun) -> None:
    with Sink(hooks={"MAIL": lambda argument: DROP}) as sink:
        done = run(sink, connections=2).send(copies(1000))
    assert done.trouble is not None
    assert "keeps breaking off" in done.trouble.text
    assert set(done.meanings()) <= {Meaning.NOT_SENT, Meaning.DEFERRED}
    assert len(done.results) < 30


def test_a_server_that_is_away_is_trouble(run: MakeRun) -> None:
    with Sink() as sink:
        pass
    done = run(sink).send(copies(3))
    assert done.trouble is not None
    assert not done.trouble.is_our_fault
    assert set(done.meanings()) == {Meaning.NOT_SENT}


def test_a_server_that_comes_back_gets_the_rest(run: MakeRun) -> None:
    with Sink() as first:
        sending = run(first)
        sending.send(copies(5))
    with Sink(port=first.port) as second:
        sending.send(copies(5, start=5))
        assert len(second.messages) == 5
    assert sending.meanings() == [Meaning.ACCEPTED] * 10


def test_a_server_that_allows_fewer_connections_is_served_with_those(run: MakeRun) -> None:
    times = count()
    with Sink(hooks={"CONNECT": lambda _: b"421 4.7.0 too many" if next(times) >= 2 else None}) as sink:
        done = run(sink, connections=6).send(copies(100))
        assert done.meanings() == [Meaning.ACCEPTED] * 100
        assert done.trouble is None


def test_a_server_that_stays_silent_after_the_dot_leaves_the_copy_unknown(run: MakeRun) -> None:
    ended = threading.Event()
    with Sink(hooks={"BODY": lambda recipient: b"250 late" if ended.wait(5) else None}) as sink:
        done = run(sink, connections=1, final=0.3).send(copies(1))
        ended.set()
    assert done.meanings() == [Meaning.UNKNOWN]
    assert "in time" in done.results[0].text


def test_a_slow_connection_does_not_hold_up_the_others(run: MakeRun) -> None:
    def slow(recipient: str) -> None:
        if recipient == "reader0@example.org":
            time.sleep(0.7)

    with Sink(hooks={"BODY": slow}) as sink:
        run(sink, connections=3).send(copies(60))
        place = sink.recipients.index("reader0@example.org")
        assert place == 58, "only the copy offered on the same connection waits behind it"
        assert sink.messages[place].at - sink.messages[place - 1].at > 0.3


def test_stopping_does_not_wait_longer_than_allowed(run: MakeRun) -> None:
    ended = threading.Event()
    with Sink(hooks={"BODY": lambda recipient: b"250 late" if ended.wait(5) else None}) as sink:
        begun = time.monotonic()
        done = run(sink, connections=1, stopping=0.2).send(copies(2), tick=lambda: False)
        done.send(copies(2, start=10), tick=lambda: sink.commands[-1:] != ["DATA"])
        assert time.monotonic() - begun < 2
        ended.set()


@pytest.mark.parametrize(
    "reply",
    [
        b"550-5.1.1 line one\r\n550-line two <script>\r\n550 5.1.1 the end",
        "550 5.1.1 användaren finns inte".encode("latin-1"),
        b"550 5.1.1 " + b"x" * 100_000,
        b"550-5.1.1 many\r\n" * 2000 + b"550 5.1.1 lines",
        b"550 5.1.1 nul\x00bel\x07\x1b[31m",
    ],
)
def test_replies_may_be_long_and_hostile(run: MakeRun, reply: bytes) -> None:
    with Sink(hooks={"RCPT": lambda address: reply if "reader1@" in address else None}) as sink:
        done = run(sink, connections=1).send(copies(3))
    assert done.meanings() == [Meaning.ACCEPTED, Meaning.REFUSED, Meaning.ACCEPTED]
    text = done.results[1].text
    assert len(text) <= 500
    assert text.isprintable()
    assert done.results[1].code == "550 5.1.1"


@pytest.mark.parametrize("babble", [b"hello there", b"250" + b"-" + b"y" * 300_000, b"9", b"\xff\xfe\x00"])
def test_a_server_that_does_not_speak_smtp_is_left_alone(run: MakeRun, babble: bytes) -> None:
    with Sink(hooks={"MAIL": lambda argument: babble}) as sink:
        done = run(sink, connections=1, command=0.5).send(copies(4))
    assert Meaning.ACCEPTED not in done.meanings()


def test_a_connection_closed_while_resting_is_replaced_unseen(run: MakeRun) -> None:
    with Sink(EXTENSIONS) as sink:
        sending = run(sink, connections=1)
        sending.send(copies(1))
        sink.drop_all()
        time.sleep(0.05)
        sending.send(copies(1, start=1))
        assert sending.meanings() == [Meaning.ACCEPTED] * 2
        assert sink.connections == 2


def test_a_connection_that_has_rested_long_is_asked_before_it_gets_a_copy(
    run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sink() as sink:
        sending = run(sink, connections=1)
        sending.send(copies(1))
        monkeypatch.setattr("newsletter.transport.sender.RESTED", -1)
        sending.send(copies(1, start=1))
        assert sink.commands.count("RSET") == 1
        assert sink.connections == 1
        assert sending.meanings() == [Meaning.ACCEPTED] * 2


def test_the_clock_ticks_while_a_server_is_silent() -> None:
    ticks: list[float] = []

    def tick() -> bool:
        ticks.append(time.monotonic())
        return True

    with Sink(hooks={"CONNECT": lambda _: time.sleep(0.6)}) as sink:
        sender = Sender(Server.parse(sink.url), 1, Timeouts())
        sender.send(iter(copies(1)), lambda number, result: None, tick=tick)
        sender.close()
    assert len(ticks) >= 6
