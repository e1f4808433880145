from email import message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.core.text import one_line
from newsletter.rendering.errors import FreezeError
from newsletter.rendering.headers import (
    ascii_address,
    list_id_field,
    mailbox_field,
    plain_field,
    text_field,
)


def read(field: str, name: str) -> str:
    return str(message_from_string(field + "\r\n", policy=policy.default)[name])


@given(st.text(max_size=200).filter(one_line))
def test_a_subject_reads_as_it_was_written(subject: str) -> None:
    assert read(text_field("Subject", subject), "Subject") == one_line(subject)


@given(st.text(max_size=200))
def test_no_line_of_a_subject_is_long_or_holds_anything_but_ascii(subject: str) -> None:
    field = text_field("Subject", subject)
    assert field.isascii()
    assert max(len(line) for line in field.split("\r\n")) <= 78
    assert all(line.startswith((" ", "Subject:")) for line in field.split("\r\n")[:-1])


def test_line_breaks_cannot_smuggle_in_a_field() -> None:
    assert (
        text_field("Subject", "Hej\r\nBcc: victim@example.org") == "Subject: Hej Bcc: victim@example.org\r\n"
    )
    assert "\r\nBcc" not in mailbox_field("From", "Kansli\r\nBcc: victim@example.org", "a@example.org")


def test_control_and_direction_marks_never_reach_a_header() -> None:
    assert text_field("Subject", "a\x00b\x0b\x1cc\u202ed\u200be") == "Subject: ab cde\r\n"


def test_a_domain_beyond_ascii_becomes_a_labels() -> None:
    assert mailbox_field("From", "Växjö", "nyheter@växjö.example").endswith(
        "<nyheter@xn--vxj-qla6g.example>\r\n"
    )
    assert ascii_address("a@straße.example") == "a@xn--strae-oqa.example"


@pytest.mark.parametrize(
    "address", ["åsa@example.org", "a b@example.org", "a@b@example.org", "x", "a@", "a@-.example"]
)
def test_a_sender_that_mail_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(FreezeError):
        ascii_address(address)


def test_a_name_with_specials_is_quoted_and_one_without_a_name_stands_bare() -> None:
    assert (
        mailbox_field("From", 'Foo "Bar", Inc.', "a@example.org")
        == 'From: "Foo \\"Bar\\", Inc." <a@example.org>\r\n'
    )
    assert mailbox_field("From", "", "a@example.org") == "From: <a@example.org>\r\n"


@pytest.mark.parametrize(
    "name", ["Region Exempel", "Växjö kommun", "Komiteen for barn, unge & familier", "=?utf-8?q?x?="]
)
def test_a_display_name_reads_as_it_was_written(name: str) -> None:
    field = mailbox_field("From", name, "a@example.org")
    parsed = message_from_string(field + "\r\n", policy=policy.default)["From"]
    assert (parsed.addresses[0].display_name, parsed.addresses[0].addr_spec) == (name, "a@example.org")


def test_a_list_id_keeps_its_identifier_whole() -> None:
    assert (
        list_id_field("Barn och unga", "barn.example.org") == "List-Id: Barn och unga <barn.example.org>\r\n"
    )


@pytest.mark.parametrize(
    ("name", "value"), [("X-A", "a\r\nb"), ("X-A", "å"), ("X A", "a"), ("X-A:", "a"), ("", "a")]
)
def test_a_field_of_ours_may_hold_plain_ascii_only(name: str, value: str) -> None:
    with pytest.raises(FreezeError):
        plain_field(name, value)
