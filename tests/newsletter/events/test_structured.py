from datetime import date, time

from newsletter.events import edit, service, structured
from newsletter.events.content import OrganiserContent, ProgrammeContent, Speaker
from newsletter.events.models import DateState, Mode, OrganiserRole, PriceKind
from tests.newsletter.events.factories import content, make_event, texts


def test_times_keep_their_offset() -> None:
    data = structured.event_data(make_event(), "sv")
    assert data["startDate"] == "2027-05-06T09:00+02:00"
    assert data["endDate"] == "2027-05-06T12:00+02:00"


def test_a_day_stays_a_day() -> None:
    data = structured.event_data(make_event(starts_at=None, ends_at=None, ends_on=None), "sv")
    assert data["startDate"] == "2027-05-06"
    assert "endDate" not in data


def test_a_moved_event_says_when_it_was_to_be() -> None:
    event = make_event()
    edit.save(event.id, content(starts_on=date(2027, 5, 5)), event.revision)
    data = structured.event_data(event, "sv")
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == ["2027-05-06T09:00+02:00"]


def test_cancelled_and_postponed() -> None:
    event = make_event()
    service.postpone(event.id)
    data = structured.event_data(event, "sv")
    assert data["eventStatus"] == "https://schema.org/EventPostponed"
    assert data["startDate"] == "2027-05-06T09:00+02:00"
    service.cancel(event.id, "Sjukdom")
    assert structured.event_data(event, "sv")["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_hybrid_event_has_a_place_and_a_virtual_location() -> None:
    event = make_event(mode=Mode.HYBRID, online_url="https://video.example/rum")
    data = structured.event_data(event, "sv")
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, online = data["location"]
    assert (place["@type"], place["name"]) == ("Place", "Gamla Tullhuset")
    assert online == {"@type": "VirtualLocation", "url": "https://video.example/rum"}


def test_what_is_unknown_is_left_out() -> None:
    event = make_event(
        date_state=DateState.TBA,
        starts_on=None,
        starts_at=None,
        ends_on=None,
        ends_at=None,
        texts=texts(date="våren"),
    )
    data = structured.event_data(event, "sv")
    assert not {"startDate", "isAccessibleForFree", "performer", "maximumAttendeeCapacity"} & set(data)


def test_people_funders_and_price() -> None:
    event = make_event(
        price_kind=PriceKind.FREE,
        organisers=(OrganiserContent("Region"), OrganiserContent("Fonden", OrganiserRole.FUNDER)),
        programme=(
            ProgrammeContent(
                "Tal", time(9), speakers=(Speaker("Liv Norrhed", "", "Vågrät"), Speaker("Kommunen"))
            ),
        ),
    )
    data = structured.event_data(event, "sv")
    assert [body["name"] for body in data["organizer"]] == ["Region"]
    assert [body["name"] for body in data["funder"]] == ["Fonden"]
    assert [person["name"] for person in data["performer"]] == ["Liv Norrhed"]
    assert data["isAccessibleForFree"] is True
