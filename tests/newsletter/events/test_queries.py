from datetime import UTC, date, datetime, time

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.events import queries, service
from newsletter.events.models import DateState, Event, Mode
from newsletter.events.queries import Filter, Period, StaffView
from newsletter.events.state import RegistrationState, registration_state
from tests.newsletter.events.factories import WITH_DEADLINE, make_draft, make_event, make_topic, texts


def listed(**wishes: object) -> list[Event]:
    return list(session.scalars(queries.listed(Filter(**wishes))))  # type: ignore[arg-type]


def staff_list(view: StaffView, words: str = "") -> list[Event]:
    return list(session.scalars(queries.for_staff(view, words)))


def undecided() -> Event:
    return make_event(
        date_state=DateState.TBA,
        starts_on=None,
        starts_at=None,
        ends_on=None,
        ends_at=None,
        texts=texts(date="våren"),
    )


def test_coming_events_stand_in_time_and_those_without_a_date_last() -> None:
    open_date = undecided()
    late = make_event()
    early = make_event(starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 1))
    make_draft()
    service.cancel(make_event().id, "Sjukdom")
    assert queries.coming(10) == [early, late, open_date]
    assert queries.coming(1) == [early]


def test_coming_of_topics_counts_the_series_as_well() -> None:
    theme, series = make_topic(), make_topic()
    both = make_event(topic_ids=(theme.id,), parent_topic_id=series.id)
    make_event()
    assert queries.coming(10, [theme.id]) == [both]
    assert queries.coming(10, [series.id]) == [both]
    assert queries.coming(10, []) == []


def test_an_event_is_past_when_it_has_ended_not_when_it_begins(winter: time_machine.Traveller) -> None:
    event = make_event()
    winter.move_to(datetime(2027, 5, 6, 9, 59, tzinfo=UTC))
    assert listed() == [event]
    winter.move_to(datetime(2027, 5, 6, 10, 0, tzinfo=UTC))
    assert listed() == []
    assert listed(period=Period.PAST) == [event]


def test_deadlines_soon_leave_out_what_is_cancelled() -> None:
    soon = make_event(**WITH_DEADLINE | {"deadline_on": date(2027, 3, 12)})
    make_event(**WITH_DEADLINE)
    service.cancel(make_event(**WITH_DEADLINE | {"deadline_on": date(2027, 3, 12)}).id, "Sjukdom")
    assert listed(period=Period.DEADLINE_SOON) == [soon]
    start, end = datetime(2027, 3, 12, 22, tzinfo=UTC), datetime(2027, 3, 12, 23, tzinfo=UTC)
    assert queries.with_deadline_between(start, end) == [soon]
    assert queries.with_deadline_between(end, datetime(2027, 3, 20, tzinfo=UTC)) == []


def test_cancelled_events_stay_in_the_public_list() -> None:
    event = make_event()
    service.cancel(event.id, "Sjukdom")
    assert listed() == [event]


def test_the_list_narrows_by_topic_and_mode() -> None:
    topic = make_topic()
    online = make_event(mode=Mode.ONLINE, topic_ids=(topic.id,))
    make_event()
    assert listed(topic_id=topic.id) == [online]
    assert listed(mode=Mode.ONLINE) == [online]


@pytest.mark.parametrize(
    "words", ["barnets", "RÖST", "barn röst", "almvika", "tullhus", "barnets & röst!", "röst' | 'x"]
)
def test_staff_find_events_by_the_beginnings_of_words(words: str) -> None:
    event = make_event()
    expected = [] if "x" in words else [event]
    assert staff_list(StaffView.COMING, words) == expected


def test_staff_lists_part_drafts_coming_and_past(winter: time_machine.Traveller) -> None:
    draft, event = make_draft(), make_event()
    assert staff_list(StaffView.DRAFTS) == [draft]
    assert staff_list(StaffView.COMING) == [event]
    assert staff_list(StaffView.PAST) == []
    assert staff_list(StaffView.COMING, "nothing") == []


def test_registration_opens_closes_and_ends_with_the_event(winter: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE, registration_opens_on=date(2027, 4, 1), registration_opens_at=time(8))
    states = []
    for moment in (
        datetime(2027, 4, 1, 5, 59, tzinfo=UTC),
        datetime(2027, 4, 1, 6, 0, tzinfo=UTC),
        datetime(2027, 4, 29, 21, 59, tzinfo=UTC),
        datetime(2027, 4, 29, 22, 0, tzinfo=UTC),
    ):
        states.append(registration_state(event, moment))
    assert states == [
        RegistrationState.NOT_OPEN,
        RegistrationState.OPEN,
        RegistrationState.OPEN,
        RegistrationState.CLOSED,
    ]


def test_a_cancelled_event_takes_no_registrations() -> None:
    event = make_event(**WITH_DEADLINE)
    service.cancel(event.id, "Sjukdom")
    assert registration_state(event, datetime(2027, 3, 1, tzinfo=UTC)) is RegistrationState.CLOSED


def test_an_event_without_registration_has_no_state_to_show() -> None:
    assert registration_state(make_event(), datetime(2027, 3, 1, tzinfo=UTC)) is RegistrationState.NONE
