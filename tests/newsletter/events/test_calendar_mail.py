from datetime import time

from icalendar import Calendar

from newsletter.events import edit, service
from newsletter.events.calendar_mail import for_participants
from newsletter.events.models import DateState, Event
from newsletter.rendering.letter import CalendarFile, CalendarMethod, Sender
from tests.newsletter.events.factories import content, make_event, texts

US = Sender("Nätverket", "nyheter@smasteg.example")


def file(event: Event) -> CalendarFile:
    made = for_participants(event, "sv", US)
    assert made is not None
    return made


def entry(event: Event) -> Calendar:
    (found,) = Calendar.from_ical(file(event).content).walk("VEVENT")
    return found


def test_a_planned_event_is_published() -> None:
    event = make_event()
    assert file(event).method is CalendarMethod.PUBLISH
    assert b"METHOD:PUBLISH\r\n" in file(event).content
    assert str(entry(event)["status"]) == "CONFIRMED"


def test_a_cancelled_event_is_taken_out_with_the_same_uid_and_a_higher_sequence() -> None:
    event = make_event()
    before = entry(event)
    service.cancel(event.id, "Too few.")
    after = entry(event)
    assert file(event).method is CalendarMethod.CANCEL
    assert b"METHOD:CANCEL\r\n" in file(event).content
    assert str(after["status"]) == "CANCELLED"
    assert (after["uid"], after["organizer"]) == (before["uid"], before["organizer"])
    assert after["sequence"] > before["sequence"]


def test_a_postponed_event_is_taken_out() -> None:
    event = make_event()
    service.postpone(event.id)
    assert file(event).method is CalendarMethod.CANCEL


def test_the_file_is_the_same_until_something_material_changes() -> None:
    event = make_event()
    first = file(event)
    assert file(event) == first
    edit.save(event.id, content(starts_at=time(10)), event.revision)
    assert file(event) != first


def test_an_event_without_a_date_has_no_file() -> None:
    event = make_event(
        date_state=DateState.TBA,
        starts_on=None,
        starts_at=None,
        ends_on=None,
        ends_at=None,
        texts=texts(date="våren"),
    )
    assert for_participants(event, "sv", US) is None


def test_the_sender_stands_for_an_organiser_without_an_address() -> None:
    event = make_event(contact_email="", contact_phone="+46 8 465 004 00")
    assert str(entry(event)["organizer"]) == f"mailto:{US.address}"
