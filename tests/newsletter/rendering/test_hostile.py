"""Whatever stands in titles, texts and names comes out as text: in headers, in HTML, in plain text."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup

from newsletter.rendering import letters
from newsletter.rendering.blocks import parse_blocks
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import Sender
from newsletter.rendering.reading import read_copy
from tests.email.letters import LIST_ID, LOOK, SEMINAR, SENDER, TODAY, VALUES, issue
from tests.support.message_rules import assert_message_rules, message_faults

HOSTILE = {
    "jinja": "{{ 7*7 }}{% for x in range(9) %}x{% endfor %}{# c #}",
    "html": '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "attribute": '" onmouseover="alert(1)" x=\'',
    "line breaks": "Träff\r\nBcc: victim@example.org\r\n\r\n<h1>x</h1>",
    "control": "Tr\x00ä\x0bf\x1ff",
    "direction": "Träff \u202egnp.exe\u2066",
    "percent": "100 % %(name)s %s {0} ${x}",
    "entity": "&lt;b&gt; &amp;nbsp; &#x202e;",
    "mso": "<!--[if mso]><p>x</p><![endif]--> --> ]]>",
    "sentinel": "zq0000000000qz zqaaaaaaaa000qz",
    "dots": ".\r\n.\r\nFrom x",
    "encoded": "=?utf-8?q?=0ABcc:_x?=",
}


def other_faults(raw: bytes) -> list[str]:
    """Braces and tags that a person typed look like what a template left behind (62, 64); all else must be right."""
    faults = message_faults(raw, "bulk", service_url=LOOK.base_url)
    return [fault for fault in faults if not fault.startswith(("29:", "62:", "64:"))]


def soup_of(raw: bytes) -> BeautifulSoup:
    return BeautifulSoup(read_copy(raw).html, "html.parser")


def notice_of(hostile: str) -> bytes:
    card = replace(SEMINAR, title=hostile, lead=hostile, place=hostile, audience=hostile, organisers=hostile)
    letter = letters.deadline_notice(language="sv", sender=SENDER, list_id=LIST_ID, card=card, today=TODAY)
    return freeze(letter, LOOK).merge(VALUES)


def issue_with(hostile: str) -> bytes:
    blocks = parse_blocks(
        [
            {"id": "h", "type": "heading", "text": hostile},
            {"id": "t", "type": "text", "html": f"a {hostile}"},
            {"id": "b", "type": "button", "text": hostile, "url": "https://example.org/"},
            {"id": "i", "type": "image", "src": "/media/0d9f8a7b/a.png", "width": 9, "height": 9, "alt": hostile,
             "caption": hostile},
        ]
    )  # fmt: skip
    letter = replace(
        letters.issue(
            language="sv", sender=SENDER, newsletter=hostile, list_id=LIST_ID, subject=hostile, today=TODAY,
            preheader=hostile, blocks=blocks,
        )
    )  # fmt: skip
    return freeze(letter, replace(LOOK, organisation=hostile)).merge(VALUES | {"name": hostile})


@pytest.mark.parametrize("make", [notice_of, issue_with])
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_text_and_nothing_else(kind: str, make: object) -> None:
    assert callable(make)
    raw = make(HOSTILE[kind])
    message = message_from_bytes(raw, policy=policy.default)
    soup = soup_of(raw)
    assert message["Bcc"] is None
    assert not soup.select("script, img[src=x], [onerror], [onmouseover]")
    assert len(soup.select("h1")) == 1
    text = soup.get_text() + read_copy(raw).text
    assert "xxxxxxxxx" not in text
    assert not {"\u202e", "\u2066", "\x00", "\x0b"} & set(text)
    assert other_faults(raw) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_recipients_hostile_name_is_text_and_nothing_else(kind: str) -> None:
    raw = freeze(issue("sv"), LOOK).merge(VALUES | {"name": HOSTILE[kind], "topics": HOSTILE[kind]})
    assert not soup_of(raw).select("script, img[src=x], [onerror], [onmouseover]")
    assert len(soup_of(raw).select("h1")) == 1
    assert other_faults(raw) == []


LONG_WORD = "Kommunalförbundssamverkansgruppsmötesanteckningar" * 5
SCRIPTS = {
    "greek": "Καλώς ήρθατε στο σεμινάριο για τα παιδιά",
    "arabic": "مرحبا بكم في ندوة حول صحة الأطفال",
    "japanese": "子どもの健康についてのセミナーへようこそ",
    "emoji": "Våren är här 🌱👩\u200d🏫",
    "long": LONG_WORD,
    "sami": "Bures boahtin seminárii mánáid dearvvašvuođa birra",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_carried_unharmed(script: str) -> None:
    words = SCRIPTS[script].replace("\u200d", "")
    blocks = parse_blocks([{"id": "t", "type": "text", "html": f"<p>{words}. Hej {{name|du}}!</p>" * 30}])
    letter = replace(
        issue("sv"),
        blocks=blocks,
        context=issue("sv").context | {"issue_subject": words[:140], "title": words},
    )
    raw = freeze(letter, LOOK).merge(VALUES | {"name": words})
    copy = read_copy(raw)
    assert copy.subject == words[:140]
    assert copy.html.count(words) >= 60
    assert copy.text.replace("\n", " ").count(words) >= 60
    assert_message_rules(raw)


def test_a_letter_mostly_beyond_latin_goes_out_in_base64() -> None:
    blocks = parse_blocks(
        [{"id": "t", "type": "text", "html": f"<p>{SCRIPTS['arabic']} {{name|x}}</p>" * 200}]
    )
    raw = freeze(replace(issue("sv"), blocks=blocks), LOOK).merge(VALUES)
    assert raw.count(b"Content-Transfer-Encoding: base64") >= 1
    assert_message_rules(raw)


def test_a_sender_of_an_international_domain_has_a_labels_on_the_wire() -> None:
    letter = replace(issue("sv"), sender=Sender("Växjö kommun", "nyheter@växjö.example"))
    raw = freeze(letter, LOOK).merge(VALUES)
    assert b"<nyheter@xn--vxj-qla6g.example>" in raw
    assert_message_rules(raw)
