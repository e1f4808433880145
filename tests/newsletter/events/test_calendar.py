from datetime import UTC, date, datetime, time

from icalendar import Calendar

from newsletter.events import calendar, edit, service
from newsletter.events.content import ProgrammeContent
from newsletter.events.models import DateState, Event
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_event, make_topic, texts


def entry(event: Event) -> Calendar:
    (found,) = Calendar.from_ical(calendar.file(event, "sv")).walk("VEVENT")
    return found


def test_a_timed_event_has_instants_in_utc() -> None:
    found = entry(make_event())
    assert found.decoded("dtstart") == datetime(2027, 5, 6, 7, tzinfo=UTC)
    assert found.decoded("dtend") == datetime(2027, 5, 6, 10, tzinfo=UTC)


def test_whole_days_end_exclusively_on_the_day_after() -> None:
    found = entry(make_event(starts_at=None, ends_at=None, ends_on=date(2027, 5, 7)))
    assert found.decoded("dtstart") == date(2027, 5, 6)
    assert found.decoded("dtend") == date(2027, 5, 8)
    assert found["dtstart"].params["VALUE"] == "DATE"


def test_an_unknown_end_is_left_out() -> None:
    assert "dtend" not in entry(make_event(ends_on=None, ends_at=None))


def test_the_file_is_published_and_asks_nobody_for_an_answer() -> None:
    event = make_event()
    raw = calendar.file(event, "sv").decode()
    assert "METHOD:PUBLISH" in raw
    assert "ATTENDEE" not in raw and "ALARM" not in raw
    assert str(entry(event)["organizer"]) == "mailto:fragor@sundland.example"


def test_a_moved_event_keeps_its_uid_and_raises_its_sequence() -> None:
    event = make_event()
    before = entry(event)
    edit.save(event.id, content(starts_at=time(10)), event.revision)
    after = entry(event)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_cancelled_and_preliminary_events_say_so() -> None:
    event = make_event()
    assert entry(event)["status"] == "CONFIRMED"
    service.cancel(event.id, "Sjukdom")
    assert entry(event)["status"] == "CANCELLED"
    assert entry(make_event(date_state=DateState.TENTATIVE))["status"] == "TENTATIVE"


def test_the_description_holds_lead_programme_deadline_and_address() -> None:
    event = make_event(
        **WITH_DEADLINE, programme=(ProgrammeContent("Kaffe", time(10)), ProgrammeContent("Samtal"))
    )
    description = str(entry(event)["description"])
    assert "En förmiddag" in description
    assert "10:00 Kaffe\nSamtal" in description
    assert "29 april" in description
    assert f"/events/{event.slug}" in description


def test_lines_are_folded_at_75_octets_and_break_no_character() -> None:
    event = make_event(texts=texts(title="Å" * 190, lead="ö, ä; å \\ " * 40))
    for line in calendar.file(event, "sv").split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert str(entry(event)["summary"]) == "Å" * 190


def test_line_breaks_and_colons_in_texts_make_no_new_properties() -> None:
    event = make_event(texts=texts(lead="Hej\nEND:VEVENT\nBEGIN:VALARM"), venue="Sal; A, B: C")
    found = entry(event)
    assert str(found["location"]).startswith("Sal; A, B: C")
    assert found.subcomponents == []


def test_topics_become_categories() -> None:
    event = make_event(topic_ids=(make_topic("Barn, unga").id,))
    assert entry(event).categories == ["Barn, unga"]
