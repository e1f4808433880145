"""What subscribers tell about themselves, for their own sake; and that nothing of it stays."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.core import regions
from newsletter.core.tokens import sign
from newsletter.subscribers import profiles, subscriptions
from newsletter.subscribers.models import ChangeReason, Profile, Role, Topic
from newsletter.subscribers.profiles import Told
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

CAUSE = Cause(ChangeReason.PREFERENCES)
MANAGER_IN_MORA = Told("SE-W", "Mora kommun", (Role.MANAGER,))


@pytest.fixture
def topic(session: Session) -> Topic:
    return make_topic("barn")


@pytest.fixture
def contact(topic: Topic) -> Contact:
    return make_subscriber(topic, language="en")


def page_of(contact: Contact) -> str:
    return f"/preferences/{sign('preferences', contact.id, contact.token_version)}"


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Profile)) or 0


def test_the_page_says_why_it_asks_and_that_one_need_not_answer(
    client: FlaskClient, contact: Contact
) -> None:
    page = client.get(page_of(contact)).text
    for words in ("It is up to you", "Region (optional)", "Dalarnas län", "Region Syddanmark", "Researcher"):
        assert words in page
    assert page.index("Dalarnas län") < page.index("Region Syddanmark")  # our own country first


def test_what_is_told_is_kept_and_shown_again(client: FlaskClient, contact: Contact) -> None:
    told = {"region": "SE-W", "municipality": " Mora  kommun", "roles": ["manager", "politician"]}
    client.post(page_of(contact), data={"topics": ["barn"], "language": "en", **told})
    assert profiles.of(contact.id) == Told("SE-W", "Mora kommun", (Role.POLITICIAN, Role.MANAGER))
    page = client.get(page_of(contact)).text
    assert '<option selected value="SE-W">' in page
    assert 'value="Mora kommun"' in page


def test_a_page_that_did_not_ask_changes_nothing(client: FlaskClient, contact: Contact) -> None:
    profiles.tell(contact.id, MANAGER_IN_MORA)
    client.post(page_of(contact), data={"topics": ["barn"], "language": "en"})
    assert profiles.of(contact.id) == MANAGER_IN_MORA


def test_taking_everything_back_leaves_no_row(
    client: FlaskClient, contact: Contact, session: Session
) -> None:
    profiles.tell(contact.id, MANAGER_IN_MORA)
    empty = {"topics": ["barn"], "language": "en", "region": "", "municipality": ""}
    client.post(page_of(contact), data=empty)
    assert rows(session) == 0


@pytest.mark.parametrize("wrong", [{"region": "SE-XX"}, {"roles": "king"}, {"municipality": "a" * 81}])
def test_what_was_not_offered_is_refused_and_the_rest_kept(
    client: FlaskClient, contact: Contact, session: Session, wrong: dict[str, str]
) -> None:
    data = {"topics": ["barn"], "language": "en", "region": "SE-M", "municipality": "Lund", **wrong}
    answer = client.post(page_of(contact), data=data)
    assert answer.status_code == 422
    assert rows(session) == 0
    assert data["municipality"] in answer.text


def test_who_leaves_everything_leaves_nothing_of_it_behind(
    client: FlaskClient, contact: Contact, session: Session
) -> None:
    profiles.tell(contact.id, MANAGER_IN_MORA)
    client.post(f"{page_of(contact)}/leave")
    assert rows(session) == 0


def test_it_goes_with_the_last_topic_and_not_before(topic: Topic, contact: Contact, session: Session) -> None:
    other = make_topic("annat")
    subscriptions.follow(contact.id, other, CAUSE)
    profiles.tell(contact.id, MANAGER_IN_MORA)
    subscriptions.end(contact.id, [topic.id], CAUSE)
    assert rows(session) == 1
    subscriptions.end(contact.id, [other.id], CAUSE)
    assert rows(session) == 0


def test_unticking_the_last_topic_tells_nothing(
    client: FlaskClient, contact: Contact, session: Session
) -> None:
    client.post(page_of(contact), data={"language": "en", "region": "SE-M", "roles": ["manager"]})
    assert rows(session) == 0


def test_it_goes_with_the_person(contact: Contact, session: Session) -> None:
    profiles.tell(contact.id, MANAGER_IN_MORA)
    session.delete(contact)
    session.flush()
    assert rows(session) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mora", "MORA kommun"),
        ("Göteborg", "Göteborgs Stad"),
        ("Borås", "Borås stad"),
        ("Aarhus", "Aarhus Kommune"),
        ("Karlstad", " karlstads  kommun "),
    ],
)
def test_a_municipality_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert profiles.municipality_key(one) == profiles.municipality_key(other)


def test_municipalities_with_similar_names_are_not_the_same() -> None:
    names = ("Halmstad", "Karlstad", "Kristianstad", "Stad", "Mora", "Orsa", "Uppsala", "Upplands-Bro")
    assert len({profiles.municipality_key(name) for name in names}) == len(names)


def test_finnish_regions_have_a_swedish_name() -> None:
    assert regions.name("FI-18", "sv") == "Nyland"
    assert regions.name("FI-18", "fi") == "Uusimaa"
    assert {code[:2] for code in regions.NAMES} == {"SE", "DK", "NO", "FI"}
    assert set(regions.IN_SWEDISH) == set(regions.BY_COUNTRY["FI"])
    assert [len(regions.BY_COUNTRY[country]) for country in ("SE", "DK", "NO", "FI")] == [21, 5, 15, 19]
