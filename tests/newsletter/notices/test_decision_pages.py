"""The pages on which editors decide about notices."""

from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from newsletter.accounts.models import Role
from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.models import Event
from newsletter.notices import extending, hours, overview, rules
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, content
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, newest, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.staff import sign_in_as


@pytest.fixture
def event() -> Event:
    topic = make_topic(kind=TopicKind.SERIES)
    make_subscriber(topic, address="lasare@example.org")
    made = make_announced(**WITH_DEADLINE, topic_ids=(topic.id,))
    register(made)
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
    return main_words(response.text)


def main_words(html: str) -> str:
    main = BeautifulSoup(html, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def move(event: Event) -> None:
    kept = tuple(topic.id for topic in event.topics)
    edit.save(event.id, content(**WITH_DEADLINE, venue="Rådhuset", topic_ids=kept), event.revision)
    session.commit()


def test_a_draft_shows_old_and_new_and_is_approved(client: FlaskClient, event: Event) -> None:
    move(event)
    draft = newest(event, NoticeKind.CHANGED)
    assert "Changed Waits for you" in words(client, f"/staff/events/{event.id}")
    shown = words(client, f"/staff/events/notices/{draft.id}/decide")
    assert "Gamla Tullhuset Rådhuset" in shown
    assert "Readers 1" in shown
    assert client.post(f"/staff/events/notices/{draft.id}/approve").status_code == 303
    assert newest(event, NoticeKind.CHANGED).state is PlanState.PLANNED


def test_passing_over_without_a_reason_keeps_the_draft(client: FlaskClient, event: Event) -> None:
    move(event)
    draft = newest(event, NoticeKind.CHANGED)
    refused = client.post(f"/staff/events/notices/{draft.id}/pass-over", data={"reason": ""})
    assert refused.status_code == 422
    assert "Write why" in main_words(refused.text)
    done = client.post(f"/staff/events/notices/{draft.id}/pass-over", data={"reason": "Bara stavning"})
    assert done.status_code == 303
    assert "Somebody decided not to tell. Bara stavning" in words(client, f"/staff/events/{event.id}")


def test_a_planned_notice_is_skipped_with_a_reason(client: FlaskClient, event: Event) -> None:
    address = f"/staff/events/notices/{plan(event).id}/skip"
    assert client.post(address, data={"reason": "Redan berättat"}).status_code == 303
    assert plan(event).reason is PlanReason.SKIPPED_BY_HAND


def test_an_editors_own_words_stand_first_in_a_planned_notice(client: FlaskClient, event: Event) -> None:
    """Complaint 9: a standard reminder hides an important message placed last."""
    address = f"/staff/events/notices/{plan(event).id}"
    assert client.post(f"{address}/words", data={"words": "Vi har bytt lokal."}).status_code == 303
    assert "Vi har bytt lokal." in words(client, f"{address}/decide")
    text = overview.copy(plan(event), event, "sv").text
    assert text.index("Vi har bytt lokal.") < text.index("En förmiddag om delaktighet.")
    refused = client.post(f"{address}/words", data={"words": "x" * 501})
    assert refused.status_code == 422
    assert "x" * 501 in refused.text
    assert client.post(f"{address}/words", data={"words": ""}).status_code == 303
    assert "reason" not in plan(event).details


def test_the_reason_for_an_extension_can_be_reworded_and_not_taken_away(
    client: FlaskClient, event: Event
) -> None:
    notice = extending.extend(event.id, date(2027, 5, 4), None, "Fler platser")
    assert notice is not None
    session.commit()
    address = f"/staff/events/notices/{notice.id}/words"
    assert client.post(address, data={"words": " "}).status_code == 422
    assert client.post(address, data={"words": "Större lokal"}).status_code == 303
    assert newest(event, NoticeKind.EXTENDED).details["reason"] == "Större lokal"


def test_rules_of_an_event_are_changed_in_one_form(client: FlaskClient, event: Event) -> None:
    address = f"/staff/events/{event.id}/rules"
    assert "Last reminder of the deadline" in words(client, address)
    typed = {f"enabled-{rule.id}": "1" for rule in rules.of_event(event.id) if rule.enabled}
    for rule in rules.of_event(event.id):
        typed |= {f"days-{rule.id}": str(abs(rule.offset_days))}
        typed |= {f"at-{rule.id}": rule.at_local.strftime("%H:%M") if rule.at_local else ""}
    week = rules.the_rule(event.id, NoticeKind.DEADLINE, "7d")
    refused = client.post(address, data=typed | {f"days-{week.id}": "sju"})
    assert refused.status_code == 422
    assert "Enter a number of days." in main_words(refused.text)
    assert client.post(address, data=typed | {f"days-{week.id}": "8"}).status_code == 303
    assert plan(event).due_local.date() == date(2027, 4, 21)


def test_an_admin_sets_hours_and_weeks_without_news(client: FlaskClient) -> None:
    sign_in_as(client, Role.ADMIN)
    address = "/staff/organisation/notices"
    assert "Weeks without news" in words(client, address)
    typed = {"opens_at": "08:00", "closes_at": "16:00", "still_weeks": "28-30, 52"}
    for rule in rules.of_organisation():
        typed |= {f"days-{rule.id}": str(abs(rule.offset_days)), f"at-{rule.id}": "08:30"}
    assert client.post(address, data=typed).status_code == 303
    assert hours.get().still_weeks == {28, 29, 30, 52}
    assert not any(rule.enabled for rule in rules.of_organisation())
    assert client.post(address, data=typed | {"closes_at": "sent"}).status_code == 422


def test_the_deadline_is_extended_with_a_reason(client: FlaskClient, event: Event) -> None:
    address = f"/staff/events/{event.id}/extend"
    assert "The present deadline" in words(client, address)
    early = client.post(address, data={"deadline_on": "2027-04-01", "reason": "Fler platser"})
    assert early.status_code == 422
    assert "must be later" in main_words(early.text)
    never = client.post(address, data={"deadline_on": "9999-12-31", "reason": "Fler platser"})
    assert (never.status_code, "Check the year." in main_words(never.text)) == (422, True)
    late = client.post(address, data={"deadline_on": "2027-05-20", "reason": "Fler platser"})
    assert "The deadline must be before the event starts." in main_words(late.text)
    assert (
        client.post(address, data={"deadline_on": "2027-05-04", "reason": "Fler platser"}).status_code == 303
    )
    assert event.deadline_on == date(2027, 5, 4)
    assert newest(event, NoticeKind.EXTENDED).details["reason"] == "Fler platser"


def test_one_address_is_answered_and_a_strange_one_too(client: FlaskClient, event: Event) -> None:
    page = f"/staff/events/{event.id}/who"
    shown = words(client, f"{page}?address=lasare@example.org")
    assert "Reminder 7 days before the deadline" in shown
    assert "It would go to this person." in shown
    assert "Is not registered for this event." in shown
    assert "We do not know this address" in words(client, f"{page}?address=nobody@example.org")
    assert words(client, f"{page}?address=nonsense")


def test_saving_a_change_first_says_what_it_does(client: FlaskClient, event: Event) -> None:
    page = BeautifulSoup(client.get(f"/staff/events/{event.id}/edit").text, "html.parser")
    form = page.find("form", id="event-form")
    assert form is not None
    typed = fields(form) | {"venue": "Rådhuset", "do": "save"}
    shown = client.post(f"/staff/events/{event.id}/edit", data=typed)
    assert shown.status_code == 200
    assert "1 person should be told of the change" in main_words(shown.text)
    session.expire_all()
    assert event.venue == "Gamla Tullhuset"
    saved = client.post(f"/staff/events/{event.id}/edit", data=typed | {"confirmed": "yes"})
    assert saved.status_code == 303
    session.expire_all()
    assert event.venue == "Rådhuset"


def fields(form: Tag) -> dict[str, str]:
    """As a browser would send them."""
    typed: dict[str, str] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = str(field.get("name") or ""), field.get("type")
        if not name or (kind in ("checkbox", "radio") and not field.has_attr("checked")) or kind == "submit":
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True)
            typed[name] = str(chosen["value"]) if chosen else ""
        else:
            typed[name] = str(field.get("value") or "") if field.name == "input" else field.get_text()[1:]
    return typed
