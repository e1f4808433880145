"""The rules themselves: each kind of mistake is told, with the number of its rule."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.rendering.freeze import freeze
from newsletter.rendering.notice_letters import Readers
from tests.email.letters import VALUES, issue
from tests.email.notices import cancelled
from tests.email.samples import LOOK
from tests.support.message_rules import assert_message_rules, message_faults

SERVICE = "https://nyheter.example.org"
BULK = freeze(issue("en"), LOOK).merge(VALUES)
Damage = Callable[[bytes], bytes]


def put(old: bytes, new: bytes) -> Damage:
    def damage(raw: bytes) -> bytes:
        assert old in raw
        return raw.replace(old, new, 1)

    return damage


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (put(b"\r\n", b"\n"), "1:"),
        (put(b"MIME-Version", b"X-Long: " + b"x" * 1000 + b"\r\nMIME-Version"), "2:"),
        (put(b"To: ", b"Bcc: x@example.org\r\nTo: "), "17-18:"),
        (put(b"To: ", b"To: x@example.org\r\nTo: "), "9-15:"),
        (put(b"To: asa.oberg@example.org", b"To: x@example.org"), "24:"),
        (put(b"nyheter@xn--ntverket-0za.example", "nyheter@nätverket.example".encode()), "5:"),
        (put(b"Date: Fri, 05 Mar 2027 08:30:00 +0100", b"Date: yesterday"), "34:"),
        (put(b"Message-ID: <", b"Message-ID: <a b"), "35:"),
        (put(b"List-Unsubscribe:\r\n <https", b"X-Unsubscribe:\r\n <https"), "36:"),
        (put(b"List-Unsubscribe-Post: ", b"X-Post: "), "40:"),
        (put(b"List-Id: ", b"X-Id: "), "42:"),
        (put(b"Precedence: bulk\r\n", b""), "45:"),
        (put(b"multipart/alternative", b"multipart/mixed"), "55:"),
        (put(b"lang=3D\"en\"", b"data-x=3D\"en\""), "66:"),
        (put(b" alt=3D\"", b" data-x=3D\""), "74:"),
        (put(b"role=3D\"presentation\"", b"data-x=3D\"presentation\""), "78:"),
        (put(b"<h1 ", b"<h2 "), "79:"),
        (put(b"mailto:kansli@example.org\" style", b"http://elsewhere.example/\" style"), "73, 82:"),
        (put(b"Unsubscribe</a>", b"Settings</a>"), "88:"),
        (put(b"Unsubscribe:\r\n" + VALUES["unsubscribe_url"].encode(), b"Unsubscribe: =\r\n"), "89:"),
        (put(b"</h1>", b"{{ title }}</h1>"), "62:"),
    ],
)  # fmt: skip
def test_a_damaged_message_is_noticed(damage: Damage, rule: str) -> None:
    faults = message_faults(damage(BULK), "bulk", service_url=SERVICE, recipient=VALUES["to_address"])
    assert [fault for fault in faults if fault.startswith(rule)], faults


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (put(b"VERSION:2.0\r\n", b"VERSION:2.0\n"), "96:"),
        (put(b"SUMMARY", b"COMMENT:" + b"x" * 70 + b"\r\nSUMMARY"), "96:"),
        (put(b"METHOD:CANCEL", b"METHOD:PUBLISH"), "97:"),
        (put(b"STATUS:CANCELLED", b"STATUS:CONFIRMED"), "97:"),
        (put(b"UID:", b"X-UID:"), "98:"),
        (put(b"DTSTART:20270319T080000Z", b"DTSTART;TZID=Europe/Stockholm:20270319T090000"), "99:"),
        (put(b"DTSTAMP:20270301T090000Z", b"DTSTAMP:20270301T090000"), "100:"),
        (put(b"SEQUENCE:2\r\n", b""), "101:"),
    ],
)
def test_a_damaged_calendar_file_is_noticed(damage: Damage, rule: str) -> None:
    made = cancelled("en", Readers.PARTICIPANTS)
    assert made.calendar is not None
    file = replace(made.calendar, content=damage(made.calendar.content))
    raw = freeze(replace(made, calendar=file), LOOK).merge(VALUES)
    faults = message_faults(raw, "transactional", service_url=SERVICE, recipient=VALUES["to_address"])
    assert [fault for fault in faults if fault.startswith(rule)], faults


def test_a_failure_names_each_broken_rule() -> None:
    with pytest.raises(AssertionError, match=r"40: List-Unsubscribe-Post is missing"):
        assert_message_rules(BULK.replace(b"List-Unsubscribe-Post", b"X-Post"))


def test_links_to_the_service_itself_may_be_plain_http_on_a_trial_machine() -> None:
    trial = BULK.replace(b"https://nyheter.example.org", b"http://127.0.0.1:8000")
    assert_message_rules(trial, service_url="http://127.0.0.1:8000")
