from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mailbox.reading import for_frame, read, split_links, summarise
from tests.newsletter.mailbox.factories import ALTERNATIVE, PLAIN


def test_encoded_headers_are_shown_decoded() -> None:
    summary = summarise(PLAIN + b"\r\n")
    assert summary.sender == "Nätverket <news@example.org>"
    assert summary.subject == "Sista dagen för anmälan"
    assert summary.sent_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_headers_in_plain_utf8_are_shown_as_they_are() -> None:
    assert summarise("Subject: Å i åa ä e ö\r\n\r\n".encode()).subject == "Å i åa ä e ö"


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?b?////?=",
        b"=?no-such-charset?q?x?=",
        b"=?utf-8?q?one=0D=0ABcc:_x@example.org?=",
        b"\xff\xfe raw bytes",
        b"=?utf-8?q?=E2=80=AEtxt.exe?=",
        b"\x00 nul",
    ],
)
def test_a_hostile_subject_becomes_one_clean_line(subject: bytes) -> None:
    shown = summarise(b"Subject: " + subject + b"\r\n\r\n").subject
    assert "\n" not in shown
    assert "\r" not in shown
    assert "\x00" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("date", [b"", b"yesterday", b"99 Foo 0000", b"Tue, 1 Dec 99999 10:00:00 +0100"])
def test_a_date_that_cannot_be_read_is_no_date(date: bytes) -> None:
    assert summarise(b"Date: " + date + b"\r\n\r\n").sent_at is None


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    summarise(raw)
    read(raw)


@given(st.binary(max_size=80), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit", "x"]))
def test_no_body_breaks_the_reader(body: bytes, encoding: str) -> None:
    head = f"Content-Type: text/html; charset=hex\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    read(head.encode() + body)


def test_parts_within_parts_without_end_are_shown_as_source() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number)
        for number in range(3000)
    )
    assert read(nested).source.startswith("Content-Type")


def test_both_forms_of_a_message_are_found() -> None:
    reading = read(ALTERNATIVE)
    assert reading.text.startswith("Hej! Se")
    assert "<p>Hej</p>" in reading.html


def test_an_attachment_is_not_taken_for_the_message() -> None:
    raw = PLAIN + b"Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nfile\r\n"
    assert read(raw).text == ""


def test_links_of_a_framed_mail_lead_out_of_the_frame() -> None:
    assert for_frame("<!DOCTYPE html><html><head><p>") == (
        '<!DOCTYPE html><html><head><base target="_blank"><p>'
    )
    assert for_frame("<p>x</p>") == '<base target="_blank"><p>x</p>'
    assert for_frame("<!doctype html><p>x</p>") == '<!doctype html><base target="_blank"><p>x</p>'


def test_web_addresses_in_a_text_are_told_apart_without_the_full_stop() -> None:
    pieces = list(split_links("Se https://example.org/a_b?c=d. Hej"))
    assert pieces == [("Se ", False), ("https://example.org/a_b?c=d", True), (". Hej", False)]
