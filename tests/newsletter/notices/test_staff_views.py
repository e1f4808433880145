from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.core.languages import LANGUAGES
from newsletter.core.tokens import sign
from newsletter.events import service
from newsletter.events.models import Event
from newsletter.notices import due
from newsletter.notices.models import PlanState
from newsletter.organisation import service as organisation
from newsletter.outbox.models import Mailing
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.notices.stage import make_announced, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.staff import sign_in_as


@pytest.fixture
def event() -> Event:
    topic = make_topic("barns-rattigheter", TopicKind.SERIES)
    made = make_announced(**WITH_DEADLINE, topic_ids=(topic.id,))
    make_subscriber(topic, language="sv")
    make_subscriber(topic, language="da")
    session.commit()
    return made


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    sign_in_as(client)
    yield


def words(client: FlaskClient, address: str) -> str:
    session.commit()
    response = client.get(address)
    assert response.status_code == 200, response.text[:2000]
    main = BeautifulSoup(response.text, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_page_of_an_event_shows_when_its_reminders_leave(client: FlaskClient, event: Event) -> None:
    shown = words(client, f"/staff/events/{event.id}")
    assert "Thursday 22 April 2027 at 08:30 Reminder 7 days before the deadline Planned" in shown
    assert "Wednesday 28 April 2027 at 08:30 Reminder 1 day before the deadline Planned" in shown


def test_the_page_says_why_a_reminder_was_dropped(client: FlaskClient, event: Event) -> None:
    service.cancel(event.id, "Sjukdom")
    assert "Dropped The event is cancelled." in words(client, f"/staff/events/{event.id}")


def test_an_event_without_topics_says_that_nobody_is_reminded(client: FlaskClient) -> None:
    event = make_event(**WITH_DEADLINE)
    assert "has no topics, so nobody is reminded" in words(client, f"/staff/events/{event.id}")


def test_an_editor_sees_who_gets_it_before_anything_leaves(client: FlaskClient, event: Event) -> None:
    shown = words(client, f"/staff/events/notices/{plan(event).id}/send")
    assert "Nothing has left yet." in shown
    assert "Readers 2" in shown
    assert "Send to 2 readers now" in shown
    assert plan(event).state is PlanState.PLANNED


def test_the_mail_can_be_looked_at_in_every_language(client: FlaskClient, event: Event) -> None:
    for language in organisation.get().languages:
        assert "Barnets röst" in words(client, f"/staff/events/notices/{plan(event).id}/look/{language}")
        mail = client.get(f"/staff/events/notices/{plan(event).id}/preview/{language}")
        assert mail.status_code == 200
        assert "sandbox" in mail.headers["Content-Security-Policy"]
        assert "Barnets röst" in mail.text
    assert client.get(f"/staff/events/notices/{plan(event).id}/preview/xx").status_code == 404


def test_sending_now_hands_it_over_and_a_second_press_changes_nothing(
    client: FlaskClient, event: Event
) -> None:
    address = f"/staff/events/notices/{plan(event).id}/send"
    assert client.post(address).status_code == 303
    first = plan(event).mailing_id
    assert first is not None
    assert client.post(address).status_code == 303
    assert plan(event).mailing_id == first
    assert client.get(address).headers["Location"].endswith(f"/staff/events/notices/{plan(event).id}")
    start_due()
    shown = words(client, f"/staff/events/notices/{plan(event).id}")
    assert "0 of 2" in shown and "Waiting 2" in shown


def test_what_was_sent_early_shows_when_it_left(
    client: FlaskClient, event: Event, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2027, 4, 20, 10, 15, tzinfo=UTC))
    sign_in_as(client)
    client.post(f"/staff/events/notices/{plan(event).id}/send")
    shown = words(client, f"/staff/events/{event.id}")
    assert "Tuesday 20 April 2027 at 12:15 Reminder 7 days before the deadline" in shown


def test_the_mail_can_be_read_in_a_browser_without_anything_personal(
    client: FlaskClient, event: Event
) -> None:
    client.post(f"/staff/events/notices/{plan(event).id}/send")
    start_due()
    mailing_id = plan(event).mailing_id
    assert mailing_id is not None
    answer = client.get(f"/view/{sign('view', mailing_id, LANGUAGES.index('sv'))}")
    assert answer.status_code == 200
    assert "Barnets röst" in answer.text
    assert "/marks/" not in answer.text
    assert "/unsubscribe/" not in answer.text


def test_sending_can_be_stopped(client: FlaskClient, event: Event) -> None:
    client.post(f"/staff/events/notices/{plan(event).id}/send")
    start_due()
    assert client.post(f"/staff/events/notices/{plan(event).id}/stop").status_code == 303
    assert plan(event).state is PlanState.CANCELLED
    assert "Somebody stopped it." in words(client, f"/staff/events/notices/{plan(event).id}")
    assert client.post(f"/staff/events/notices/{plan(event).id}/stop").status_code == 303


def test_what_cannot_be_sent_any_more_says_so(
    client: FlaskClient, event: Event, clock: time_machine.Traveller
) -> None:
    service.cancel(event.id, "Sjukdom")
    assert "cannot be sent any more" in words(client, f"/staff/events/notices/{plan(event).id}/send")
    assert client.post(f"/staff/events/notices/{plan(event).id}/send").status_code == 303
    assert plan(event).mailing_id is None
    assert client.post(f"/staff/events/notices/{plan(event).id}/stop").status_code == 409


def test_a_mail_that_cannot_be_put_together_is_told_before_and_after(
    client: FlaskClient, event: Event, clock: time_machine.Traveller
) -> None:
    us = organisation.get()
    us.default_sender_id = None
    session.commit()
    session.expire(us)
    assert "No sender is set up." in words(client, f"/staff/events/notices/{plan(event).id}/send")
    clock.move_to(datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    due.tick()
    start_due()
    sign_in_as(client)
    shown = words(client, f"/staff/events/{event.id}")
    assert "Missed It could not be put together, and nobody was mailed." in shown
    failed = session.get(Mailing, plan(event).mailing_id)
    assert failed is not None and failed.fault in shown


@pytest.mark.parametrize("page", ["", "/send", "/look/sv", "/preview/sv"])
def test_an_unknown_notice_is_a_friendly_page(client: FlaskClient, page: str) -> None:
    assert client.get(f"/staff/events/notices/987654321{page}").status_code == 404


def test_strangers_see_nothing(client: FlaskClient, event: Event) -> None:
    stranger = client.application.test_client()
    for address in ("", "/send", "/look/sv", "/preview/sv"):
        assert stranger.get(f"/staff/events/notices/{plan(event).id}{address}").status_code == 303
    assert stranger.post(f"/staff/events/notices/{plan(event).id}/send").status_code == 303
    assert plan(event).mailing_id is None


def test_who_tells_followers_of_a_twin_learns_how_many_hear_of_both(client: FlaskClient) -> None:
    ours, theirs = make_topic(kind=TopicKind.SERIES), make_topic(kind=TopicKind.SERIES)
    make_subscriber(ours, theirs)
    make_subscriber(ours)
    event = make_announced(**WITH_DEADLINE, topic_ids=(ours.id,))
    other = make_announced(**WITH_DEADLINE, topic_ids=(theirs.id,))
    session.commit()
    for page in ("send", "decide"):
        shown = client.get(f"/staff/events/notices/{plan(event).id}/{page}").text
        assert "1 of these readers follows that one as well and hears of both." in shown
        assert f'href="/staff/events/{other.id}"' in shown
