import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.accounts.models import Staff
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.events import service as events
from newsletter.issues import dispatch
from newsletter.issues.content import BlockType
from newsletter.issues.models import Issue, IssueState
from newsletter.notices import hours as office
from newsletter.organisation import service as organisation
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.send import send_lane
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from newsletter.subscribers.models import SubscriptionState
from newsletter.transport import Sender, Server, Timeouts
from tests.newsletter.events.factories import make_event
from tests.newsletter.issues.factories import (
    block,
    make_follower,
    make_issue,
    make_newsletter,
    set_up_organisation,
    written,
)
from tests.support.sink import Sink

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ready(session: Session, client: FlaskClient) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        set_up_organisation("sv")
        yield


@pytest.fixture(autouse=True)
def signed_in(ready: None, editor: Staff) -> None:
    """After the clock was set, so that the session is not from another year."""


def issue_with_readers() -> Issue:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    make_follower(topic, "bo@example.org")
    make_follower(topic, "left@example.org", state=SubscriptionState.ENDED)
    return make_issue(topic)


def mailings(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Mailing)).one()


def press_send(client: FlaskClient, issue: Issue, **form: str) -> int:
    data = {"revision": str(issue.revision), "when": "now", **form}
    return client.post(f"/staff/issues/{issue.id}/send", data=data).status_code


def begin(client: FlaskClient, issue: Issue) -> Mailing:
    assert press_send(client, issue) == 303
    start_due()
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    return mailing


def send_all(settings: Settings, **hooks: bytes) -> None:
    with Sink(hooks={step: lambda _argument, reply=reply: reply for step, reply in hooks.items()}) as sink:
        sender = Sender(Server.parse(sink.url), 1, Timeouts())
        send_lane(Lane.BULK, sender, settings)
        sender.close()


def test_before_it_leaves_the_editor_sees_how_many_get_it_and_who_does_not(client: FlaskClient) -> None:
    page = client.get(f"/staff/issues/{issue_with_readers().id}/send").text
    assert "Send to 2 readers" in page
    assert "Left the newsletter" in page
    assert "brev@sundland.example" in page


def test_looking_at_the_audience_sends_nothing(client: FlaskClient, session: Session) -> None:
    client.get(f"/staff/issues/{issue_with_readers().id}/send")
    assert mailings(session) == 0


def test_pressing_send_twice_sends_once(client: FlaskClient, session: Session) -> None:
    issue = issue_with_readers()
    form = {"revision": str(issue.revision)}
    assert press_send(client, issue, **form) == 303
    assert press_send(client, issue, **form) == 303
    assert mailings(session) == 1


def test_what_leaves_now_is_not_shown_as_planned(client: FlaskClient) -> None:
    issue = issue_with_readers()
    press_send(client, issue)
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "The mail is being put together." in page
    assert "Take it back" not in page
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):  # nobody took it up
        assert "Take it back" in client.get(f"/staff/issues/{issue.id}/sending").text


def test_an_issue_leaves_at_a_local_time(client: FlaskClient) -> None:
    issue = issue_with_readers()
    press_send(client, issue, when="later", day="2027-04-02", time="09:00")
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    assert mailing.start_at == datetime(2027, 4, 2, 7, 0, tzinfo=UTC)
    assert "Friday 2 April 2027 at 09:00" in client.get(f"/staff/issues/{issue.id}/sending").text


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-28", "02:30", "does not exist"),
        ("2027-02-01", "09:00", "has passed"),
        ("", "", "Write the day"),
        ("2027-13-45", "09:00", "Write the day"),
        ("<script>", "{{ 7*7 }}", "Write the day"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_stays_in_the_form(
    client: FlaskClient, session: Session, day: str, time: str, sentence: str
) -> None:
    issue = issue_with_readers()
    data = {"revision": str(issue.revision), "when": "later", "day": day, "time": time}
    answer = client.post(f"/staff/issues/{issue.id}/send", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<script>" not in answer.text.split("<main")[1]
    assert 'value="later" checked' in answer.text or "checked" in answer.text
    assert mailings(session) == 0


def test_neither_now_nor_later_is_refused(client: FlaskClient) -> None:
    assert press_send(client, issue_with_readers(), when="") == 422


def test_an_issue_that_was_changed_meanwhile_is_shown_again(client: FlaskClient, session: Session) -> None:
    issue = issue_with_readers()
    answer = client.post(f"/staff/issues/{issue.id}/send", data={"revision": "0", "when": "now"})
    assert answer.headers["Location"].endswith("/send")
    assert mailings(session) == 0


def test_an_issue_with_a_fault_has_no_button_to_send(client: FlaskClient) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE, "pic")))
    page = client.get(f"/staff/issues/{issue.id}/send").text
    assert "This must be mended" in page
    assert f'action="/staff/issues/{issue.id}/send"' not in page
    assert 'name="when"' not in page


