"""The misbehaving mail server itself."""

import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dialogue import DROP, DROP_AND_KEEP, Answer, Step
from tests.support.far_end import FarEnd

LETTER = b"Message-ID: <one@news.test>\r\nSubject: hello\r\n\r\n.dot\r\n"


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


def client(far_end: FarEnd) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", far_end.port, timeout=5)


def mail(far_end: FarEnd, recipient: str = "anna@example.org", letter: bytes = LETTER) -> None:
    with client(far_end) as smtp:
        smtp.sendmail("bounce@news.test", recipient, letter)


def test_it_remembers_who_got_what(far_end: FarEnd) -> None:
    mail(far_end)
    mail(far_end, letter=LETTER + b"line of text\r\n" * 200_000)
    assert [copy.message_id for copy in far_end.copies] == ["one@news.test"] * 2
    assert far_end.recipients == ["anna@example.org"] * 2
    assert far_end.copies[1].octets > 2_500_000 > far_end.copies[0].octets
    assert all(copy.is_told for copy in far_end.copies)


def test_what_came_in_several_pieces_is_one_message(far_end: FarEnd) -> None:
    with socket.create_connection(("127.0.0.1", far_end.port), timeout=5) as wire:
        talk = (
            b"EHLO me\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n"
            + LETTER
            + b"\r\n.\r\nQUIT\r\n"
        )
        for place in range(0, len(talk), 7):
            wire.sendall(talk[place : place + 7])
        said = b""
        while received := wire.recv(4096):
            said += received
    assert said.count(b"\r\n250 ") == 4
    assert said.endswith(b"221 2.0.0 bye\r\n")
    assert len(far_end.copies) == 1


@pytest.mark.parametrize(
    "step", [Step.CONNECT, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY, Step.DOT]
)
def test_it_hangs_up_at_any_step_and_has_taken_nothing(far_end: FarEnd, step: Step) -> None:
    far_end.rules[step] = lambda argument: DROP
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        mail(far_end)
    assert far_end.copies == []
    far_end.rules.clear()
    mail(far_end)
    assert len(far_end.copies) == 1


def test_it_keeps_what_it_did_not_answer_for_when_told_to(far_end: FarEnd) -> None:
    far_end.rules[Step.DOT] = lambda recipient: DROP_AND_KEEP
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        mail(far_end)
    assert [copy.is_told for copy in far_end.copies] == [False]


def test_it_hangs_up_after_its_reply(far_end: FarEnd) -> None:
    far_end.rules[Step.DOT] = lambda recipient: Answer(hangs_up=True)
    with client(far_end) as smtp:
        smtp.sendmail("bounce@news.test", "anna@example.org", LETTER)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtp.noop()
    assert [copy.is_told for copy in far_end.copies] == [True]


def test_it_refuses_with_any_words(far_end: FarEnd) -> None:
    far_end.rules[Step.RCPT] = lambda address: b"550-no\r\n550 " + b"\xff" * 200_000
    with client(far_end) as smtp:
        smtp.ehlo()
        smtp.mail("bounce@news.test")
        with pytest.raises(smtplib.SMTPResponseException, match="Line too long"):
            smtp.rcpt("anna@example.org")


def test_it_answers_late_and_octet_by_octet(far_end: FarEnd) -> None:
    far_end.rules[Step.DOT] = lambda recipient: Answer(wait=0.1)
    far_end.rules[Step.MAIL] = lambda argument: Answer(drip=0.005)
    mail(far_end)
    far_end.rules[Step.DOT] = lambda recipient: Answer(drip=0.005)
    mail(far_end)
    assert [copy.is_told for copy in far_end.copies] == [True, True]


def test_it_goes_away_and_comes_back_at_the_same_address(far_end: FarEnd) -> None:
    far_end.close()
    with pytest.raises(OSError):
        mail(far_end)
    far_end.open()
    mail(far_end)
    assert len(far_end.copies) == 1


def test_it_announces_what_it_is_told_to(far_end: FarEnd) -> None:
    far_end.extensions = ["SIZE 10"]
    with client(far_end) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features == {"size": "10"}


def test_it_writes_down_every_octet(tmp_path: Path) -> None:
    with FarEnd(tmp_path / "transcript") as far_end:
        mail(far_end)
    text = (tmp_path / "transcript").read_text()
    assert "ehlo" in text
    assert "Subject: hello" in text
    assert "1 < b'221 2.0.0 bye" in text
