from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason, UnconfirmedAddress
from newsletter.core.clock import now
from newsletter.subscribers import consent, signup, subscriptions, topics
from newsletter.subscribers.models import ChangeReason, ConsentMethod, LegalBasis, SignUp, Topic
from newsletter.subscribers.signup import SignUpState, Wish
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.subscribers.factories import (
    confirm_token,
    mailed,
    make_contact,
    make_sender,
    make_subscriber,
    make_topic,
)

ANNA = "anna@example.org"


@pytest.fixture
def topic(session: Session) -> Topic:
    make_sender()
    return make_topic("barn", legal_basis=LegalBasis.PUBLIC_TASK)


def ask(*wanted: Topic, address: str = ANNA, name: str = "Anna", language: str = "da") -> None:
    parsed = contacts.parse_address(address)
    signup.ask(Wish(parsed, language, wanted, page_language="en", source="/subscribe", name=name))


def latest() -> SignUp:
    found = signup.find(confirm_token())
    assert found is not None
    return found


def anna() -> Contact | None:
    return contacts.find(contacts.parse_address(ANNA))


def test_a_sign_up_makes_no_contact_before_it_is_confirmed(session: Session, topic: Topic) -> None:
    ask(topic)
    assert session.scalar(select(func.count(Contact.id))) == 0
    ((unconfirmed_id, values),) = mailed("confirmation")
    assert session.get_one(UnconfirmedAddress, unconfirmed_id).address == ANNA
    assert values["topics"] == "Ämne barn"
    assert values["not_me_url"] == values["confirm_url"] + "/not-me"


def test_only_the_hash_of_the_token_is_kept(topic: Topic) -> None:
    ask(topic)
    assert confirm_token() not in str(vars(latest()))


def test_confirming_makes_contact_subscriptions_and_proof(topic: Topic) -> None:
    ask(topic)
    requested = now()
    with time_machine.travel(requested + timedelta(days=2), tick=False):
        assert signup.confirm(latest()) is SignUpState.CONFIRMED
        confirmed = now()
    contact = anna()
    assert contact is not None
    assert (contact.name, contact.language) == ("Anna", "da")
    assert subscriptions.followed(contact.id) == {topic.id}
    (record,) = consent.records_of(contact.id)
    assert (record.method, record.language, record.source) == (ConsentMethod.FORM, "en", "/subscribe")
    assert abs(record.requested_at - requested) < timedelta(seconds=5)
    assert record.confirmed_at == confirmed
    assert record.wording_version == consent.version(record.wording)
    for part in ("Topic barn", "To tell you about the topic.", "Exempelstad", "public interest"):
        assert part in record.wording


def test_the_contact_keeps_the_number_of_the_unconfirmed_address(topic: Topic) -> None:
    ask(topic)
    ((unconfirmed_id, _values),) = mailed("confirmation")
    signup.confirm(latest())
    contact = anna()
    assert contact is not None
    assert contact.id == unconfirmed_id


def test_confirming_twice_is_the_same_as_once(topic: Topic) -> None:
    ask(topic)
    signup.confirm(latest())
    assert signup.confirm(latest()) is SignUpState.CONFIRMED
    contact = anna()
    assert contact is not None
    assert len(consent.records_of(contact.id)) == 1
    assert len(subscriptions.history(contact.id)) == 1


def test_the_proof_holds_what_was_read_even_if_the_topic_changed_since(topic: Topic) -> None:
    ask(topic)
    topic.texts = {"en": {"title": "Something else"}}
    signup.confirm(latest())
    contact = anna()
    assert contact is not None
    assert "Topic barn" in consent.records_of(contact.id)[0].wording


def test_after_seven_days_the_link_confirms_nothing(topic: Topic) -> None:
    ask(topic)
    with time_machine.travel(now() + timedelta(days=7, seconds=1)):
        assert signup.confirm(latest()) is SignUpState.EXPIRED
    assert anna() is None


