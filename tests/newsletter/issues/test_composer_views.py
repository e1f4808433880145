import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from newsletter.accounts.models import Staff
from newsletter.issues import drafts
from newsletter.issues.content import BlockType, LanguageText, text_in
from newsletter.issues.models import Issue, IssueState
from newsletter.media import service as media
from newsletter.outbox.models import Batch, Mailing
from tests.newsletter.events.factories import make_draft, make_event
from tests.newsletter.issues.factories import block, make_issue, set_up_organisation, written


@pytest.fixture(autouse=True)
def ready(editor: Staff) -> None:
    set_up_organisation("sv", "da")


def picture_bytes() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return out.getvalue()


def form_of(page: str) -> dict[str, Any]:
    """What a browser without scripts would send back unchanged."""
    form = BeautifulSoup(page, "html.parser").select_one("form[data-composer]")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.get("type") in ("file", "search") or (
            field.get("type") == "checkbox" and not field.has_attr("checked")
        ):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = str(chosen["value"]) if chosen else ""
        else:
            value = field.text.removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
        data.setdefault(name, []).append(value)
    return data


def open_composer(client: FlaskClient, issue: Issue, language: str = "sv") -> dict[str, Any]:
    return form_of(client.get(f"/staff/issues/{issue.id}?language={language}").text)


def post(client: FlaskClient, issue: Issue, data: dict[str, Any], language: str = "sv") -> TestResponse:
    return client.post(f"/staff/issues/{issue.id}?language={language}", data=data)


def stored(issue: Issue, language: str = "sv") -> LanguageText:
    return text_in(issue.content, language)


def test_sending_the_page_back_unchanged_changes_nothing(client: FlaskClient) -> None:
    event = make_event()
    every_kind = [
        block(BlockType.HEADING, text="Rubrik", level=2),
        block(BlockType.TEXT, html="<p>Hej {name|du}, 5 &lt; 7 &amp; <strong>mer</strong></p>"),
        block(BlockType.IMAGE, alt='"Citat" & <b>', decorative=True),
        block(BlockType.BUTTON, text="Läs", url="https://example.org/?a=1&b=2"),
        block(BlockType.EVENT, event=event.id),
        block(BlockType.DEADLINES, title="Snart", days=30),
        block(BlockType.DIVIDER),
    ]
    issue = make_issue(sv=written("Höst & vår", *every_kind))
    before = stored(issue)
    post(client, issue, open_composer(client, issue) | {"do": "save"})
    assert stored(issue).says_the_same_as(before)


def test_what_is_typed_is_saved_whatever_button_is_pressed(client: FlaskClient) -> None:
    issue = make_issue()
    typed = open_composer(client, issue) | {"subject": "Nytt ämne", "do": "add:heading:1"}
    answer = post(client, issue, typed)
    assert stored(issue).subject == "Nytt ämne"
    assert [b.type for b in stored(issue).blocks] == ["text", "heading"]
    assert answer.headers["Location"].endswith(f"#block-{stored(issue).blocks[1].id}")


def test_a_removed_block_can_be_brought_back_without_scripts(client: FlaskClient) -> None:
    issue = make_issue()
    post(client, issue, open_composer(client, issue) | {"do": "remove:hello"})
    assert stored(issue).blocks == ()
    assert 'value="undo"' in client.get(f"/staff/issues/{issue.id}?language=sv").text
    post(client, issue, open_composer(client, issue) | {"do": "undo"})
    assert [b.id for b in stored(issue).blocks] == ["hello"]


def test_an_explicit_save_keeps_a_version_and_an_autosave_does_not(client: FlaskClient) -> None:
    issue = make_issue()
    typed = open_composer(client, issue) | {"subject": "Ett"}
    client.post(f"/staff/issues/{issue.id}/autosave?language=sv", data=typed | {"do": "autosave"})
    assert drafts.versions(issue.id) == []
    post(client, issue, open_composer(client, issue) | {"do": "save"})
    assert len(drafts.versions(issue.id)) == 1


def test_an_autosave_answers_with_the_next_revision(client: FlaskClient) -> None:
    issue = make_issue()
    typed = open_composer(client, issue) | {"subject": "Ett", "do": "autosave"}
    answer = client.post(f"/staff/issues/{issue.id}/autosave?language=sv", data=typed)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["revision"] == stored(issue).revision == 2
    assert answer.json["saved_at"]


