"""Replies to a copy that goes well may come all at once; whatever else comes, and however it is cut, means the same."""

import socket
from collections.abc import Iterator

import pytest

from newsletter.transport.connection import Connection, Lost, Outgoing
from newsletter.transport.opening import Opened
from newsletter.transport.replies import Meaning, Result
from newsletter.transport.server import Timeouts

GRANTED = b"250 ok\r\n250 ok\r\n354 go on\r\n"
WELL = b"250 taken\r\n" + GRANTED


class Desk:
    """Three copies to send, and what became of them."""

    def __init__(self) -> None:
        self.waiting = [Outgoing(number, "", f"r{number}@example.org", b"x\r\n") for number in range(3)]
        self.results: dict[int, Meaning] = {}

    def take(self) -> Outgoing | None:
        return self.waiting.pop(0) if self.waiting else None

    def give_back(self, copy: Outgoing) -> None:
        self.waiting.insert(0, copy)

    def try_again(self, copy: Outgoing, reason: str) -> None:
        self.results[copy.number] = Meaning.NOT_SENT

    def is_wanted(self, copy: Outgoing) -> bool:
        return True

    def slow_down(self, copy: Outgoing | None) -> None:
        raise AssertionError("nobody asked for it")

    def settle(self, copy: Outgoing, result: Result) -> None:
        assert copy.number not in self.results
        self.results[copy.number] = result.meaning


class FarEnd:
    """A connection whose other end says what the test wants, in the pieces it wants."""

    def __init__(self) -> None:
        near, self._far = socket.socketpair()
        near.setblocking(False)
        self.desk = Desk()
        self.connection = Connection(Opened(near, pipelining=True), self.desk, Timeouts())
        self.connection.begin(0)

    def say(self, *pieces: bytes) -> list[Meaning]:
        for piece in pieces:
            self._far.send(piece)
            self.connection.read(0)
        return [self.desk.results[number] for number in sorted(self.desk.results)]

    def heard(self) -> bytes:
        return self._far.recv(65536)

    def close(self) -> None:
        self.connection.quit()
        self._far.close()


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    made = FarEnd()
    yield made
    made.close()


def test_all_goes_well(far_end: FarEnd) -> None:
    assert far_end.say(GRANTED, WELL, WELL, b"250 taken\r\n") == [Meaning.ACCEPTED] * 3
    assert far_end.connection.is_idle


@pytest.mark.parametrize("cut", range(1, len(WELL)))
def test_replies_may_be_cut_anywhere(far_end: FarEnd, cut: int) -> None:
    said = far_end.say(GRANTED, WELL[:cut], WELL[cut:], WELL, b"250 taken\r\n")
    assert said == [Meaning.ACCEPTED] * 3


def test_a_refusal_whose_first_lines_came_before_is_still_one(far_end: FarEnd) -> None:
    said = far_end.say(GRANTED, b"550-5.1.1 no such\r\n", b"550 5.1.1 user\r\n" + GRANTED)
    assert said == [Meaning.REFUSED]


def test_an_acceptance_of_several_lines_goes_well_too(far_end: FarEnd) -> None:
    assert far_end.say(GRANTED, b"250-taken\r\n", WELL, WELL, b"250 taken\r\n") == [Meaning.ACCEPTED] * 3


def test_the_copy_after_a_refused_recipient_has_its_own_result(far_end: FarEnd) -> None:
    refused = b"250 taken\r\n250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n"
    said = far_end.say(GRANTED, refused, b"554 no recipients\r\n" + GRANTED, b"250 taken\r\n")
    assert said == [Meaning.ACCEPTED, Meaning.REFUSED, Meaning.ACCEPTED]


def test_a_server_that_answers_before_it_is_asked_gets_nobody_accepted_twice(far_end: FarEnd) -> None:
    far_end.say(GRANTED + b"250 taken\r\n")
    far_end.say(GRANTED)
    with pytest.raises(Lost, match=r"^ok$"):
        far_end.say(WELL + WELL)


def test_a_write_carries_a_body_and_what_opens_the_next_transaction(far_end: FarEnd) -> None:
    far_end.heard()
    far_end.say(GRANTED)
    assert far_end.heard() == b"x\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<r1@example.org>\r\nDATA\r\n"
