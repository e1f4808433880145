import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.core.languages import LANGUAGES
from newsletter.core.tokens import sign
from newsletter.issues import departure, dispatch
from newsletter.issues.content import LanguageText
from newsletter.issues.dispatch import Seen
from newsletter.issues.models import Issue, IssueState
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import Topic
from tests.newsletter.issues.factories import (
    make_follower,
    make_issue,
    make_newsletter,
    set_up_organisation,
    written,
)


@pytest.fixture(autouse=True)
def ready(english_page: None) -> None:
    set_up_organisation("sv", "da", "en")


def sent_issue(topic: Topic | None = None, **languages: LanguageText) -> Issue:
    topic = topic or make_newsletter()
    issue = make_issue(topic, **languages)
    seen = Seen(issue.revision, accepts_warnings=True)
    dispatch.schedule(issue.id, departure.at_once("Europe/Stockholm", 0), seen, None)
    start_due()
    return issue


def view_address(issue: Issue, language: str) -> str:
    assert issue.mailing_id is not None
    return f"/view/{sign('view', issue.mailing_id, LANGUAGES.index(language))}"


def test_a_mail_is_read_in_the_browser_in_its_language(client: FlaskClient, session: Session) -> None:
    issue = sent_issue(sv=written("Svenska"), da=written("Dansk"))
    assert "<title>Svenska</title>" in client.get(view_address(issue, "sv")).text
    assert "<title>Dansk</title>" in client.get(view_address(issue, "da")).text


def test_it_cannot_run_anything_and_holds_nobody_s_links(client: FlaskClient) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org", name="Anna")
    answer = client.get(view_address(sent_issue(topic), "sv"))
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "Anna" not in answer.text
    assert "/unsubscribe/" not in answer.text
    assert "/preferences/" not in answer.text
    assert "Hej du!" in answer.text


def test_a_token_that_is_worn_or_forged_gives_a_friendly_page(client: FlaskClient) -> None:
    issue = sent_issue()
    assert issue.mailing_id is not None
    wrong = [
        "x",
        "%00",
        "a" * 500,
        view_address(issue, "sv").removeprefix("/view/")[:-2],
        sign("unsubscribe", issue.mailing_id, 0),
        sign("view", issue.mailing_id),
        sign("view", issue.mailing_id, 99),
        sign("view", 999_999, 0),
        sign("view", issue.mailing_id, LANGUAGES.index("fi")),
    ]
    for token in wrong:
        answer = client.get(f"/view/{token}")
        assert answer.status_code == 404, token
        assert "The address may be mistyped" in answer.text


def test_the_archive_lists_what_was_sent_and_nothing_else(client: FlaskClient) -> None:
    sent_issue(sv=written("Skickat brev"))
    make_issue(sv=written("Hemligt utkast"))
    stopped = sent_issue(sv=written("Stoppat brev"))
    stopped.state = IssueState.CANCELLED
    page = client.get("/archive").text
    assert "Skickat brev" in page
    assert "Hemligt utkast" not in page
    assert "Stoppat brev" not in page


def test_a_newsletter_that_nobody_can_sign_up_for_stays_out_of_the_archive(client: FlaskClient) -> None:
    issue = sent_issue(make_newsletter(), sv=written("Internt brev"))
    issue.topic.is_public = False
    assert "Internt brev" not in client.get("/archive").text
    assert client.get(f"/archive/{issue.slug}").status_code == 404


def test_the_archive_is_narrowed_to_a_newsletter(client: FlaskClient) -> None:
    one, other = make_newsletter(title="Ett"), make_newsletter(title="Två")
    sent_issue(one, sv=written("Första brevet"))
    sent_issue(other, sv=written("Andra brevet"))
    page = client.get(f"/archive?newsletter={other.slug}").text
    assert "Andra brevet" in page
    assert "Första brevet" not in page
    assert client.get("/archive?newsletter=<script>").status_code == 200


def test_an_archived_issue_comes_in_the_reader_s_language_or_in_the_one_it_has(client: FlaskClient) -> None:
    issue = sent_issue(sv=written("Svenska"), da=written("Dansk"))
    address = f"/archive/{issue.slug}"
    assert "<title>Dansk</title>" in client.get(f"{address}?lang=da").text
    assert "<title>Svenska</title>" in client.get(f"{address}?lang=fi").text
    assert client.get(f"{address}?lang=da").headers["Content-Security-Policy"].startswith("sandbox")


def test_the_archive_shows_what_was_sent_even_if_the_issue_is_changed_later(client: FlaskClient) -> None:
    issue = sent_issue(sv=written("Som det skickades"))
    issue.content = {"sv": written("Ändrat efteråt").to_json()}
    assert "<title>Som det skickades</title>" in client.get(f"/archive/{issue.slug}").text


def test_a_draft_is_not_in_the_archive(client: FlaskClient) -> None:
    assert client.get(f"/archive/{make_issue().slug}").status_code == 404
    assert client.get("/archive/no-such-issue").status_code == 404
