from collections.abc import Sequence

import pytest
from sqlalchemy import Select, column, select, values
from sqlalchemy.orm import Session

from newsletter.audiences.followers import Exclusion, followers, unwanted_followers
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.outbox.models import Reason
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Subscription, SubscriptionState, Topic
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.subscribers.factories import make_contact, make_subscriber, make_topic

BY_HAND = Cause(ChangeReason.PREFERENCES)


@pytest.fixture
def topic(session: Session) -> Topic:
    return make_topic()


@pytest.fixture
def other(session: Session) -> Topic:
    return make_topic()


def audience(session: Session, *topics: Topic, exclusions: Sequence[Exclusion] = ()) -> dict[int, str | None]:
    """Contact id -> reason; fails when somebody is a candidate twice."""
    rows = session.execute(followers([topic.id for topic in topics], ["sv", "en"], "sv", exclusions)).all()
    assert len({row.contact_id for row in rows}) == len(rows)
    return {row.contact_id: row.reason for row in rows}


def these(*contacts: Contact) -> Select[tuple[int]]:
    given = values(column("contact_id", Contact.id.type), name="given").data([(c.id,) for c in contacts])
    return select(given.c.contact_id)


def pause(session: Session, contact: Contact, topic: Topic) -> None:
    row = session.query(Subscription).filter_by(contact_id=contact.id, topic_id=topic.id).one()
    row.state = SubscriptionState.PAUSED
    session.flush()


def test_followers_are_mailed_and_strangers_are_no_candidates(session: Session, topic: Topic) -> None:
    follower = make_subscriber(topic)
    make_contact()
    assert audience(session, topic) == {follower.id: None}


def test_who_follows_several_of_the_topics_is_a_candidate_once(
    session: Session, topic: Topic, other: Topic
) -> None:
    follower = make_subscriber(topic, other)
    assert audience(session, topic, other) == {follower.id: None}


def test_one_active_subscription_outweighs_those_that_ended(
    session: Session, topic: Topic, other: Topic
) -> None:
    follower = make_subscriber(topic, other)
    subscriptions.end(follower.id, [topic.id], BY_HAND)
    assert audience(session, topic, other) == {follower.id: None}
    assert audience(session, topic) == {follower.id: Reason.ENDED}


def test_paused_and_ended_are_told_apart(session: Session, topic: Topic, other: Topic) -> None:
    follower = make_subscriber(topic, other)
    subscriptions.end(follower.id, [other.id], BY_HAND)
    pause(session, follower, topic)
    assert audience(session, topic, other) == {follower.id: Reason.PAUSED}


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (SuppressionReason.COMPLAINT, Reason.COMPLAINED),
        (SuppressionReason.HARD_BOUNCE, Reason.SUPPRESSED),
        (SuppressionReason.STAFF, Reason.SUPPRESSED),
    ],
)
def test_who_must_not_be_mailed_is_left_out(
    session: Session, topic: Topic, stop: SuppressionReason, reason: Reason
) -> None:
    follower = make_subscriber(topic)
    suppressions.suppress(follower.id, SuppressionReason.HARD_BOUNCE)
    suppressions.suppress(follower.id, stop)
    assert audience(session, topic) == {follower.id: reason}


def test_a_lifted_stop_stops_nobody(session: Session, topic: Topic) -> None:
    follower = make_subscriber(topic)
    suppressions.suppress(follower.id, SuppressionReason.COMPLAINT)
    suppressions.lift_by_own_action(follower.id)
    assert audience(session, topic) == {follower.id: None}


def test_the_persons_own_choice_is_named_before_anything_else(session: Session, topic: Topic) -> None:
    follower = make_subscriber(topic)
    subscriptions.leave_all(follower.id, BY_HAND)
    assert audience(session, topic, exclusions=[Exclusion(Reason.MARKED, these(follower))]) == {
        follower.id: Reason.ENDED
    }


def test_the_first_exclusion_that_fits_gives_the_reason(session: Session, topic: Topic) -> None:
    both, second, free = make_subscriber(topic), make_subscriber(topic), make_subscriber(topic)
    stranger = make_contact()
    exclusions = [
        Exclusion(Reason.MARKED, these(both, both, stranger)),
        Exclusion(Reason.TOLD_ALREADY, these(both, second)),
    ]
    assert audience(session, topic, exclusions=exclusions) == {
        both.id: Reason.MARKED,
        second.id: Reason.TOLD_ALREADY,
        free.id: None,
    }


def test_a_language_that_is_not_offered_becomes_the_default(session: Session, topic: Topic) -> None:
    english, finn = make_subscriber(topic, language="en"), make_subscriber(topic, language="fi")
    rows = session.execute(followers([topic.id], ["sv", "en"], "sv")).all()
    assert {row.contact_id: row.language for row in rows} == {english.id: "en", finn.id: "sv"}
    assert {(row.bits, row._mapping["values"]) for row in rows} == {(0, None)}


def test_a_topic_without_followers_and_no_topic_at_all_reach_nobody(session: Session, topic: Topic) -> None:
    assert audience(session, topic) == {}
    assert audience(session) == {}


def test_those_who_left_meanwhile_are_named_with_the_reason(
    session: Session, topic: Topic, other: Topic
) -> None:
    stays, leaves, moves, complains = (make_subscriber(topic, other) for _ in range(4))
    subscriptions.end(leaves.id, [topic.id, other.id], BY_HAND)
    subscriptions.end(moves.id, [topic.id], BY_HAND)
    suppressions.suppress(complains.id, SuppressionReason.COMPLAINT)
    stranger, erased = make_contact(), 10**9
    asked = [stays.id, leaves.id, moves.id, complains.id, stranger.id, erased]
    assert unwanted_followers([topic.id, other.id], asked) == {
        leaves.id: Reason.ENDED,
        complains.id: Reason.COMPLAINED,
        stranger.id: Reason.ENDED,
        erased: Reason.ERASED,
    }


def test_nobody_asked_about_is_nobody_unwanted(topic: Topic) -> None:
    assert unwanted_followers([topic.id], []) == {}
