import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.audit.models import AuditEntry
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.contacts.service import parse_address
from newsletter.errors import Invalid, NotFound
from newsletter.subscribers import consent, staff, subscriptions
from newsletter.subscribers.models import ChangeReason, ConsentMethod, Topic
from newsletter.subscribers.staff import Addition
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.subscribers.factories import make_contact, make_subscriber, make_topic

STAFF_ID = 7


@pytest.fixture
def topic(session: Session) -> Topic:
    return make_topic("barn")


def add(topic: Topic, basis: str = "Asked by phone", address: str = "anna@example.org") -> Contact:
    new = Addition(parse_address(address), "sv", [topic], basis, name="Anna")
    return staff.add(new, STAFF_ID)


def found(session: Session, prefix: str = "", topic: Topic | None = None) -> list[str]:
    return [contact.address for contact in session.scalars(staff.listed(prefix, topic))]


def audited(session: Session) -> list[tuple[str, int | None, dict[str, object]]]:
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "contact").order_by(AuditEntry.id)
    )
    return [(entry.action, entry.actor_id, entry.details) for entry in entries]


def test_who_is_added_by_staff_follows_at_once_on_the_stated_basis(session: Session, topic: Topic) -> None:
    contact = add(topic)
    assert subscriptions.followed(contact.id) == {topic.id}
    (record,) = consent.records_of(contact.id)
    assert (record.method, record.basis, record.staff_id) == (ConsentMethod.STAFF, "Asked by phone", STAFF_ID)
    assert record.confirmed_at is None
    assert audited(session) == [("subscriber.added", STAFF_ID, {"topics": ["barn"]})]


def test_nobody_is_added_without_a_basis(topic: Topic) -> None:
    with pytest.raises(Invalid):
        add(topic, basis=" \n ")


def test_who_follows_already_is_not_added_again(topic: Topic) -> None:
    add(topic)
    with pytest.raises(Invalid, match="already"):
        add(topic)


def test_who_left_is_not_brought_back_by_adding(topic: Topic) -> None:
    contact = make_subscriber(topic, address="anna@example.org")
    subscriptions.end(contact.id, [topic.id], Cause(ChangeReason.ONE_CLICK))
    with pytest.raises(Invalid) as refused:
        add(topic)
    assert refused.value.field == "topics"
    assert subscriptions.followed(contact.id) == set()


def test_ending_and_resuming_are_kept_with_their_reasons(session: Session, topic: Topic) -> None:
    contact = make_subscriber(topic)
    staff.end(contact, topic, "Moved away", STAFF_ID)
    assert subscriptions.followed(contact.id) == set()
    staff.resume(contact, topic, "Came back, wrote to us", STAFF_ID)
    assert subscriptions.followed(contact.id) == {topic.id}
    notes = [
        (change.reason, change.note, change.staff_id) for change in subscriptions.history(contact.id)[:2]
    ]
    assert notes == [
        (ChangeReason.STAFF, "Came back, wrote to us", STAFF_ID),
        (ChangeReason.STAFF, "Moved away", STAFF_ID),
    ]
    assert [action for action, *_rest in audited(session)] == ["subscriber.ended", "subscriber.resumed"]
    assert consent.records_of(contact.id)[0].basis == "Came back, wrote to us"


def test_nothing_changes_without_a_reason(topic: Topic) -> None:
    contact = make_subscriber(topic)
    with pytest.raises(Invalid):
        staff.end(contact, topic, "", STAFF_ID)
    assert subscriptions.followed(contact.id) == {topic.id}


def test_lifting_a_stop_leaves_the_others_standing(session: Session) -> None:
    contact = make_contact()
    suppressions.suppress(contact.id, SuppressionReason.STAFF)
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE)
    staff.lift(contact, SuppressionReason.STAFF, "Asked for it", STAFF_ID)
    assert [stop.reason for stop in suppressions.standing(contact.id)] == [SuppressionReason.HARD_BOUNCE]
    assert audited(session) == [("suppression.lifted", STAFF_ID, {"stop": "staff", "reason": "Asked for it"})]


def test_subscribers_are_found_by_the_beginning_of_their_address(session: Session, topic: Topic) -> None:
    for address in ("anna@example.org", "Anders@example.org", "an_a@example.org", "bo@växjö.example"):
        make_subscriber(topic, address=address)
    make_contact("antonia@example.org")
    assert found(session, "AN") == ["an_a@example.org", "Anders@example.org", "anna@example.org"]
    assert found(session, "an_") == ["an_a@example.org"]
    assert found(session, "bo@växjö.example") == ["bo@xn--vxj-qla6g.example"]
    assert found(session, "%") == []


def test_the_list_of_a_topic_holds_those_who_follow_it_now(session: Session, topic: Topic) -> None:
    stays, leaves = make_subscriber(topic), make_subscriber(topic)
    subscriptions.end(leaves.id, [topic.id], Cause(ChangeReason.PREFERENCES))
    assert found(session, topic=topic) == [stays.address]
    assert len(found(session)) == 2
    assert staff.followers_of_topics() == {topic.id: 1}


def test_an_unknown_number_is_no_subscriber(topic: Topic) -> None:
    with pytest.raises(NotFound):
        staff.find(10**9)
