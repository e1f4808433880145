"""A second mail server while the first cannot be used."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from newsletter.transport import Meaning, Sender, Senders, Server, Timeouts
from newsletter.transport.failover import FIRST_ABSENCE
from tests.newsletter.transport.conftest import Run, copies
from tests.support.sink import Hook, Sink


@dataclass
class Desk:
    """Two servers, a clock, and what is said about them."""

    moment: float = 0.0
    told: list[tuple[str, str]] = field(default_factory=list)

    def run(self, *sinks: Sink) -> Run:
        senders = [Sender(Server.parse(sink.url), 2, Timeouts()) for sink in sinks]
        made = Senders(
            senders, lambda server, reason: self.told.append((server, reason)), lambda: self.moment
        )
        return Run(made)


def closed() -> Sink:
    with Sink() as sink:
        return sink


def test_the_second_server_is_used_while_the_first_cannot_be_reached() -> None:
    desk = Desk()
    first = closed()
    with Sink() as second:
        done = desk.run(first, second).send(copies(50))
        assert done.trouble is None
        accepted = done.meanings().count(Meaning.ACCEPTED)
        assert accepted >= 46, "those at hand when it broke go back to where they came from"
        assert len(second.messages) == accepted
        done.send(copies(50, start=100))
        assert desk.told == [(f"127.0.0.1:{second.port}", desk.told[0][1])]
        done.sender.close()


def test_the_first_server_is_used_again_once_it_answers() -> None:
    desk = Desk()
    first = closed()
    with Sink() as second:
        done = desk.run(first, second).send(copies(5))
        with Sink(port=first.port) as back:
            desk.moment += FIRST_ABSENCE + 1
            done.send(copies(5, start=100))
            assert back.messages == []
            until(lambda: back.connections > 0)
            time.sleep(0.05)
            done.send(copies(5, start=200))
            assert len(back.messages) == 5
        done.sender.close()
    assert desk.told[-1] == ("", "")


@pytest.mark.parametrize("reply", [b"554 5.7.1 relay access denied", b"452 4.3.1 no space", b"554 5.7.0 no"])
def test_a_server_that_refuses_everyone_is_left_for_the_second(reply: bytes) -> None:
    desk = Desk()
    with Sink(hooks={"RCPT": lambda address: reply}) as first, Sink() as second:
        done = desk.run(first, second).send(copies(50))
        done.sender.close()
        assert len(second.messages) >= 40
    assert set(done.meanings()) == {Meaning.ACCEPTED, Meaning.NOT_SENT}
    assert "refuses everyone" in desk.told[0][1]
    assert reply.decode()[4:] in desk.told[0][1]


def test_single_mails_that_are_refused_count_together() -> None:
    desk = Desk()
    with Sink(hooks={"MAIL": lambda address: b"554 5.7.1 no"}) as first, Sink() as second:
        done = desk.run(first, second)
        for number in range(4):
            done.send(copies(1, start=number))
        done.sender.close()
        assert len(second.messages) == 1
    assert done.meanings() == [Meaning.NOT_SENT] * 3 + [Meaning.ACCEPTED]


def test_what_a_server_says_of_one_letter_is_believed_when_it_takes_others() -> None:
    desk = Desk()
    hooks: dict[str, Hook] = {"RCPT": lambda address: b"554 5.6.0 no" if "reader1@" in address else None}
    with Sink(hooks=hooks) as first, Sink() as second:
        done = desk.run(first, second).send(copies(10))
        assert done.results.pop(1).meaning is Meaning.NOT_SENT
        done.send(copies(1, start=1))
        done.sender.close()
        assert second.messages == []
    assert done.results[1].meaning is Meaning.FAULT


def test_a_refused_person_is_no_reason_to_go_elsewhere() -> None:
    desk = Desk()
    with Sink(hooks={"RCPT": lambda address: b"550 5.1.1 unknown"}) as first, Sink() as second:
        done = desk.run(first, second).send(copies(10))
        done.sender.close()
        assert second.connections == 0
    assert set(done.meanings()) == {Meaning.REFUSED}


def test_when_no_server_works_the_trouble_is_told_and_the_first_is_next() -> None:
    desk = Desk()
    done = desk.run(closed(), closed()).send(copies(3))
    assert done.trouble is not None
    assert set(done.meanings()) == {Meaning.NOT_SENT}
    assert isinstance(done.sender, Senders)
    assert done.sender.current is done.sender._senders[0]
    done.sender.close()


def test_the_refusal_of_the_last_server_is_a_result() -> None:
    desk = Desk()
    with Sink(hooks={"MAIL": lambda address: b"554 5.7.1 no"}) as second:
        done = desk.run(closed(), second).send(copies(5))
        done.sender.close()
    assert Meaning.FAULT in done.meanings()


def until(met: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 5
    while not met():
        assert time.monotonic() < ends_at
        time.sleep(0.01)