def test_the_second_of_two_editors_gets_both_texts_as_json(client: FlaskClient, editor: Staff) -> None:
    issue = make_issue()
    opened = open_composer(client, issue)
    address = f"/staff/issues/{issue.id}/autosave?language=sv"
    client.post(address, data=opened | {"hello-html": "<p>Den ena</p>"})
    answer = client.post(address, data=opened | {"hello-html": "<p>Den andra</p>"})
    assert answer.status_code == 409
    assert answer.json == {
        "revision": 2,
        "by": editor.name,
        "blocks": [{"id": "hello", "label": "Text", "theirs": "Den ena"}],
    }


def test_the_second_of_two_editors_sees_both_texts_and_may_keep_theirs(client: FlaskClient) -> None:
    issue = make_issue()
    opened = open_composer(client, issue)
    post(client, issue, opened | {"hello-html": "<p>Den ena</p>", "do": "save"})
    answer = post(client, issue, opened | {"hello-html": "<p>Den andra</p>", "do": "save"})
    assert answer.status_code == 409
    assert "Den ena" in answer.text
    assert "Den andra" in form_of(answer.text)["hello-html"][0]
    assert stored(issue).blocks[0].values["html"] == "<p>Den ena</p>"
    post(client, issue, form_of(answer.text) | {"do": "save"})
    assert stored(issue).blocks[0].values["html"] == "<p>Den andra</p>"


def test_a_page_that_was_tampered_with_is_refused(client: FlaskClient) -> None:
    issue = make_issue()
    answer = post(client, issue, open_composer(client, issue) | {"block": ["b1:script"], "do": "save"})
    assert answer.status_code == 422
    answer = client.post(
        f"/staff/issues/{issue.id}/autosave", data={"block": 'b1"><script>:text', "revision": "x"}
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"]


def test_typed_markup_comes_back_as_text(client: FlaskClient) -> None:
    issue = make_issue()
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    post(
        client,
        issue,
        open_composer(client, issue) | {"subject": hostile, "hello-html": hostile, "do": "save"},
    )
    page = client.get(f"/staff/issues/{issue.id}?language=sv").text
    assert "<script>alert" not in page
    assert form_of(page)["subject"] == [hostile]


def test_each_language_has_its_own_text_and_may_begin_with_a_copy(client: FlaskClient) -> None:
    issue = make_issue()
    assert 'value="copy:sv"' in client.get(f"/staff/issues/{issue.id}?language=da").text
    post(client, issue, open_composer(client, issue, "da") | {"do": "copy:sv"}, "da")
    assert stored(issue, "da").subject == stored(issue, "sv").subject


def test_an_unknown_language_is_no_language(client: FlaskClient) -> None:
    issue = make_issue()
    post(client, issue, open_composer(client, issue) | {"subject": "Nytt", "do": "save"}, "../../xx")
    assert list(issue.content) == ["sv"]


def test_a_picture_is_uploaded_by_itself(client: FlaskClient) -> None:
    answer = client.post("/staff/issues/pictures", data={"file": (io.BytesIO(picture_bytes()), "sol.png")})
    assert answer.json is not None
    assert answer.json["value"].startswith("/media/")
    assert answer.json["url"] == answer.json["value"]


def test_what_is_no_picture_is_refused_with_a_sentence(client: FlaskClient) -> None:
    answer = client.post("/staff/issues/pictures", data={"file": (io.BytesIO(b"<svg/>"), "sol.svg")})
    assert answer.status_code == 422
    assert answer.json is not None
    assert "SVG" in answer.json["detail"]


def test_a_picture_comes_along_with_the_form_and_is_measured_here(client: FlaskClient) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE, "pic")))
    typed = open_composer(client, issue) | {
        "pic-src-file": (io.BytesIO(picture_bytes()), "sol.png"),
        "pic-width": "9999",
        "do": "save",
    }
    client.post(f"/staff/issues/{issue.id}?language=sv", data=typed, content_type="multipart/form-data")
    picture = stored(issue).blocks[0].values
    assert (picture["width"], picture["height"]) == (40, 20)
    assert picture["src"].endswith("/sol.png")


