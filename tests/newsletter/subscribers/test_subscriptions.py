from datetime import timedelta

import pytest
import time_machine

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.clock import now
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Frequency, SubscriptionState, TopicKind
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.subscribers.factories import make_contact, make_subscriber, make_topic

pytestmark = pytest.mark.usefixtures("session")

BY_HAND = Cause(ChangeReason.PREFERENCES)


def one_click(mailing_id: int) -> Cause:
    return Cause(ChangeReason.ONE_CLICK, mailing_id=mailing_id)


def reasons(contact: Contact) -> list[ChangeReason]:
    return [change.reason for change in subscriptions.history(contact.id)]


@pytest.mark.parametrize(
    ("kind", "frequency"),
    [
        (TopicKind.THEME, Frequency.WEEKLY),
        (TopicKind.NEWSLETTER, Frequency.IMMEDIATE),
        (TopicKind.PROJECT, Frequency.IMMEDIATE),
        (TopicKind.SERIES, Frequency.IMMEDIATE),
    ],
)
def test_each_kind_of_topic_has_its_own_default_frequency(kind: TopicKind, frequency: Frequency) -> None:
    contact = make_subscriber(make_topic(kind=kind))
    assert [row.frequency for row in subscriptions.of(contact.id)] == [frequency]


def test_following_twice_is_noted_once() -> None:
    contact, topic = make_contact(), make_topic()
    assert subscriptions.follow(contact.id, topic, BY_HAND)
    assert not subscriptions.follow(contact.id, topic, BY_HAND)
    assert reasons(contact) == [ChangeReason.PREFERENCES]


def test_coming_back_keeps_the_frequency_one_had() -> None:
    contact, topic = make_contact(), make_topic()
    subscriptions.follow(contact.id, topic, BY_HAND, Frequency.DAILY)
    subscriptions.end(contact.id, [topic.id], BY_HAND)
    subscriptions.follow(contact.id, topic, BY_HAND)
    (row,) = subscriptions.of(contact.id)
    assert (row.state, row.frequency) == (SubscriptionState.ACTIVE, Frequency.DAILY)


def test_ending_names_only_what_was_not_ended_before() -> None:
    topic, other = make_topic(), make_topic()
    contact = make_subscriber(topic, other)
    assert subscriptions.end(contact.id, [topic.id], BY_HAND) == [topic.id]
    assert subscriptions.end(contact.id, [topic.id], BY_HAND) == []
    assert subscriptions.followed(contact.id) == {other.id}


def test_leaving_everything_also_stops_what_may_come_later() -> None:
    contact = make_subscriber(make_topic(), make_topic())
    subscriptions.leave_all(contact.id, Cause(ChangeReason.LEFT_ALL))
    assert subscriptions.followed(contact.id) == set()
    assert [stop.reason for stop in suppressions.standing(contact.id)] == [SuppressionReason.LEFT_ALL]


def test_undoing_brings_back_what_this_mailing_took_and_nothing_else() -> None:
    topic, other, third = make_topic(), make_topic(), make_topic()
    contact = make_subscriber(topic, other, third)
    subscriptions.end(contact.id, [other.id], BY_HAND)
    subscriptions.end(contact.id, [third.id], one_click(8))
    subscriptions.end(contact.id, [topic.id], one_click(7))
    subscriptions.undo_leaving(contact.id, 7)
    assert subscriptions.followed(contact.id) == {topic.id}
    assert reasons(contact)[0] is ChangeReason.UNDONE


def test_undoing_after_leaving_everything_lets_mail_through_again() -> None:
    topic = make_topic()
    contact = make_subscriber(topic)
    subscriptions.leave_all(contact.id, Cause(ChangeReason.LEFT_ALL, mailing_id=7))
    subscriptions.undo_leaving(contact.id, 7)
    assert subscriptions.followed(contact.id) == {topic.id}
    assert suppressions.standing(contact.id) == []


def test_what_changed_again_since_is_not_undone() -> None:
    topic = make_topic()
    contact = make_subscriber(topic)
    subscriptions.end(contact.id, [topic.id], one_click(7))
    subscriptions.follow(contact.id, topic, BY_HAND)
    subscriptions.end(contact.id, [topic.id], BY_HAND)
    subscriptions.undo_leaving(contact.id, 7)
    assert subscriptions.followed(contact.id) == set()


def test_a_day_later_a_forwarded_mail_brings_nothing_back() -> None:
    topic = make_topic()
    contact = make_subscriber(topic)
    subscriptions.end(contact.id, [topic.id], one_click(7))
    with time_machine.travel(now() + timedelta(hours=25)):
        subscriptions.undo_leaving(contact.id, 7)
    assert subscriptions.followed(contact.id) == set()
