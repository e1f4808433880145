from datetime import timedelta

import pytest

from newsletter.core.clock import now
from newsletter.events import service as events
from newsletter.issues import checks
from newsletter.issues.checks import Finding
from newsletter.issues.content import Block, BlockType, LanguageText
from newsletter.organisation import service as organisation
from tests.newsletter.events.factories import make_draft, make_event
from tests.newsletter.issues.factories import block, make_issue, set_up_organisation, written


@pytest.fixture(autouse=True)
def ready(english_page: None) -> None:
    set_up_organisation("sv")


def findings(*blocks: Block, subject: str = "Nytt", **languages: LanguageText) -> list[Finding]:
    return checks.findings(make_issue(**(languages or {"sv": written(subject, *blocks)})))


def errors(*blocks: Block, **more: str) -> list[tuple[str, str]]:
    return [(finding.block_id, finding.message) for finding in findings(*blocks, **more) if finding.is_error]


def warnings(*blocks: Block, **more: str) -> list[tuple[str, str]]:
    return [(f.block_id, f.message) for f in findings(*blocks, **more) if not f.is_error]


def test_an_issue_that_is_well_made_has_nothing_to_mend() -> None:
    assert findings() == []


def test_an_issue_in_which_nothing_is_written_cannot_leave() -> None:
    (finding,) = findings(sv=LanguageText())
    assert finding.is_error
    assert "Nothing is written" in finding.message


def test_a_picture_without_description_is_an_error_at_its_block() -> None:
    picture = block(BlockType.IMAGE, "pic", src=f"/media/{'a' * 64}/sol.jpg", width=600, height=300)
    assert [block_id for block_id, _ in errors(picture)] == ["pic"]
    described = block(BlockType.IMAGE, "pic", **{**picture.values, "alt": "En sol"})
    assert errors(described) == []


def test_a_smaller_heading_before_any_larger_one_is_an_error() -> None:
    assert errors(block(BlockType.HEADING, "h", text="Liten", level=3))[0][0] == "h"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.org", "data:text/html,x"])
def test_a_button_that_leads_where_no_mail_may_lead_is_an_error(link: str) -> None:
    assert errors(block(BlockType.BUTTON, "b", text="Läs", url=link))[0][0] == "b"


def test_a_subject_is_needed_and_is_the_same_for_everybody() -> None:
    assert errors(subject="") == [("", "Write a subject. It is the first thing readers see.")]
    assert errors(subject="Hej {name|du}") == [
        ("", "The subject is the same for everybody. Take the merge field out of it.")
    ]


def test_a_merge_field_where_nothing_is_filled_in_is_an_error() -> None:
    greeting = LanguageText("Nytt", "Hej {name|du}", written().blocks)
    assert [finding.message for finding in findings(sv=greeting) if finding.is_error] == [
        "The preview line is the same for everybody. Take the merge field out of it."
    ]
    picture = block(
        BlockType.IMAGE, "pic", src=f"/media/{'a' * 64}/sol.jpg", width=600, height=300, alt="Sol"
    )
    captioned = block(BlockType.IMAGE, "pic", **{**picture.values, "caption": "Till {name|dig}"})
    button = block(BlockType.BUTTON, "b", text="Läs, {name}", url="https://example.org/")
    closing = block(BlockType.DEADLINES, "d", title="{name|Du} kan anmäla dig", days=14)
    assert errors(picture) == []
    assert [block_id for block_id, _ in errors(captioned, button, closing)] == ["pic", "b", "d"]


def test_words_in_braces_that_are_no_merge_field_are_told() -> None:
    heading = block(BlockType.HEADING, "h", text="Hej {namn}", level=2)
    words = block(BlockType.TEXT, "t", html="<p>Hej {name|du}, {{ first_name }} och {preferences_url}</p>")
    assert warnings(heading, words) == [
        ("h", "“{namn}” is no merge field. Readers will see it as it stands."),
        ("t", "“{{ first_name }}” is no merge field. Readers will see it as it stands."),
    ]


def test_an_event_that_is_not_published_is_an_error_at_its_block() -> None:
    assert errors(block(BlockType.EVENT, "e", event=make_draft().id))[0][0] == "e"
    assert errors(block(BlockType.EVENT, "e", event=999_999))[0][0] == "e"
    assert errors(block(BlockType.EVENT, "e", event=make_event().id)) == []


def test_a_cancelled_event_is_told_to_the_editor_and_stops_nothing() -> None:
    event = make_event()
    events.cancel(event.id, "Föreläsaren är sjuk.")
    reference = block(BlockType.EVENT, "e", event=event.id)
    assert errors(reference) == []
    assert warnings(reference) == [("e", "This event is cancelled. Readers will see it marked as cancelled.")]


def test_a_list_of_deadlines_that_would_be_empty_is_told() -> None:
    assert warnings(block(BlockType.DEADLINES, "d", days=14))[0][0] == "d"


def test_a_language_of_the_organisation_that_is_missing_is_told() -> None:
    set_up_organisation("sv", "da")
    assert warnings() == [("", "There is no text in: Danish. Those readers get it in Swedish.")]


@pytest.mark.parametrize("words", ["Läs mer", "här", "<strong>Klicka här</strong>!", "here"])
def test_a_link_that_does_not_say_where_it_leads_is_told(words: str) -> None:
    text = block(BlockType.TEXT, "t", html=f'<p>Rapport: <a href="https://example.org">{words}</a></p>')
    assert [block_id for block_id, _ in warnings(text)] == ["t"]


def test_a_mail_that_would_be_cut_off_is_an_error() -> None:
    long = [block(BlockType.TEXT, f"t{n}", html="<p>" + "Många ord. " * 3000 + "</p>") for n in range(4)]
    assert "kB" in errors(*long)[0][1]


def test_without_a_sender_nothing_can_leave() -> None:
    organisation.get().default_sender_id = None
    assert "No sender" in errors()[0][1]


def test_a_past_event_is_told() -> None:
    yesterday = (now() - timedelta(days=1)).date()
    event = make_event(starts_on=yesterday, ends_on=yesterday)
    assert warnings(block(BlockType.EVENT, "e", event=event.id)) == [("e", "This event is over.")]


def test_what_must_be_mended_is_told_from_the_top() -> None:
    picture = block(BlockType.IMAGE, "z", src=f"/media/{'a' * 64}/sol.jpg", width=600, height=300)
    button = block(BlockType.BUTTON, "a", text="Läs", url="ftp://example.org")
    assert [block_id for block_id, _ in errors(picture, button)] == ["z", "a"]
