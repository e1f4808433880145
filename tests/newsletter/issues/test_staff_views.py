from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.accounts.models import Staff
from newsletter.issues import drafts
from newsletter.issues.content import text_in
from newsletter.issues.drafts import Cause
from newsletter.issues.models import Issue, IssueState
from tests.newsletter.issues.factories import make_issue, make_newsletter, set_up_organisation, written


def test_nobody_enters_without_signing_in(client: FlaskClient) -> None:
    for path in ("", "/new", "/1", "/1/send", "/1/sending", "/1/preview", "/1/versions", "/events"):
        answer = client.get(f"/staff/issues{path}")
        assert answer.status_code == 303
        assert "/staff/sign-in" in answer.headers["Location"]


def test_the_list_shows_issues_by_state(client: FlaskClient, editor: Staff) -> None:
    make_issue().title = "Ett utkast"
    sent = make_issue()
    sent.title, sent.state = "Ett skickat", IssueState.SENT
    assert "Ett utkast" in client.get("/staff/issues").text
    assert "Ett skickat" not in client.get("/staff/issues").text
    assert "Ett skickat" in client.get("/staff/issues?show=sent").text
    assert client.get("/staff/issues?show=<script>").status_code == 200


def test_a_new_issue_leads_to_the_composer(client: FlaskClient, editor: Staff, session: Session) -> None:
    topic = make_newsletter()
    answer = client.post("/staff/issues/new", data={"topic_id": topic.id, "title": "Hösten"})
    issue = session.scalars(select(Issue)).one()
    assert answer.headers["Location"].endswith(f"/staff/issues/{issue.id}")
    assert issue.created_by == editor.id


def test_a_new_issue_without_a_title_keeps_what_was_chosen(client: FlaskClient, editor: Staff) -> None:
    make_newsletter(title="Första")
    second = make_newsletter(title="Andra")
    answer = client.post("/staff/issues/new", data={"topic_id": second.id, "title": " \x00 "})
    assert answer.status_code == 422
    assert f'<option selected value="{second.id}">' in answer.text
    assert 'href="#title"' in answer.text


def test_a_newsletter_that_is_none_is_refused(client: FlaskClient, editor: Staff) -> None:
    make_newsletter()
    for wrong in ("999999", "x", ""):
        answer = client.post("/staff/issues/new", data={"topic_id": wrong, "title": "Hösten"})
        assert answer.status_code == 422


def test_without_any_newsletter_the_way_to_one_is_shown(client: FlaskClient, editor: Staff) -> None:
    assert "/staff/topics" in client.get("/staff/issues/new").text


def test_an_issue_is_renamed(client: FlaskClient, editor: Staff) -> None:
    issue = make_issue()
    client.post(f"/staff/issues/{issue.id}/settings", data={"topic_id": issue.topic_id, "title": "Vintern"})
    assert issue.title == "Vintern"


def test_a_draft_is_deleted_by_post_only(client: FlaskClient, editor: Staff, session: Session) -> None:
    issue = make_issue()
    assert client.get(f"/staff/issues/{issue.id}/delete").status_code == 200
    assert session.scalar(select(func.count()).select_from(Issue)) == 1
    client.post(f"/staff/issues/{issue.id}/delete")
    assert session.scalar(select(func.count()).select_from(Issue)) == 0


def test_what_was_sent_is_never_deleted(client: FlaskClient, editor: Staff) -> None:
    issue = make_issue()
    issue.state = IssueState.SENT
    assert client.post(f"/staff/issues/{issue.id}/delete").status_code == 409


def test_a_sent_issue_is_the_beginning_of_a_new_one(
    client: FlaskClient, editor: Staff, session: Session
) -> None:
    issue = make_issue(sv=written("Förra"))
    issue.state = IssueState.SENT
    client.post(f"/staff/issues/{issue.id}/copy")
    copy = session.scalars(select(Issue).where(Issue.id != issue.id)).one()
    assert copy.state is IssueState.DRAFT
    assert text_in(copy.content, "sv").subject == "Förra"


def test_an_older_version_is_brought_back(client: FlaskClient, editor: Staff, session: Session) -> None:
    set_up_organisation("sv")
    issue = make_issue(sv=written("Först"))
    drafts.keep_version(issue, Cause.SAVE, editor.id)
    drafts.save(issue.id, "sv", written("Sedan"), 1)
    session.commit()
    page = client.get(f"/staff/issues/{issue.id}/versions").text
    assert "Först" in page
    assert editor.name in page
    version = drafts.versions(issue.id)[0]
    client.post(f"/staff/issues/{issue.id}/versions/{version.id}/restore")
    assert text_in(issue.content, "sv").subject == "Först"


def test_an_issue_that_is_not_there_is_a_friendly_page(client: FlaskClient, editor: Staff) -> None:
    for path in ("", "/settings", "/versions", "/send", "/sending", "/preview", "/findings"):
        answer = client.get(f"/staff/issues/999999{path}")
        assert answer.status_code == 404
        assert "Traceback" not in answer.text