def test_it_was_not_me_ends_every_open_sign_up_of_the_address(topic: Topic) -> None:
    ask(topic)
    first = latest()
    with time_machine.travel(now() + timedelta(minutes=16)):
        ask(topic)
    assert signup.refuse(latest()) is SignUpState.REFUSED
    assert signup.confirm(first) is SignUpState.REFUSED
    assert anna() is None


def test_it_was_not_me_comes_too_late_after_confirming(topic: Topic) -> None:
    ask(topic)
    signup.confirm(latest())
    assert signup.refuse(latest()) is SignUpState.CONFIRMED


def test_a_topic_that_was_put_away_meanwhile_is_left_out(topic: Topic) -> None:
    other = make_topic()
    ask(topic, other)
    topics.archive(topic, None)
    signup.confirm(latest())
    contact = anna()
    assert contact is not None
    assert subscriptions.followed(contact.id) == {other.id}


def test_a_subscriber_is_shown_the_way_to_the_preferences_instead(topic: Topic) -> None:
    contact = make_subscriber(topic, address=ANNA, name="Anna")
    ask(make_topic(), name="Intruder", language="fi")
    assert [contact_id for contact_id, _values in mailed("already_subscribed")] == [contact.id]
    assert mailed("confirmation") == []
    assert (contact.name, contact.language) == ("Anna", "sv")


def test_who_left_is_asked_to_confirm_like_a_stranger_and_then_gets_mail_again(topic: Topic) -> None:
    contact = make_subscriber(topic, address=ANNA, name="Anna")
    subscriptions.leave_all(contact.id, Cause(ChangeReason.LEFT_ALL))
    ask(topic, name="Somebody else")
    assert subscriptions.followed(contact.id) == set()
    signup.confirm(latest())
    assert subscriptions.followed(contact.id) == {topic.id}
    assert suppressions.standing(contact.id) == []
    assert (contact.name, contact.language) == ("Anna", "da")


@pytest.mark.parametrize(
    ("stop", "mails"),
    [
        (SuppressionReason.HARD_BOUNCE, 1),
        (SuppressionReason.LEFT_ALL, 1),
        (SuppressionReason.COMPLAINT, 0),
        (SuppressionReason.STAFF, 0),
    ],
)
def test_nobody_is_asked_who_complained_or_was_stopped_by_staff(
    topic: Topic, stop: SuppressionReason, mails: int
) -> None:
    contact = make_contact(ANNA)
    suppressions.suppress(contact.id, stop)
    ask(topic)
    assert len(mailed("confirmation")) == mails


def test_a_second_sign_up_right_away_sends_nothing(topic: Topic) -> None:
    ask(topic)
    ask(topic)
    assert len(mailed("confirmation")) == 1


def test_subscribers_are_protected_by_the_same_cool_down(topic: Topic) -> None:
    make_subscriber(topic, address=ANNA)
    ask(topic)
    ask(topic)
    assert len(mailed("already_subscribed")) == 1


def test_a_name_on_many_lines_becomes_one_line(topic: Topic) -> None:
    ask(topic, name="Anna\r\nBcc: x@example.org \u202e")
    assert latest().name == "Anna Bcc: x@example.org"


def test_sign_ups_and_their_addresses_go_after_fourteen_days(session: Session, topic: Topic) -> None:
    ask(topic)
    with time_machine.travel(now() + timedelta(days=13)):
        ask(topic)
    with time_machine.travel(now() + timedelta(days=14, hours=1)):
        signup.clear_old()
    assert session.scalar(select(func.count(SignUp.id))) == 1
    assert session.scalar(select(func.count(UnconfirmedAddress.id))) == 1
    with time_machine.travel(now() + timedelta(days=28)):
        signup.clear_old()
    assert session.scalar(select(func.count(SignUp.id))) == 0
    assert session.scalar(select(func.count(UnconfirmedAddress.id))) == 0
