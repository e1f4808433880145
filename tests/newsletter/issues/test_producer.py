from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.contacts.models import Suppression, SuppressionReason
from newsletter.core.queue import Lane
from newsletter.events import service as events
from newsletter.events.cards import card
from newsletter.issues import departure, dispatch, letters
from newsletter.issues.content import BlockType
from newsletter.issues.dispatch import Seen
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.producer import IssueProducer, topics_left
from newsletter.outbox import service as outbox
from newsletter.outbox.models import DeliveryState, Mailing, MailingState, Purpose, Reason, ToldMailing
from newsletter.outbox.send import send_lane
from newsletter.outbox.start import start_due
from newsletter.rendering import facts
from newsletter.settings import Settings
from newsletter.subscribers.models import Subscription, SubscriptionState
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


@pytest.fixture(autouse=True)
def ready(english_page: None) -> None:
    set_up_organisation("sv", "da", "nb")


def start(session: Session, issue: Issue) -> Mailing:
    """Schedules the issue for now and lets its mailing begin."""
    dispatch.schedule(
        issue.id, departure.at_once("Europe/Stockholm", 0), Seen(issue.revision, accepts_warnings=True), None
    )
    session.commit()
    start_due()
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    return mailing


def sent(settings: Settings) -> dict[str, EmailMessage]:
    """Sends all that is due; the message of each recipient."""
    with Sink() as sink:
        sender = Sender(Server.parse(sink.url), 1, Timeouts())
        send_lane(Lane.BULK, sender, settings)
        sender.close()
        return {
            message.rcpt_to: message_from_bytes(message.data, policy=policy.default)
            for message in sink.messages
        }


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_everybody_gets_the_issue_in_their_language_or_in_the_default(
    session: Session, settings: Settings
) -> None:
    topic = make_newsletter()
    for address, language in [
        ("anna@example.org", "sv"),
        ("bo@example.org", "da"),
        ("kari@example.org", "nb"),
    ]:
        make_follower(topic, address, language)
    issue = make_issue(topic, sv=written("Svenska"), da=written("Dansk"))
    mailing = start(session, issue)
    messages = sent(settings)
    assert {address: message["Subject"] for address, message in messages.items()} == {
        "anna@example.org": "Svenska",
        "bo@example.org": "Dansk",
        "kari@example.org": "Svenska",
    }
    assert (mailing.state, issue.state) == (MailingState.COMPLETED, IssueState.SENT)
    assert issue.sent_at is not None


def test_a_reader_is_greeted_by_name_or_by_the_fallback(session: Session, settings: Settings) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org", name="Anna")
    make_follower(topic, "nemo@example.org")
    start(session, make_issue(topic))
    messages = sent(settings)
    assert "Hej Anna!" in text_of(messages["anna@example.org"])
    assert "Hej du!" in text_of(messages["nemo@example.org"])


def test_who_left_or_paused_or_must_not_be_mailed_is_left_out_with_the_reason(session: Session) -> None:
    topic = make_newsletter()
    stays = make_follower(topic, "anna@example.org")
    left = make_follower(topic, "left@example.org", state=SubscriptionState.ENDED)
    paused = make_follower(topic, "paused@example.org", state=SubscriptionState.PAUSED)
    dead = make_follower(topic, "dead@example.org")
    session.add(Suppression(contact_id=dead.id, reason=SuppressionReason.HARD_BOUNCE))
    mailing = start(session, make_issue(topic))
    assert (mailing.candidates, mailing.queued, mailing.excluded) == (4, 1, 3)
    reasons = {
        contact.address: delivery.reason
        for contact in (stays, left, paused, dead)
        if (delivery := outbox.delivery(mailing.id, contact.id))
    }
    assert reasons == {
        "anna@example.org": None,
        "left@example.org": Reason.ENDED,
        "paused@example.org": Reason.PAUSED,
        "dead@example.org": Reason.SUPPRESSED,
    }


def test_who_leaves_while_it_is_queued_gets_nothing(session: Session, settings: Settings) -> None:
    topic = make_newsletter()
    contact = make_follower(topic, "anna@example.org")
    mailing = start(session, make_issue(topic))
    subscription = session.scalars(select(Subscription).where(Subscription.contact_id == contact.id)).one()
    subscription.state = SubscriptionState.ENDED
    session.commit()
    assert sent(settings) == {}
    delivery = outbox.delivery(mailing.id, contact.id)
    assert delivery is not None
    assert (delivery.state, delivery.reason) == (DeliveryState.SKIPPED, Reason.ENDED)


