"""Digests as staff see them, and the day and hour that the organisation sets."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.accounts.models import Role
from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.notices import digest_times, digests, due, rule_forms, rules, whatif
from newsletter.notices.digest_models import Digest
from newsletter.notices.models import NoticeKind
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import Frequency, Topic
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.staff import sign_in_as

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
TUESDAY = datetime(2027, 3, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def theme(clock: time_machine.Traveller) -> Topic:
    digests.tick()
    return make_topic()


@pytest.fixture
def reader(theme: Topic) -> Contact:
    return make_subscriber(theme, address="anna@example.org", language="sv")


@pytest.fixture
def event(theme: Topic, reader: Contact, clock: time_machine.Traveller) -> Event:
    made = make_event(**WITH_DEADLINE, topic_ids=(theme.id,))
    clock.move_to(NOON)
    due.tick()
    start_due()
    return made


def new(event: Event, reader: Contact) -> tuple[bool, str]:
    found = next(a for a in whatif.answers(event, reader) if a.plan.kind is NoticeKind.NEW)
    return found.gets_it, found.why


def test_one_address_sees_in_which_digest_news_comes(
    clock: time_machine.Traveller, event: Event, reader: Contact
) -> None:
    assert new(event, reader) == (True, "In the weekly digest of tisdag 2 mars.")
    clock.move_to(TUESDAY)
    digests.tick()
    start_due()
    assert new(event, reader) == (True, "Was in the digest of tisdag 2 mars.")


def test_staff_see_the_next_digests_and_those_that_left(
    clock: time_machine.Traveller, client: FlaskClient, event: Event
) -> None:
    sign_in_as(client)
    page = client.get("/staff/digests").text
    assert "Tuesday 2 March 2027" in page
    assert "No digest has left yet." in page
    clock.move_to(TUESDAY)
    digests.tick()
    start_due()
    sign_in_as(client)
    assert "Being sent" in client.get("/staff/digests").text


def test_the_next_digest_of_one_address_is_shown_as_it_would_be(
    client: FlaskClient, event: Event, reader: Contact
) -> None:
    sign_in_as(client)
    session.commit()
    page = client.get("/staff/digests/preview?address=anna@example.org").text
    assert f"/staff/digests/preview/{reader.id}/weekly" in page
    assert f"/staff/digests/preview/{reader.id}/daily" not in page
    assert "Barnets röst" in client.get(f"/staff/digests/preview/{reader.id}/weekly").text
    assert client.get(f"/staff/digests/preview/{reader.id}/daily").status_code == 404
    assert "do not know" in client.get("/staff/digests/preview?address=nobody@example.org").text


def settings(**changes: str) -> dict[str, str]:
    return {"opens_at": "07:30", "closes_at": "17:00", "digest_day": "2", "digest_at": "08:30"} | changes


def save(client: FlaskClient, **changes: str) -> int:
    session.commit()
    client.get("/staff/organisation/notices")
    rows = rule_forms.rows(rules.of_organisation())
    typed = {f"days-{row.rule.id}": row.days for row in rows if row.is_timed}
    typed |= {f"at-{row.rule.id}": row.at for row in rows if row.is_timed}
    return client.post("/staff/organisation/notices", data=typed | settings(**changes)).status_code


def test_an_administrator_sets_the_day_and_the_hour(client: FlaskClient, theme: Topic) -> None:
    sign_in_as(client, Role.ADMIN)
    assert save(client, digest_day="4", digest_at="9.15") == 303
    thursday = datetime(2027, 3, 4, 8, 15, tzinfo=UTC)
    assert digest_times.next_digest(Frequency.WEEKLY, NOON) == thursday
    assert save(client, digest_day="7") == 422
    assert save(client, digest_at="noon") == 422


def test_another_day_calls_for_no_digest_at_once(
    clock: time_machine.Traveller, client: FlaskClient, event: Event
) -> None:
    sign_in_as(client, Role.ADMIN)
    save(client, digest_day="1")
    digests.tick()
    assert session.scalars(select(Digest)).all() == []
