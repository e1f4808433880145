"""How often, and what comes in between: the choices about events on the preferences page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.core.tokens import sign
from newsletter.subscribers import preferences, subscriptions
from newsletter.subscribers.models import Frequency, Topic, TopicKind
from tests.newsletter.subscribers.factories import make_subscriber, make_topic


@pytest.fixture
def theme(session: Session) -> Topic:
    return make_topic("barn")


@pytest.fixture
def newsletter() -> Topic:
    return make_topic("nytt", kind=TopicKind.NEWSLETTER)


@pytest.fixture
def reader(theme: Topic, newsletter: Topic) -> Contact:
    return make_subscriber(theme, newsletter, language="en")


def page_of(contact: Contact) -> str:
    return f"/preferences/{sign('preferences', contact.id, contact.token_version)}"


def how_often(contact: Contact, topic: Topic) -> Frequency:
    return next(row.frequency for row in subscriptions.of(contact.id) if row.topic_id == topic.id)


def test_themes_come_in_a_weekly_summary_and_projects_and_series_at_once(reader: Contact) -> None:
    kinds = {kind: subscriptions.default_frequency(kind) for kind in TopicKind}
    assert kinds[TopicKind.THEME] is Frequency.WEEKLY
    assert kinds[TopicKind.PROJECT] is kinds[TopicKind.SERIES] is Frequency.IMMEDIATE


def test_how_often_is_asked_of_events_and_not_of_newsletters(client: FlaskClient, reader: Contact) -> None:
    text = client.get(page_of(reader)).text
    assert 'name="frequency-barn"' in text
    assert 'name="frequency-nytt"' not in text


def test_how_often_is_saved_and_stays_in_the_history(
    client: FlaskClient, reader: Contact, theme: Topic
) -> None:
    typed = {"topics": ["barn", "nytt"], "language": "en", "frequency-barn": "daily"}
    assert client.post(page_of(reader), data=typed).status_code == 303
    assert how_often(reader, theme) is Frequency.DAILY
    assert subscriptions.history(reader.id)[0].frequency is Frequency.DAILY


def test_what_is_no_frequency_is_refused_and_nothing_changes(
    client: FlaskClient, reader: Contact, theme: Topic
) -> None:
    typed = {"topics": ["barn"], "language": "en", "frequency-barn": "hourly"}
    assert client.post(page_of(reader), data=typed).status_code == 422
    assert how_often(reader, theme) is Frequency.WEEKLY
    assert len(subscriptions.followed(reader.id)) == 2


def test_mail_between_summaries_is_wanted_until_somebody_unticks_it(
    client: FlaskClient, reader: Contact
) -> None:
    assert client.get(page_of(reader)).text.count("checked") == 3
    typed = {"topics": ["barn"], "language": "en", "frequency-barn": "weekly"}
    client.post(page_of(reader), data=typed)
    assert not reader.deadline_reminders
    client.post(page_of(reader), data=typed | {"deadline_reminders": "y"})
    assert reader.deadline_reminders


def test_who_was_not_asked_has_not_said_no(client: FlaskClient, newsletter: Topic) -> None:
    reader = make_subscriber(newsletter, language="en")
    client.post(page_of(reader), data={"topics": ["nytt"], "language": "sv"})
    assert (reader.language, reader.deadline_reminders) == ("sv", True)


def test_all_summaries_are_left_and_the_rest_stays(
    client: FlaskClient, reader: Contact, newsletter: Topic
) -> None:
    project = make_topic(kind=TopicKind.PROJECT)
    preferences.change(
        reader, preferences.Wishes({*subscriptions.followed(reader.id), project.id}, "en"), "en"
    )
    assert client.get(page_of(reader) + "/leave-summaries").status_code == 405
    client.post(page_of(reader) + "/leave-summaries")
    assert subscriptions.followed(reader.id) == {newsletter.id, project.id}
    assert "no more summaries" in client.get(page_of(reader) + "?done=left-summaries").text
