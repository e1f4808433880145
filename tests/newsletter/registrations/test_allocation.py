"""Sharing out places after the last day to register."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.events.models import Allocation, Event, Mode
from newsletter.registrations import allocation, desk, staff
from newsletter.registrations.allocation import Rest, Rule, Trial
from newsletter.registrations.models import AllocationDecision, AttendAs, Registration, RegistrationState
from tests.newsletter.registrations.support import at, mails, make_open_event, register, states
from tests.support.staff import sign_in_as

pytestmark = pytest.mark.usefixtures("sender", "clock")

AFTER = {"allocation": Allocation.AFTER_DEADLINE, "places": 2}


def contested(**changes: Any) -> tuple[Event, list[Registration]]:
    """Two places; three wishes of Almvika, then one of Bredvik."""
    event = make_open_event(**AFTER | changes)
    made = [register(event, f"A{number}", affiliation="Almvika") for number in range(3)]
    return event, [*made, register(event, "B", affiliation="Bredvik")]


def decide(event: Event, rule: Rule = Rule.FAIR, rest: Rest = Rest.WAIT) -> Trial:
    return allocation.decide(event.id, rule, allocation.trial(event, rule).mark, rest, None)


def test_a_trial_shows_who_would_get_a_place_and_changes_nothing() -> None:
    event, wishes = contested()
    trial = allocation.trial(event, Rule.FAIR)
    assert [place.registration.name for place in trial.granted] == ["A0", "B"]
    assert [(share.name, share.wanted, share.granted) for share in trial.shares] == [
        ("Almvika", 3, 1),
        ("Bredvik", 1, 1),
    ]
    assert states(event) == ["received"] * 4
    assert all(mails(wish) == ["receipt"] for wish in wishes)


def test_by_arrival_the_first_ones_get_the_places() -> None:
    event, _wishes = contested()
    assert [p.registration.name for p in allocation.trial(event, Rule.ARRIVAL).granted] == ["A0", "A1"]


def test_first_come_first_served_stays_the_rule_where_it_was_promised() -> None:
    event = make_open_event(allocation=Allocation.FCFS_WITH_REDISTRIBUTION)
    assert allocation.default_rule(event) is Rule.ARRIVAL


def test_the_decision_tells_everybody_at_once_how_it_stands() -> None:
    event, wishes = contested()
    decide(event)
    assert states(event) == ["confirmed", "waitlisted", "waitlisted", "confirmed"]
    assert [mails(wish)[-1] for wish in wishes] == ["receipt", "waiting_list", "waiting_list", "receipt"]


def test_who_gets_no_place_may_get_a_no_with_the_reason() -> None:
    event, wishes = contested()
    decide(event, rest=Rest.DECLINE)
    assert states(event) == ["confirmed", "declined", "declined", "confirmed"]
    assert mails(wishes[1])[-1] == "declined"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule.FAIR, "The places were shared out among the workplaces."),
        (Rule.ARRIVAL, "The places went to those who registered first."),
    ],
)
def test_the_no_says_how_the_places_were_given(rule: Rule, reason: str) -> None:
    event, _wishes = contested()
    decided = decide(event, rule, rest=Rest.DECLINE)
    said = {allocation.why_not(place.outcome.why, rule, "en") for place in decided.left_out}
    assert said == {reason}


def test_the_decision_keeps_rule_wishes_and_result_but_no_names() -> None:
    event, wishes = contested(affiliation_cap=1)
    decide(event)
    kept = session.scalars(select(AllocationDecision)).one()
    assert kept.rule["rule"] == "fair" and kept.rule["cap"] == 1 and kept.rule["places"] == 2
    assert {told["registration"] for told in kept.outcomes} == {wish.id for wish in wishes}
    assert "A0" not in str(kept.outcomes)


def test_what_changed_since_the_trial_stops_the_decision() -> None:
    event, _wishes = contested()
    mark = allocation.trial(event, Rule.FAIR).mark
    register(event, "C", affiliation="Cederö")
    with pytest.raises(Conflict):
        allocation.decide(event.id, Rule.FAIR, mark, Rest.WAIT, None)
    assert set(states(event)) == {"received"}


def test_it_is_decided_once() -> None:
    event, _wishes = contested()
    decide(event)
    with pytest.raises(NotPossible):
        decide(event)


def test_the_workplaces_own_order_counts() -> None:
    event, wishes = contested()
    allocation.rank(event.id, {wishes[2].id: 1}, None)
    assert [p.registration.name for p in allocation.trial(event, Rule.FAIR).granted] == ["A2", "B"]
    with pytest.raises(Invalid):
        allocation.rank(event.id, {wishes[2].id: 0}, None)


def test_places_given_by_hand_before_count_as_the_workplaces_own() -> None:
    event, wishes = contested()
    staff.give_place(wishes[0].id, None)
    assert [p.registration.name for p in allocation.trial(event, Rule.FAIR).granted] == ["B"]


def test_in_the_room_and_online_have_their_own_places() -> None:
    event = make_open_event(
        **AFTER | {"places": None, "places_on_site": 1, "places_online": 1, "mode": Mode.HYBRID}
    )
    for name, way in (("R1", AttendAs.PHYSICAL), ("R2", AttendAs.PHYSICAL), ("O1", AttendAs.ONLINE)):
        register(event, name, way)
    assert {p.registration.name for p in allocation.trial(event, Rule.FAIR).granted} == {"R1", "O1"}


def test_a_place_given_up_later_goes_to_the_next_of_those_who_wait() -> None:
    event, wishes = contested()
    decide(event)
    staff.cancel(wishes[3].id, None)
    session.refresh(wishes[1])
    assert wishes[1].state is RegistrationState.OFFERED


def test_it_is_due_once_registration_is_over(clock: time_machine.Traveller) -> None:
    event, _wishes = contested()
    assert not allocation.is_due(event, desk.find(event.id))
    clock.move_to(at(2027, 4, 30, 8))
    assert allocation.is_due(event, desk.find(event.id))


def test_an_editor_orders_looks_and_decides(client: FlaskClient) -> None:
    event, wishes = contested()
    sign_in_as(client)
    address = f"/staff/events/{event.id}/allocation"
    assert "2 of 4 wishes would get a place" in client.get(address).text
    assert client.post(f"{address}/ranks", data={f"rank-{wishes[1].id}": "first"}).status_code == 422
    assert client.post(f"{address}/ranks", data={f"rank-{wishes[1].id}": "1"}).status_code == 303
    stale = {"rule": "fair", "mark": "stale", "rest": "wait"}
    assert client.post(address, data=stale).status_code == 422
    mark = allocation.trial(event, Rule.FAIR).mark
    assert client.post(address, data={**stale, "mark": mark}).status_code == 303
    assert states(event) == ["waitlisted", "confirmed", "waitlisted", "confirmed"]
    page = client.get(address).text
    assert "The places were given on" in page
    assert "A1" in page and f"at {now().astimezone(ZoneInfo(event.zone)):%H:%M}" in page
