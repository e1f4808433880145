"""Many copies over a few kept connections."""

from collections.abc import Callable, Iterator

import pytest

from newsletter.transport import Meaning, Outgoing
from tests.newsletter.transport.conftest import BODY, Run, copies
from tests.support.sink import EXTENSIONS, Sink

MakeRun = Callable[..., Run]
PLAIN = ("SIZE 10485760", "8BITMIME")
both_ways = pytest.mark.parametrize("extensions", [EXTENSIONS, PLAIN], ids=["pipelined", "step by step"])


@both_ways
def test_every_copy_arrives_once_and_as_written(run: MakeRun, extensions: tuple[str, ...]) -> None:
    with Sink(extensions) as sink:
        done = run(sink).send(copies(500))
    assert set(done.meanings()) == {Meaning.ACCEPTED}
    assert sorted(sink.recipients) == sorted(copy.rcpt_to for copy in copies(500))
    assert {message.data for message in sink.messages} == {BODY.replace(b"\r\n..", b"\r\n.")}
    assert {message.mail_from for message in sink.messages} == {copy.mail_from for copy in copies(500)}


def test_connections_are_kept_from_one_run_to_the_next(run: MakeRun) -> None:
    with Sink() as sink:
        sending = run(sink, connections=3)
        sending.send(copies(100))
        sending.send(copies(100, start=100))
        assert len(sink.messages) == 200
        assert sink.connections <= 3


def test_one_copy_opens_one_connection(run: MakeRun) -> None:
    with Sink() as sink:
        run(sink, connections=8).send(copies(1))
        assert sink.connections == 1


@both_ways
def test_the_refusal_of_one_person_leaves_the_others_untouched(
    run: MakeRun, extensions: tuple[str, ...]
) -> None:
    def refuse(address: str) -> bytes | None:
        return (
            b"550 5.1.1 no such user" if address in ("reader3@example.org", "reader4@example.org") else None
        )

    with Sink(extensions, hooks={"RCPT": refuse}) as sink:
        done = run(sink, connections=1).send(copies(8))
        assert "503" not in " ".join(result.code for result in done.results.values())
    assert [number for number, result in done.results.items() if result.meaning is Meaning.REFUSED] == [3, 4]
    assert done.results[3].code == "550 5.1.1"
    assert done.results[3].text == "no such user"
    assert len(sink.messages) == 6


def test_a_server_that_takes_data_after_refusing_the_recipient_gets_an_empty_body(run: MakeRun) -> None:
    with Sink(hooks={"RCPT": lambda address: b"550 no" if "reader1@" in address else None}) as sink:
        sink.hooks["DATA"] = lambda recipient: b"354 go on"
        done = run(sink, connections=1).send(copies(3))
    assert done.meanings() == [Meaning.ACCEPTED, Meaning.REFUSED, Meaning.ACCEPTED]
    assert sink.recipients == ["reader0@example.org", "reader2@example.org"]


def test_an_address_that_fits_no_envelope_is_never_sent(run: MakeRun) -> None:
    bad = ["two words@example.org", "a@b>\r\nRCPT TO:<c@example.org", "åsa@example.org", "nobody", ""]
    source = [Outgoing(number, "b@news.test", address, BODY) for number, address in enumerate(bad)]
    with Sink() as sink:
        done = run(sink).send([*source, *copies(1, start=50)])
    assert done.meanings() == [Meaning.NOT_SERVABLE] * len(bad) + [Meaning.ACCEPTED]
    assert sink.recipients == ["reader50@example.org"]


def test_a_message_over_the_servers_size_is_never_begun(run: MakeRun) -> None:
    with Sink(["PIPELINING", "SIZE 1000"]) as sink:
        done = run(sink).send([*copies(1, data=b"x" * 1001), *copies(1, start=1)])
        assert not any("SIZE=1001" in command for command in sink.commands)
    assert done.meanings() == [Meaning.TOO_LARGE, Meaning.ACCEPTED]
    assert "1001" in done.results[0].text


def test_eight_bit_mail_needs_a_server_that_takes_it(run: MakeRun) -> None:
    data = "Subject: hej\r\n\r\nå\r\n".encode()
    with Sink(["PIPELINING"]) as sink:
        assert run(sink).send(copies(1, data=data)).meanings() == [Meaning.FAULT]
    with Sink() as sink:
        assert run(sink).send(copies(1, data=data)).meanings() == [Meaning.ACCEPTED]
        assert any("BODY=8BITMIME" in command for command in sink.commands)


def test_no_body_leaves_that_is_no_longer_wanted(run: MakeRun) -> None:
    with Sink() as sink:
        done = run(sink, connections=2).send(copies(20), is_wanted=lambda number: number % 5 != 0)
    withdrawn = [number for number in range(20) if done.results[number].meaning is Meaning.WITHDRAWN]
    assert withdrawn == [0, 5, 10, 15]
    assert len(sink.messages) == 16


def test_stopping_finishes_what_is_in_flight_and_returns_the_rest(run: MakeRun) -> None:
    with Sink() as sink:
        sending = run(sink, connections=2)
        sending.send(copies(100_000), tick=lambda: len(sink.messages) < 50)
        accepted = sending.meanings().count(Meaning.ACCEPTED)
        assert accepted == len(sink.messages)
    assert 50 <= accepted < 100_000
    assert set(sending.meanings()) <= {Meaning.ACCEPTED, Meaning.NOT_SENT}


def test_an_error_in_the_source_reaches_the_caller_after_what_is_in_flight(run: MakeRun) -> None:
    def source() -> Iterator[Outgoing]:
        yield from copies(10)
        raise RuntimeError("the ledger is away")

    with Sink() as sink:
        sending = run(sink, connections=2)
        with pytest.raises(RuntimeError, match="ledger"):
            sending.send(source())
        accepted = sending.meanings().count(Meaning.ACCEPTED)
        assert accepted == len(sink.messages)


def test_large_messages_go_out_in_pieces(run: MakeRun) -> None:
    data = b"Subject: large\r\n\r\n" + b"line of text\r\n" * 500_000
    with Sink(["PIPELINING"]) as sink:
        done = run(sink, connections=2).send(copies(6, data=data))
    assert done.meanings() == [Meaning.ACCEPTED] * 6
    assert all(message.data == data for message in sink.messages)