def test_events_are_told_of_as_they_stand_when_sending_starts(session: Session, settings: Settings) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    event = make_event()
    issue = make_issue(topic, sv=written("Nytt", block(BlockType.EVENT, event=event.id)))
    dispatch.schedule(
        issue.id, departure.at_once("Europe/Stockholm", 0), Seen(issue.revision, accepts_warnings=True), None
    )
    events.cancel(event.id, "Föreläsaren är sjuk.")
    session.commit()
    start_due()
    assert letters.mentioned_events(letters.final(issue, "sv")) == {event.id}
    assert facts.status(card(event, "sv"), "sv") in text_of(sent(settings)["anna@example.org"])


def test_being_mailed_an_issue_is_being_told_of_its_events(session: Session) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    event = make_event()
    mailing = start(
        session,
        make_issue(
            topic,
            sv=written("Nytt", block(BlockType.EVENT, event=event.id)),
            da=written("Nyt", block(BlockType.EVENT, event=event.id)),
        ),
    )
    told = session.scalars(select(ToldMailing).where(ToldMailing.mailing_id == mailing.id)).all()
    assert [(row.event_id, row.purpose) for row in told] == [(event.id, Purpose.NEW)]


def test_a_fault_found_at_the_start_mails_nobody_and_names_the_block(
    session: Session, settings: Settings
) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    event = make_event()
    issue = make_issue(
        topic,
        sv=written("Nytt", block(BlockType.TEXT, html="<p>Hej</p>"), block(BlockType.EVENT, event=event.id)),
    )
    dispatch.schedule(
        issue.id, departure.at_once("Europe/Stockholm", 0), Seen(issue.revision, accepts_warnings=True), None
    )
    events.withdraw(event.id)
    session.commit()
    start_due()
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    assert (mailing.state, issue.state) == (MailingState.FAILED, IssueState.FAILED)
    assert mailing.fault.startswith("The text in Swedish, block 2 (Event):")
    assert sent(settings) == {}


def test_an_issue_that_failed_is_mended_and_sent(session: Session, settings: Settings) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    event = make_event()
    issue = make_issue(topic, sv=written("Nytt", block(BlockType.EVENT, event=event.id)))
    dispatch.schedule(
        issue.id, departure.at_once("Europe/Stockholm", 0), Seen(issue.revision, accepts_warnings=True), None
    )
    events.withdraw(event.id)
    session.commit()
    start_due()
    dispatch.take_back(issue.id, None)
    events.publish(event.id)
    start(session, issue)
    assert list(sent(settings)) == ["anna@example.org"]


def test_a_message_has_the_headers_to_leave_and_none_to_forge(session: Session, settings: Settings) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org", name="Anna\r\nBcc: x@example.org")
    start(session, make_issue(topic, sv=written("Nytt  {{ 7*7 }}")))
    message = sent(settings)["anna@example.org"]
    assert message["Subject"] == "Nytt {{ 7*7 }}"
    assert message["Bcc"] is None
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{topic.slug}.news.example.org" in message["List-Id"]


def test_one_click_in_an_issue_leaves_its_newsletter(session: Session) -> None:
    topic = make_newsletter()
    contact = make_follower(topic, "anna@example.org")
    mailing = start(session, make_issue(topic))
    assert topics_left(mailing, contact.id) == [topic]


def test_an_issue_without_readers_is_sent_to_nobody(session: Session) -> None:
    issue = make_issue()
    mailing = start(session, issue)
    assert (mailing.state, issue.state) == (MailingState.COMPLETED, IssueState.SENT)


def test_the_audience_can_be_counted_before_anything_leaves(session: Session) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    make_follower(topic, "bo@example.org", "da")
    make_follower(topic, "left@example.org", state=SubscriptionState.ENDED)
    issue = make_issue(topic, sv=written("Svenska"), da=written("Dansk"))
    counts = outbox.preview_audience(dispatch.trial_mailing(issue))
    assert dict(counts.queued_by_language) == {"sv": 1, "da": 1}
    assert dict(counts.excluded_by_reason) == {Reason.ENDED: 1}
    assert session.scalars(select(Mailing)).all() == []


def test_a_lost_reply_is_left_to_a_person() -> None:
    assert IssueProducer.on_unknown == "ask"
