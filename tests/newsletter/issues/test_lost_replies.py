"""What an editor chooses for lost replies, sees of them, and what an issue that was sent stays."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.core.queue import Lane
from newsletter.issues import dispatch
from newsletter.issues.models import IssueState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import MailingState, OnUnknown
from newsletter.outbox.send import send_lane
from newsletter.settings import Settings
from newsletter.transport import Sender, Server, Timeouts
from tests.newsletter.issues.test_sending_views import (  # noqa: F401 - fixtures
    begin,
    issue_with_readers,
    press_send,
    ready,
    signed_in,
)
from tests.support.sink import DROP, Sink


@pytest.mark.parametrize(
    ("chosen", "kept", "words"),
    [
        ({}, OnUnknown.ASK, "A person decides"),
        ({"on_unknown": "repeat"}, OnUnknown.REPEAT, "The mail is sent once more"),
        ({"on_unknown": "nonsense"}, OnUnknown.ASK, "A person decides"),
    ],
)
def test_the_editor_chooses_what_becomes_of_lost_replies(
    client: FlaskClient, session: Session, chosen: dict[str, str], kept: OnUnknown, words: str
) -> None:
    issue = issue_with_readers()
    assert "does not confirm a mail" in client.get(f"/staff/issues/{issue.id}/send").text
    press_send(client, issue, **chosen)
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    assert mailing.on_unknown is kept
    begin(client, issue)
    assert words in client.get(f"/staff/issues/{issue.id}/sending").text


def test_an_issue_that_was_sent_stays_sent_while_a_copy_is_sent_again(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    issue = issue_with_readers()
    mailing = begin(client, issue)
    with Sink(hooks={"BODY": lambda to: DROP if to.startswith("anna") else None}) as sink:
        sender = Sender(Server.parse(sink.url), 1, Timeouts())
        send_lane(Lane.BULK, sender, settings)
        sender.close()
    assert (mailing.state, issue.state) == (MailingState.COMPLETED, IssueState.SENT)
    page = client.get(f"/staff/issues/{issue.id}/sending").text
    assert "For 1 mail no reply came" in page
    assert f"/staff/mailings/{mailing.id}/unknown" in page
    assert outbox.send_again(mailing.id, None, actor_id=None) == 1
    assert issue.state is IssueState.SENT
    assert 'hx-trigger="every 2s"' in client.get(f"/staff/issues/{issue.id}/sending").text
    outbox.cancel(mailing.id, actor_id=None)
    assert issue.state is IssueState.SENT, "everybody else has it"