def test_a_picture_that_cannot_be_used_keeps_what_was_typed(client: FlaskClient) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE, "pic")))
    typed = open_composer(client, issue) | {
        "subject": "Mitt ämne",
        "pic-src-file": (io.BytesIO(b"no picture"), "sol.png"),
        "do": "save",
    }
    answer = client.post(
        f"/staff/issues/{issue.id}?language=sv", data=typed, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert form_of(answer.text)["subject"] == ["Mitt ämne"]


def test_a_stored_picture_is_picked(client: FlaskClient, editor: Staff) -> None:
    picture = media.store_picture(picture_bytes(), "sol.png", editor.id)
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE, "pic")))
    post(client, issue, open_composer(client, issue) | {"do": f"pick:pic:{picture.hash}"})
    assert stored(issue).blocks[0].values["src"] == media.address(picture)


def test_a_picture_of_somebody_elses_server_is_never_taken(client: FlaskClient) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE, "pic")))
    typed = open_composer(client, issue) | {"pic-src": "https://evil.example/pixel.gif", "do": "save"}
    post(client, issue, typed)
    assert stored(issue).blocks[0].values["src"] == ""


def test_the_event_picker_finds_published_events_only(client: FlaskClient) -> None:
    event, hidden = make_event(), make_draft()
    page = client.get("/staff/issues/events?q=barnets").text
    assert f'value="{event.id}"' in page
    assert f'value="{hidden.id}"' not in page


def test_the_preview_is_a_mail_under_a_policy_of_its_own(client: FlaskClient) -> None:
    answer = client.get(f"/staff/issues/{make_issue().id}/preview?language=sv&view=desktop")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert "Hej Kim!" in answer.text


def test_the_preview_as_plain_text_is_text(client: FlaskClient) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.TEXT, html="<p>&lt;b&gt; är ett märke</p>")))
    page = client.get(f"/staff/issues/{issue.id}/preview?language=sv&view=text").text
    assert "&lt;b&gt; är ett märke" in page


def test_what_is_to_be_mended_leads_to_its_block(client: FlaskClient) -> None:
    issue = make_issue(
        sv=written("Nytt", block(BlockType.IMAGE, "pic")), da=written("", block(BlockType.DIVIDER))
    )
    page = client.get(f"/staff/issues/{issue.id}/findings?language=sv").text
    assert 'href="#block-pic"' in page
    assert f'href="/staff/issues/{issue.id}?language=da#subject"' in page


def test_a_test_is_mailed_to_the_editor_who_asks_for_it(
    client: FlaskClient, editor: Staff, session: Session
) -> None:
    issue = make_issue()
    post(client, issue, open_composer(client, issue) | {"do": "test"})
    mailing = session.scalars(select(Mailing)).one()
    batch = session.scalars(select(Batch)).one()
    assert mailing.kind == "test_mail"
    assert batch.contact_ids == [editor.contact_id]
    assert [version.cause for version in drafts.versions(issue.id)] == ["test"]


def test_an_unfinished_issue_is_not_tested_and_the_reason_is_told(
    client: FlaskClient, session: Session
) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE)))
    post(client, issue, open_composer(client, issue) | {"do": "test"})
    assert session.scalars(select(Mailing)).all() == []
    assert "Choose a picture" in client.get(f"/staff/issues/{issue.id}").text


def test_a_scheduled_issue_is_not_edited(client: FlaskClient) -> None:
    issue = make_issue()
    opened = open_composer(client, issue)
    issue.state = IssueState.SCHEDULED
    assert client.get(f"/staff/issues/{issue.id}").status_code == 303
    assert post(client, issue, opened | {"subject": "Sent", "do": "save"}).status_code == 409
    autosave = client.post(
        f"/staff/issues/{issue.id}/autosave?language=sv",
        data=opened | {"subject": "Sent"},
        headers={"Accept": "application/json"},
    )
    assert autosave.status_code == 422
    assert autosave.json is not None
    assert "scheduled or sent" in autosave.json["errors"][""]
    assert stored(issue).subject != "Sent"


def test_getting_any_page_of_the_composer_changes_nothing(client: FlaskClient) -> None:
    issue = make_issue()
    before = (issue.revision, dict(issue.content))
    for path in ("", "?do=remove:hello", "/preview", "/findings", "/versions", "/send", "/autosave"):
        client.get(f"/staff/issues/{issue.id}{path}")
    assert (issue.revision, dict(issue.content)) == before
