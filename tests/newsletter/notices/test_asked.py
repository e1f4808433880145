"""Who asked to hear of one event: in which notices, whatever they follow, and what ends it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.database import session
from newsletter.core.tokens import sign
from newsletter.events import edit, service
from newsletter.events.content import MaterialContent
from newsletter.events.models import DateState, Event, MaterialKind, RegistrationMode
from newsletter.notices import decisions, due, extending, reach, rules, whatif
from newsletter.notices.models import NoticeKind
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Reason
from newsletter.outbox.start import start_due
from newsletter.registrations import marks
from newsletter.registrations.models import MarkKind
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Topic, TopicKind
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_draft, texts
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import go, mailing_of, make_announced, newest, of_kind, readers
from tests.newsletter.subscribers.factories import make_contact, make_subscriber, make_topic

OPENS_LATER: dict[str, Any] = {**WITH_DEADLINE, "registration_opens_on": date(2027, 3, 22)}
OPENING = datetime(2027, 3, 22, 8, tzinfo=UTC)
SLIDES = MaterialContent("Bilder", "https://example.org/bilder.pdf", MaterialKind.SLIDES, "sv")


@pytest.fixture
def topic() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


def announced(topic: Topic | None = None, **changes: Any) -> Event:
    return make_announced(**WITH_DEADLINE | changes, topic_ids=(topic.id,) if topic else ())


def asks(event: Event, kind: MarkKind = MarkKind.INTERESTED, contact: Contact | None = None) -> Contact:
    who = contact or make_contact()
    marks.put(who.id, event.id, kind)
    return who


def save(event: Event, **changes: Any) -> None:
    kept = {"topic_ids": tuple(topic.id for topic in event.topics)}
    edit.save(event.id, content(**WITH_DEADLINE | kept | changes), event.revision)


def would_get(event: Event, kind: NoticeKind, step: str = "") -> set[int]:
    plan = [each for each in of_kind(event, kind) if each.step == step][-1]
    found = reach.audience(plan, event, plan.due_at).subquery()
    return set(session.scalars(select(found.c.contact_id).where(found.c.reason.is_(None))))


def test_who_is_interested_hears_that_registration_opens_and_follows_nothing(
    clock: time_machine.Traveller, topic: Topic
) -> None:
    event = announced(topic, **OPENS_LATER)
    follower, interested = make_subscriber(topic), asks(event)
    plan = newest(event, NoticeKind.OPENS)
    assert reach.how_many(plan) == 2
    go(clock, max(plan.due_at, OPENING))
    assert readers(newest(event, NoticeKind.OPENS)) == {follower.id, interested.id}


def test_one_hears_of_it_at_once_however_seldom_one_wants_digests(clock: time_machine.Traveller) -> None:
    theme = make_topic()  # weekly by default
    event = announced(theme, **OPENS_LATER)
    weekly, interested = make_subscriber(theme), make_subscriber(theme)
    asks(event, contact=interested)
    go(clock, newest(event, NoticeKind.OPENS).due_at)
    plan = newest(event, NoticeKind.OPENS)
    assert readers(plan) == {interested.id}
    assert outbox.reasons(mailing_of(plan).id) == {Reason.DIGEST_INSTEAD: 1}
    assert weekly.id != interested.id


def test_the_letter_says_that_one_asked_for_it(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    follower, interested = make_subscriber(topic), asks(event)
    found = reach.audience(newest(event, NoticeKind.OPENS), event).subquery()
    bits = dict(session.execute(select(found.c.contact_id, found.c.bits)).all())
    assert bits == {follower.id: 0, interested.id: 1}


def test_caps_on_news_do_not_hold_for_what_one_asked_for(clock: time_machine.Traveller, topic: Topic) -> None:
    first, second = (announced(topic, **OPENS_LATER) for _ in range(2))
    reader = make_subscriber(topic)
    asks(second, contact=reader)
    go(clock, newest(second, NoticeKind.OPENS).due_at)
    assert readers(newest(second, NoticeKind.OPENS)) == {reader.id}
    assert first.id != second.id


def test_who_has_registered_is_not_told_how_to(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    interested = asks(event)
    register(event, contact=interested)
    assert would_get(event, NoticeKind.OPENS) == set()


def test_who_wants_only_the_material_hears_nothing_before(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    asks(event, MarkKind.MATERIALS_ONLY, make_subscriber(topic))
    assert would_get(event, NoticeKind.OPENS) == set()
    assert would_get(event, NoticeKind.DEADLINE, "7d") == set()


def test_last_seats_reach_who_is_interested(topic: Topic) -> None:
    seats = {"registration_mode": RegistrationMode.BUILTIN, "registration_url": "", "places": 20}
    event = announced(topic, **seats)
    decisions.change_rule(rules.the_rule(event.id, NoticeKind.LAST_SEATS).id, enabled=True)
    interested = asks(event)
    for _ in range(15):
        register(event)
    due.tick()
    start_due()
    assert readers(newest(event, NoticeKind.LAST_SEATS)) == {interested.id}


def test_an_extension_reaches_who_is_interested(topic: Topic) -> None:
    event = announced(topic)
    make_subscriber(topic)  # has read no deadline, so there is nothing to correct
    interested = asks(event)
    extending.extend(event.id, date(2027, 5, 3), None, "Fler platser")
    assert would_get(event, NoticeKind.EXTENDED) == {interested.id}


def test_a_change_a_postponement_and_a_cancellation_reach_who_is_interested(topic: Topic) -> None:
    event = announced(topic)
    make_subscriber(topic)
    interested = asks(event)
    save(event, venue="Nya Tullhuset")
    assert would_get(event, NoticeKind.CHANGED) == {interested.id}
    service.postpone(event.id, "Sjukdom")
    assert would_get(event, NoticeKind.POSTPONED) == {interested.id}


def test_a_cancellation_reaches_who_asked_for_the_material_as_well(topic: Topic) -> None:
    event = announced(topic)
    both = {asks(event).id, asks(event, MarkKind.MATERIALS_ONLY).id}
    service.cancel(event.id, "För få anmälda")
    assert would_get(event, NoticeKind.CANCELLED) == both


def test_who_followed_once_and_asks_now_is_told_and_kept(topic: Topic) -> None:
    event = announced(topic)
    reader = make_subscriber(topic)
    subscriptions.end(reader.id, None, Cause(ChangeReason.PREFERENCES))
    asks(event, contact=reader)
    service.cancel(event.id, "För få anmälda")
    plan = newest(event, NoticeKind.CANCELLED)
    assert would_get(event, NoticeKind.CANCELLED) == {reader.id}
    assert reach.unwanted_among_participants(plan, event, [reader.id]) == {}
    marks.take_back(reader.id, event.id)
    assert reach.unwanted_among_participants(plan, event, [reader.id]) == {reader.id: Reason.ENDED}


def test_an_open_date_that_is_set_is_told_to_who_is_interested(clock: time_machine.Traveller) -> None:
    open_date = {"date_state": DateState.TBA, "starts_on": None, "starts_at": None, "ends_on": None}
    draft = make_draft(**open_date, ends_at=None, texts=texts(date="våren 2027"))
    event = service.publish(draft.id)
    plan = newest(event, NoticeKind.NEW)
    interested = asks(event)
    assert would_get(event, NoticeKind.NEW) == set()  # who asks has read the announcement
    go(clock, plan.due_at)
    save(event)
    assert len(of_kind(event, NoticeKind.NEW)) == 2
    assert would_get(event, NoticeKind.NEW) == {interested.id}


def test_material_reaches_who_asked_for_it_and_the_evaluation_does_not(clock: time_machine.Traveller) -> None:
    event = announced()
    came, wants = register(event), asks(event, MarkKind.MATERIALS_ONLY)
    asks(event)  # interested in coming, not in the slides
    clock.move_to(datetime(2027, 5, 7, 8, tzinfo=UTC))
    survey = MaterialContent("Enkät", "https://example.org/enkat", MaterialKind.SURVEY, "sv")
    save(event, materials=(SLIDES, survey))
    assert would_get(event, NoticeKind.MATERIAL, "participants") == {came.id, wants.id}
    assert would_get(event, NoticeKind.EVALUATION) == {came.id}


def test_nothing_goes_to_an_address_that_must_not_be_mailed(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    for reason in (SuppressionReason.HARD_BOUNCE, SuppressionReason.COMPLAINT, SuppressionReason.STAFF):
        suppressions.suppress(asks(event).id, reason)
    save(event, **OPENS_LATER, venue="Nya Tullhuset")
    assert would_get(event, NoticeKind.OPENS) == set()
    assert would_get(event, NoticeKind.CHANGED) == set()


def test_what_is_taken_back_under_way_is_not_sent(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    interested, changes_mind = asks(event), asks(event)
    plan = newest(event, NoticeKind.OPENS)
    marks.take_back(changes_mind.id, event.id)
    left = reach.unwanted_among_followers(plan, event, [interested.id, changes_mind.id])
    assert left == {changes_mind.id: Reason.ENDED}


def test_a_change_is_not_sent_to_who_took_it_back_under_way(topic: Topic) -> None:
    event = announced(topic)
    interested, changes_mind = asks(event), asks(event)
    participant = register(event)
    save(event, venue="Nya Tullhuset")
    plan, everybody = newest(event, NoticeKind.CHANGED), [interested.id, changes_mind.id, participant.id]
    assert reach.unwanted_among_participants(plan, event, everybody) == {}
    marks.take_back(changes_mind.id, event.id)
    assert reach.unwanted_among_participants(plan, event, everybody) == {changes_mind.id: Reason.ENDED}


def test_one_click_in_such_a_mail_ends_the_wish(
    clock: time_machine.Traveller, client: FlaskClient, topic: Topic
) -> None:
    event = announced(topic, **OPENS_LATER)
    interested = asks(event, contact=make_contact(language="en"))
    go(clock, newest(event, NoticeKind.OPENS).due_at)
    way_out = (
        f"/unsubscribe/{sign('unsubscribe', newest(event, NoticeKind.OPENS).mailing_id or 0, interested.id)}"
    )
    assert "because you asked to hear of it" in client.get(way_out).text
    assert marks.of(interested.id, event.id) is MarkKind.INTERESTED
    answer = client.post(way_out, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert marks.of(interested.id, event.id) is None
    assert "You have unsubscribed" in client.get(way_out).text


def test_the_page_about_one_address_says_what_the_person_told_us(topic: Topic) -> None:
    event = announced(topic, **OPENS_LATER)
    interested = asks(event)
    assert whatif.said(event, interested) == [("Said of this event", "Interested")]
    found = {answer.plan.kind: answer for answer in whatif.answers(event, interested)}
    assert found[NoticeKind.OPENS].gets_it
    assert not found[NoticeKind.DEADLINE].gets_it
