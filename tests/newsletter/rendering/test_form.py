"""Merging against a message that Python's own email package builds from scratch for the same person."""

import html
import subprocess
import sys
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.core.text import one_line
from newsletter.rendering.compile import html_part, text_part
from newsletter.rendering.envelope import message
from newsletter.rendering.errors import MissingSlot, UnusableValue
from newsletter.rendering.form import Form
from newsletter.rendering.letter import Letter, ListId, MailClass, Sender
from newsletter.rendering.look import Look
from newsletter.rendering.slots import Sentinels

LETTER = Letter(
    template="newsletters/issue",
    language="sv",
    sender=Sender("Växjö, kommun", "nyheter@växjö.example"),
    mail_class=MailClass.BULK,
    slots=frozenset({"name", "link"}),
    conditions=("registered", "follows"),
    list_id=ListId("Barn & unga", "barn.example.org"),
    reply_to=Sender("Kansli", "kansli@example.org"),
)
LOOK = Look("Exempel", "https://nyheter.example.org", contact_email="kansli@example.org")
HEAD = "<!DOCTYPE html>\n<html><head></head><body>\n"
VALUES = {
    "to_address": "asa@example.org",
    "date": "Fri, 05 Mar 2027 08:30:00 +0100",
    "message_id": "1.2@example.org",
    "unsubscribe_url": "https://nyheter.example.org/unsubscribe/x1",
    "name": "Åsa",
    "link": "https://nyheter.example.org/a/b1",
}
# No reference: Python's parser reads these parts as they are, so they must be written the canonical way.
printable = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=120)
lines = st.sampled_from(
    ["\n", ".", "\n.", "From ", "\nFrom x", "=", " \n", "Hej\n", "日本語の手紙です", "Καλώς ήρθατε", "x" * 90]
)
statics = st.one_of(printable, lines)
names = st.one_of(
    st.text(max_size=60).filter(one_line),
    st.sampled_from([".a", "From x", "=20", "<b>&", "Åsa 😀", "長い" * 40]),
)


def form_of(text: str, markup: str, sentinels: Sentinels, subject: str = "Hej") -> Form:
    parts = text_part(text + "\n", sentinels), html_part(HEAD + markup + "\n</body></html>\n", sentinels, str)
    pieces = tuple(message(LETTER, LOOK, subject, "=_b", *parts))
    return Form("hash", LETTER.template, "sv", subject, LETTER.conditions, pieces)


def sentinels() -> Sentinels:
    return Sentinels("", LETTER.slots, LETTER.conditions)


def reference(text: str, markup: str, subject: str) -> Message:
    """Careful policy: lines so long that nothing is folded, domains as A-labels by hand."""
    made = EmailMessage(policy=policy.SMTP.clone(max_line_length=998))
    made["From"] = Address("Växjö, kommun", "nyheter", "xn--vxj-qla6g.example")
    made["To"] = VALUES["to_address"]
    made["Reply-To"] = "Kansli <kansli@example.org>"
    made["Subject"] = subject
    made["Date"] = VALUES["date"]
    made["Message-ID"] = f"<{VALUES['message_id']}>"
    made["List-Id"] = "Barn & unga <barn.example.org>"
    made["List-Unsubscribe"] = f"<{VALUES['unsubscribe_url']}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made["List-Help"] = "<mailto:kansli@example.org>"
    made["Precedence"] = "bulk"
    made["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    made["MIME-Version"] = "1.0"
    made.set_content(text + "\n", cte="base64")
    made.add_alternative(HEAD + markup + "\n</body></html>\n", subtype="html", cte="base64")
    made["Content-Language"] = "sv"
    return message_from_bytes(made.as_bytes(), policy=policy.default)


def as_read(read: Message) -> tuple[dict[str, str], list[tuple[str, str]]]:
    fields = {name: " ".join(str(value).split()) for name, value in read.items() if name != "Content-Type"}
    parts = [(part.get_content_type(), part.get_payload(decode=True).decode()) for part in read.get_payload()]  # type: ignore[union-attr]
    return fields, [(kind, content.replace("\r\n", "\n")) for kind, content in parts]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(statics, min_size=1, max_size=5), names, st.sampled_from(["Hej", "Sista dag 12 mars: åäö 日本"])
)
def test_a_merged_copy_reads_like_one_built_from_scratch(pieces: list[str], name: str, subject: str) -> None:
    marks = sentinels()
    slot, link = marks.slot("name"), marks.slot("link")
    markup = [f"<p>{html.escape(piece)}</p>" for piece in pieces]
    form = form_of(
        f"{slot}{slot.join(pieces)}\n{link}", f'{slot.join(markup)}<a href="{link}">a</a>', marks, subject
    )
    raw = Form.from_bytes(form.to_bytes()).merge(VALUES | {"name": name})

    clean = one_line(name)
    built = reference(
        f"{clean}{clean.join(pieces)}\n{VALUES['link']}",
        f'{html.escape(clean).join(markup)}<a href="{VALUES["link"]}">a</a>',
        subject,
    )
    assert as_read(message_from_bytes(raw, policy=policy.default)) == as_read(built)
    assert all(len(line) <= 998 and not line.startswith(b".") for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()


@pytest.mark.parametrize(
    "filler", ["", "Καλώς ήρθατε σε ένα πρωινό " * 5], ids=["quoted-printable", "base64"]
)
def test_conditional_pieces_are_in_or_out_by_the_recipients_bits(filler: str) -> None:
    marks = sentinels()
    registered = f"{marks.begin('registered')}IN {marks.slot('name')}{marks.end('registered')}"
    others = f"{marks.begin('registered', False)}OUT{marks.end('registered')}"
    both = f"{marks.begin('follows')}F{registered}{marks.end('follows')}"
    form = form_of(f"{filler}a{registered}b{others}c{both}d", f"{filler}<p>{registered}{others}</p>", marks)

    def text(conditions: int) -> str:
        read = message_from_bytes(form.merge(VALUES, conditions), policy=policy.default)
        return str(read.get_body(("plain",)).get_content()).strip().removeprefix(filler)  # type: ignore[union-attr]

    assert text(0b00) == "abOUTcd"
    assert text(0b01) == "aIN Åsabcd"
    assert text(0b10) == "abOUTcFd"
    assert text(0b11) == "aIN ÅsabcFIN Åsad"


def test_a_missing_value_concerns_this_recipient_only() -> None:
    marks = sentinels()
    form = form_of(f"Hej {marks.slot('name')}", "<p>x</p>", marks)
    with pytest.raises(MissingSlot) as missing:
        form.merge({name: value for name, value in VALUES.items() if name != "name"})
    assert missing.value.slot == "name"
    assert form.merge(VALUES)


@pytest.mark.parametrize("name", ["", "\u202e\u200b", "\x00 \r\n"])
def test_the_fallback_stands_where_a_name_is_empty_or_invisible(name: str) -> None:
    marks = sentinels()
    form = form_of(
        f"Hej {marks.slot('name', 'du <b>')}!", f"<p>Hej {marks.slot('name', 'du <b>')}!</p>", marks
    )
    raw = form.merge(VALUES | {"name": name})
    assert b"Hej =\r\ndu <b>=\r\n!" in raw
    assert b"Hej =\r\ndu &lt;b&gt;=\r\n!" in raw
    assert form.required_slots == form.slots - {"name"}


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("to_address", "a@example.org,b@example.org"),
        ("to_address", "a@example.org\r\nBcc: b@example.org"),
        ("to_address", "Åsa <a@example.org>"),
        ("to_address", "åsa@example.org"),
        ("to_address", "no address"),
        ("to_address", "a@" + "x" * 300),
        ("message_id", "1@example.org>\r\nX: y"),
        ("unsubscribe_url", "https://example.org/> <https://evil.example/"),
        ("date", "now\r\nX: y"),
        ("link", "javascript:alert(1)"),
        ("link", "data:text/html,x"),
    ],
)
def test_a_poisoned_value_is_refused_and_named(slot: str, value: str) -> None:
    marks = sentinels()
    form = form_of("x", f'<a href="{marks.slot("link")}">a</a>', marks)
    with pytest.raises(UnusableValue) as refused:
        form.merge(VALUES | {slot: value})
    assert refused.value.slot == slot


