"""The mail as it is looked at: hostile content must stay text, and nothing of one reader may show."""

import pytest
from bs4 import BeautifulSoup

from newsletter.issues import copies, letters
from newsletter.issues.content import BlockType, LanguageText, clean_subject
from newsletter.outbox.look import organisation_look
from newsletter.rendering.freeze import freeze
from tests.newsletter.events.factories import make_draft, make_event
from tests.newsletter.issues.factories import block, make_issue, set_up_organisation, written


@pytest.fixture(autouse=True)
def ready(english_page: None) -> None:
    set_up_organisation("sv")


def preview_of(text: LanguageText) -> copies.Copy:
    return copies.preview(make_issue(en=text), "en")


def test_the_preview_greets_a_sample_reader() -> None:
    assert "Hej Kim!" in preview_of(written()).html


def test_the_preview_shows_what_is_there_of_an_unfinished_issue() -> None:
    shown = preview_of(
        LanguageText(
            blocks=(
                block(BlockType.HEADING, text=""),
                block(BlockType.TEXT, html="<p>Färdigt</p>"),
                block(BlockType.IMAGE),
                block(BlockType.BUTTON, text="Utan adress"),
                block(BlockType.BUTTON, text="Ond", url="javascript:alert(1)"),
                block(BlockType.EVENT),
                block(BlockType.EVENT, event=make_draft().id),
                block(BlockType.HEADING, text="Liten", level=3),
            )
        )
    )
    assert "Färdigt" in shown.html
    assert "Liten" in shown.html
    assert "javascript" not in shown.html
    assert shown.subject == "(no subject yet)"


def test_the_preview_can_be_led_to_a_block() -> None:
    assert 'id="block-hello"' in preview_of(written()).html


def test_an_event_shows_as_it_stands_now() -> None:
    event = make_event()
    text = written("Nytt", block(BlockType.EVENT, event=event.id))
    assert "Thursday 6 May 2027" in preview_of(text).html


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7 * 7 }}",
        "{% raw %}{% endraw %}{% if x %}",
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '"><iframe src=//evil.example>',
        "{name|<b onclick=alert(1)>}",
        "a\x00b\x0bc\u202ed\u2066",
    ],
)
def test_hostile_text_is_never_markup_and_never_run(hostile: str) -> None:
    shown = preview_of(
        written(
            clean_subject(f"Ämne {hostile}"),
            block(BlockType.HEADING, text=hostile),
            block(BlockType.TEXT, html=f"<p>{hostile}</p>"),
            block(BlockType.BUTTON, text=hostile, url="https://example.org"),
        )
    )
    page = BeautifulSoup(shown.html, "html.parser")
    assert not page.find_all(["script", "iframe", "object", "form"])
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not page.find_all("img")
    assert "49" not in shown.subject
    assert not set("\x00\x0b\u202e\u2066") & set(shown.html + shown.text + shown.subject)


def test_a_public_copy_holds_nothing_of_one_reader() -> None:
    issue = make_issue(en=written())
    form = freeze(letters.final(issue, "en"), organisation_look("en"))
    shown = copies.public(form, "https://news.example.org/view/x")
    assert "Hej du!" in shown.html
    assert "unsubscribe" not in shown.html.lower()
    assert "You get this e-mail because" not in shown.html
    assert 'href="https://news.example.org/subscribe"' in shown.html
