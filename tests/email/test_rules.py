"""Every mail in every language keeps to the rules for messages, and to what Word's engine can show."""

import re
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup

from newsletter.core.languages import LANGUAGES
from newsletter.rendering.look import Look, contrast
from tests.email.letters import LETTERS, VALUES, copy, kind_of
from tests.support.message_rules import assert_message_rules

CASES = [(name, language) for name in LETTERS for language in LANGUAGES]
# What Outlook on Windows, which lays out with Word, ignores or breaks.
NOT_FOR_WORD = re.compile(
    r"display:\s*(flex|grid|inline-flex)|background-image|position:|float:|transform|calc\(|var\("
)


def html_of(name: str, language: str) -> str:
    message = message_from_bytes(copy(name, language), policy=policy.default)
    return str(message.get_body(("html",)).get_content())  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_mail_keeps_to_the_rules(name: str, language: str) -> None:
    assert_message_rules(copy(name, language), kind_of(name), recipient=VALUES["to_address"])


@pytest.mark.parametrize("name", LETTERS)
def test_outlook_can_lay_it_out(name: str) -> None:
    soup = BeautifulSoup(html_of(name, "sv"), "html.parser")
    assert [e["style"] for e in soup.select("[style]") if NOT_FOR_WORD.search(str(e["style"]))] == []
    assert [table for table in soup.select("table") if table.get("cellpadding") is None] == []
    assert [picture for picture in soup.select("img") if not picture.get("height")] == []
    sheet_in_word = '<!--[if mso]><table role="presentation" width="600"'
    assert html_of(name, "sv").count(sheet_in_word) == 1


@pytest.mark.parametrize("name", LETTERS)
def test_dark_mode_and_phones_keep_their_rules(name: str) -> None:
    style = re.search(r"<style>(.*?)</style>", html_of(name, "sv"), re.DOTALL)
    assert style is not None
    dark = style[1].split("(prefers-color-scheme: dark)")[1]
    declarations = re.findall(r"[\w-]+: [^;}]+", dark)
    assert declarations
    assert all("!important" in declaration for declaration in declarations)
    assert "max-width: 620px" in style[1]


@pytest.mark.parametrize(
    "accent", ["#ffff00", "#000000", "#ffffff", "#0a5a8a", "#c8102e", "#00ff7f", "no colour"]
)
def test_text_in_and_on_the_accent_can_be_read_whatever_its_colour(accent: str) -> None:
    palette = Look("Exempel", "https://nyheter.example.org", accent=accent).palette
    pairs = [
        (palette.accent, "#ffffff"),
        (palette.accent, "#f1f3f5"),
        (palette.accent_dark, "#1b2027"),
        (palette.accent_dark, "#11151a"),
        (palette.accent_dark, palette.on_accent_dark),
    ]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < 4.5] == []
