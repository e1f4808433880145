from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy.orm import Session

from newsletter.core import announce
from newsletter.errors import NotFound
from newsletter.events import checks, edit, queries, service
from newsletter.events.content import (
    MaterialContent,
    OrganiserContent,
    ProgrammeContent,
    Speaker,
)
from newsletter.events.facts import EventChanged
from newsletter.events.models import DateState, MaterialKind, Occurrence, OrganiserRole, RowKind
from tests.newsletter.events.factories import content, make_draft, make_event, make_topic, texts


def test_everything_stated_is_read_back() -> None:
    topic = make_topic()
    stated = content(
        topic_ids=(topic.id,),
        parent_topic_id=topic.id,
        languages_spoken=("sv", "da"),
        organisers=(OrganiserContent("A"), OrganiserContent("B", OrganiserRole.FUNDER)),
        programme=(
            ProgrammeContent("Kaffe", time(10), time(10, 30), kind=RowKind.BREAK),
            ProgrammeContent("Samtal", speakers=(Speaker("Ada Ek", "chef, samverkan", "Region X"),)),
        ),
        materials=(MaterialContent("Bilder", "https://example.org/b.pdf", MaterialKind.SLIDES, "sv"),),
    )
    assert edit.content_of(service.create(stated)) == stated


def test_saving_what_was_opened_changes_nothing() -> None:
    event = make_event()
    edit.save(event.id, edit.content_of(event), event.revision)
    assert (event.ics_sequence, queries.history(event.id)) == (0, [])


def test_a_text_edit_leaves_the_calendar_entry_and_is_not_material() -> None:
    event = make_event()
    edit.save(event.id, content(texts=texts(lead="Ny ingress")), event.revision)
    (change,) = queries.history(event.id)
    assert (change.field, change.old, change.new) == (
        "texts.sv.lead",
        "En förmiddag om delaktighet.",
        "Ny ingress",
    )
    assert not change.is_material
    assert (event.ics_sequence, event.updated_at) == (0, None)


def test_moving_a_published_event_is_material_and_remembers_the_old_start() -> None:
    event = make_event()
    edit.save(event.id, content(starts_at=time(10)), event.revision)
    assert event.ics_sequence == 1
    assert event.updated_at is not None
    assert event.previous_starts == [datetime(2027, 5, 6, 7, tzinfo=UTC)]
    assert [change.is_material for change in queries.history(event.id)] == [True]


def test_an_edited_draft_has_no_history_and_no_new_calendar_sequence() -> None:
    event = make_draft()
    edit.save(event.id, content(venue="Biblioteket", starts_at=time(10)), event.revision)
    assert event.venue == "Biblioteket"
    assert (event.ics_sequence, event.previous_starts, queries.history(event.id)) == (0, [], [])


def test_the_calendar_uid_never_changes() -> None:
    event = make_event()
    uid = event.ics_uid
    edit.save(event.id, content(starts_on=date(2027, 5, 5)), event.revision)
    service.cancel(event.id, "Sjukdom")
    assert event.ics_uid == uid
    assert uid.endswith("@news.example.org")


def test_the_second_of_two_editors_is_refused_and_nothing_is_overwritten() -> None:
    event = make_event()
    opened = event.revision
    edit.save(event.id, content(venue="Biblioteket"), opened)
    with pytest.raises(edit.ChangedMeanwhile) as refused:
        edit.save(event.id, content(venue="Rådhuset"), opened)
    assert refused.value.event.venue == "Biblioteket"


def test_faulty_content_leaves_the_event_as_it_is(session: Session) -> None:
    event = make_event()
    with pytest.raises(checks.Faulty):
        edit.save(event.id, content(ends_at=time(8)), event.revision)
    session.refresh(event)
    assert event.ends_at == time(12)


def test_a_postponed_event_with_a_new_date_takes_place_again() -> None:
    event = make_event()
    service.postpone(event.id, "Lokalen är stängd")
    assert event.starts_instant is None
    edit.save(event.id, content(starts_on=date(2027, 6, 3), ends_on=date(2027, 6, 3)), event.revision)
    assert event.occurrence is Occurrence.SCHEDULED
    assert event.starts_instant == datetime(2027, 6, 3, 7, tzinfo=UTC)
    assert event.previous_starts == [datetime(2027, 5, 6, 7, tzinfo=UTC)]


def test_instants_follow_wall_time_across_the_clock_change() -> None:
    winter_day = content(starts_on=date(2027, 3, 26), ends_on=date(2027, 3, 26))
    event = service.create(winter_day)
    assert event.starts_instant == datetime(2027, 3, 26, 8, tzinfo=UTC)
    edit.save(
        event.id,
        replace(winter_day, starts_on=date(2027, 3, 29), ends_on=date(2027, 3, 29)),
        event.revision,
    )
    assert event.starts_instant == datetime(2027, 3, 29, 7, tzinfo=UTC)


def test_a_whole_day_lasts_until_it_ends_in_its_own_zone() -> None:
    event = make_draft(starts_at=None, ends_at=None, ends_on=None, zone="Europe/Helsinki")
    assert event.over_instant == datetime(2027, 5, 6, 21, tzinfo=UTC)


def test_an_event_without_a_decided_date_has_no_instants() -> None:
    event = make_draft(
        date_state=DateState.TBA,
        starts_on=None,
        starts_at=None,
        ends_on=None,
        ends_at=None,
        texts=texts(date="våren 2028"),
    )
    assert (event.starts_instant, event.over_instant) == (None, None)


def test_every_change_is_announced_once() -> None:
    heard: list[EventChanged] = []
    known, witnesses = dict(announce._handlers), dict(announce._witnesses)
    announce.register([(EventChanged, heard.append)])
    try:
        event = make_event()
        edit.save(event.id, content(venue="Biblioteket"), event.revision)
        edit.save(event.id, content(venue="Biblioteket"), event.revision)
        service.cancel(event.id, "Sjukdom")
        service.cancel(event.id, "Sjukdom")
    finally:
        announce._handlers.clear()
        announce._handlers.update(known)
        announce._witnesses.update(witnesses)
    made = published = EventChanged(event.id)
    edited = EventChanged(event.id, frozenset({"venue"}))
    cancelled = EventChanged(event.id, frozenset({"occurrence"}))
    assert heard == [made, published, edited, cancelled]


def test_an_unknown_event_is_not_found() -> None:
    with pytest.raises(NotFound):
        edit.save(987654321, content(), 1)