def test_an_issue_without_readers_says_so(client: FlaskClient) -> None:
    assert "Nobody would get this issue" in client.get(f"/staff/issues/{make_issue().id}/send").text


def test_within_the_time_to_regret_it_is_taken_back(client: FlaskClient) -> None:
    organisation.get().regret_minutes = 5
    issue = issue_with_readers()
    press_send(client, issue)
    assert start_due() == []
    client.post(f"/staff/issues/{issue.id}/take-back")
    assert issue.state is IssueState.DRAFT
    with time_machine.travel(datetime(2027, 3, 2, 12, 0, tzinfo=UTC)):
        assert start_due() == []


def test_an_event_cancelled_while_the_issue_waits_is_told_to_the_editor(client: FlaskClient) -> None:
    topic, event = make_newsletter(), make_event()
    make_follower(topic, "anna@example.org")
    issue = make_issue(topic, sv=written("Nytt", block(BlockType.EVENT, event=event.id)))
    press_send(client, issue, when="later", day="2027-04-02", time="09:00")
    events.cancel(event.id, "Föreläsaren är sjuk.")
    assert "This event is cancelled" in client.get(f"/staff/issues/{issue.id}/sending").text


def test_after_that_it_is_not_taken_back_and_the_page_says_why(client: FlaskClient) -> None:
    issue = issue_with_readers()
    begin(client, issue)
    client.post(f"/staff/issues/{issue.id}/take-back")
    assert issue.state is IssueState.SCHEDULED
    assert "on its way already" in client.get(f"/staff/issues/{issue.id}/sending").text


def test_sending_is_paused_and_goes_on(client: FlaskClient, settings: Settings) -> None:
    issue = issue_with_readers()
    mailing = begin(client, issue)
    client.post(f"/staff/issues/{issue.id}/sending/pause")
    assert mailing.state is MailingState.PAUSED
    assert "Go on sending" in client.get(f"/staff/issues/{issue.id}/sending").text
    send_all(settings)
    client.post(f"/staff/issues/{issue.id}/sending/resume")
    send_all(settings)
    assert issue.state is IssueState.SENT


def test_sending_is_stopped_for_good_after_a_question(client: FlaskClient) -> None:
    issue = issue_with_readers()
    mailing = begin(client, issue)
    assert "2 mails have not left yet" in client.get(f"/staff/issues/{issue.id}/sending/stop").text
    assert mailing.state is MailingState.SENDING
    client.post(f"/staff/issues/{issue.id}/sending/stop")
    assert (mailing.state, issue.state) == (MailingState.CANCELLED, IssueState.CANCELLED)
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "0 of 2" in page and "2 of 2" not in page


def test_the_moving_part_asks_for_the_whole_page_when_it_has_come_further(
    client: FlaskClient, settings: Settings
) -> None:
    issue = issue_with_readers()
    begin(client, issue)
    address = f"/staff/issues/{issue.id}/sending/progress?seen=sending-sending"
    still = client.get(address)
    assert "HX-Refresh" not in still.headers
    assert "0 of 2" in still.text
    send_all(settings)
    assert client.get(address).headers["HX-Refresh"] == "true"