def test_a_hostile_name_reaches_neither_header_nor_markup() -> None:
    marks = sentinels()
    form = form_of(
        f"Hej {marks.slot('name')}", f'<p title="{marks.slot("name")}">{marks.slot("name")}</p>', marks
    )
    hostile = "\"><script>alert('1')</script>\r\nBcc: x@example.org\u202e{{ 7*7 }}"
    read = message_from_bytes(form.merge(VALUES | {"name": hostile}), policy=policy.default)
    markup = str(read.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert read["Bcc"] is None
    assert "<script" not in markup
    assert markup.count("&lt;script&gt;") == 2
    assert "{{ 7*7 }}" in markup
    assert "\u202e" not in markup


def test_a_link_is_kept_whole_and_escaped_for_its_place() -> None:
    marks = sentinels()
    form = form_of(marks.slot("link"), f'<a href="{marks.slot("link")}">a</a>', marks)
    link = 'https://nyheter.example.org/å?a=1&b="2"' + "x" * 90
    read = message_from_bytes(form.merge(VALUES | {"link": link}), policy=policy.default)
    assert link in str(read.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "/%C3%A5?a=1&amp;b=%222%22xxx" in str(read.get_body(("html",)).get_content())  # type: ignore[union-attr]


def test_an_international_domain_is_written_as_a_labels() -> None:
    raw = form_of("x", "<p>x</p>", sentinels()).merge(VALUES | {"to_address": "asa@växjö.example"})
    assert b"\r\nTo: asa@xn--vxj-qla6g.example\r\n" in raw


def test_a_form_of_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        Form.from_bytes(b'{"format":99}')


def test_workers_merge_without_jinja_and_lxml() -> None:
    program = (
        "import sys, newsletter.rendering.form as f\n"
        "print(sorted(m for m in ('jinja2', 'lxml', 'premailer', 'nh3', 'babel') if m in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_what_is_the_same_for_all_may_be_filled_in_beforehand() -> None:
    sentinels = Sentinels("", {"name", "link"}, LETTER.conditions)
    name, link = sentinels.slot("name", "du"), sentinels.slot("link")
    text = f"Hej {name}\n{sentinels.begin('registered')}{link} 日本語{sentinels.end('registered')}"
    form = form_of(text, f'<p>{name} <a href="{link}">x</a></p>', sentinels)
    common = {"date": VALUES["date"], "link": VALUES["link"]}
    personal = {key: value for key, value in VALUES.items() if key not in common}
    for conditions in range(4):
        assert form.with_values(common).merge(personal, conditions) == form.merge(VALUES, conditions)
    assert form.with_values(common).slots == form.slots - {"date", "link"}


def test_a_common_value_that_cannot_be_used_is_asked_for_again() -> None:
    sentinels = Sentinels("", {"name", "link"}, LETTER.conditions)
    form = form_of("Hej", f'<a href="{sentinels.slot("link")}">x</a>', sentinels)
    common = {"link": "javascript:x"}
    with pytest.raises(MissingSlot):
        form.with_values(common).merge({key: value for key, value in VALUES.items() if key != "link"})