def test_afterwards_the_figures_are_exact(client: FlaskClient, settings: Settings) -> None:
    issue = issue_with_readers()
    begin(client, issue)
    send_all(settings)
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "2 of 2" in page
    assert "Left the newsletter" in page


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("anna@example.org", "Yes."),
        ("left@example.org", "The person had left the newsletter."),
        ("stranger@example.org", "Nobody with this address is known here."),
        ("no address", "Write the e-mail address like this"),
    ],
)
def test_for_any_address_it_says_whether_it_got_the_issue_and_why_not(
    client: FlaskClient, settings: Settings, address: str, answer: str
) -> None:
    issue = issue_with_readers()
    begin(client, issue)
    send_all(settings)
    page = client.post(f"/staff/issues/{issue.id}/sending/find", data={"address": address})
    assert answer in page.text
    assert page.status_code == (422 if "Write" in answer else 200)


def test_what_the_mail_server_said_is_shown_as_text(client: FlaskClient, settings: Settings) -> None:
    issue = issue_with_readers()
    begin(client, issue)
    lines = (
        b"550-5.1.1 <script>alert(1)</script>",
        b"550-finns inte p\xe5 \x1b[31m",
        b"550 5.1.1 " + b"x" * 100_000,
    )
    send_all(settings, RCPT=b"\r\n".join(lines))
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "x" * 100 in page
    assert "x" * 500 not in page


def test_mail_that_keeps_to_working_hours_says_when_it_goes_on(client: FlaskClient) -> None:
    issue = issue_with_readers()
    assert press_send(client, issue, hours_only="y") == 303
    start_due()
    words = "leaves in working hours only"
    assert words not in client.get(f"/staff/issues/{issue.id}/sending").text
    office.change(time(8), time(12), ())
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert words in page
    assert "2 March 2027" in page


def test_an_issue_is_sent_in_working_hours_alone_on_a_tick(client: FlaskClient) -> None:
    """A Saturday is chosen: it leaves on Monday, when the office opens, and the page says so."""
    issue = issue_with_readers()
    assert "From 07:30 to 17:00 on working days" in client.get(f"/staff/issues/{issue.id}/send").text
    later = {"when": "later", "day": "2027-03-06", "time": "10:00"}
    assert press_send(client, issue, hours_only="y", **later) == 303
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None and mailing.hours_only
    assert mailing.start_at == datetime(2027, 3, 8, 6, 30, tzinfo=UTC)
    assert issue.scheduled_local == datetime(2027, 3, 8, 7, 30)
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "8 March 2027" in page and "in working hours only" in page


def test_without_the_tick_it_leaves_at_any_hour(client: FlaskClient) -> None:
    issue = issue_with_readers()
    assert press_send(client, issue, when="later", day="2027-03-06", time="10:00") == 303
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None and not mailing.hours_only
    assert mailing.start_at == datetime(2027, 3, 6, 9, tzinfo=UTC)


def test_the_tick_is_kept_when_another_field_is_wrong(client: FlaskClient) -> None:
    issue = issue_with_readers()
    data = {"revision": str(issue.revision), "when": "later", "day": "", "time": "", "hours_only": "y"}
    page = client.post(f"/staff/issues/{issue.id}/send", data=data)
    assert page.status_code == 422
    assert re.search(r'name="hours_only"[^>]*checked|checked[^>]*name="hours_only"', page.text)


def test_an_issue_that_failed_says_why_and_goes_back_to_draft(client: FlaskClient) -> None:
    topic, event = make_newsletter(), make_event()
    make_follower(topic, "anna@example.org")
    issue = make_issue(topic, sv=written("Nytt", block(BlockType.EVENT, event=event.id)))
    press_send(client, issue)
    events.withdraw(event.id)
    start_due()
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "The issue was not sent. Nobody has got it." in page
    client.post(f"/staff/issues/{issue.id}/take-back")
    assert issue.state is IssueState.DRAFT


def test_a_draft_has_no_progress(client: FlaskClient) -> None:
    issue = make_issue()
    assert client.get(f"/staff/issues/{issue.id}/sending").headers["Location"].endswith(str(issue.id))
    assert client.post(f"/staff/issues/{issue.id}/sending/pause").status_code == 303
