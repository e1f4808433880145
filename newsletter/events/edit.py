"""Writing what an editor states into an event, and telling what that changed."""

from dataclasses import asdict, fields
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.announce import announce
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.errors import NotFound
from newsletter.events import checks, times
from newsletter.events.changes import Change, differences
from newsletter.events.content import (
    EventContent,
    MaterialContent,
    OrganiserContent,
    ProgrammeContent,
    Speaker,
    clean,
)
from newsletter.events.facts import EventChanged
from newsletter.events.models import (
    Event,
    EventChange,
    Material,
    Occurrence,
    Organiser,
    ProgrammeRow,
)
from newsletter.events.questions import stored as stored_questions
from newsletter.subscribers.models import Topic

ROWS = frozenset({"organisers", "programme", "materials", "topic_ids", "questions"})
LISTS = ("languages_spoken", "audience_regions", "audience_municipalities", "audience_roles")
COLUMNS = tuple(f.name for f in fields(EventContent) if f.name not in ROWS)


class ChangedMeanwhile(Exception):
    """Somebody saved the event after this editor opened it; `event` is what stands now."""

    def __init__(self, event: Event) -> None:
        self.event = event


def locked(event_id: int) -> Event:
    """The event, held until the transaction ends, as it stands in the database now."""
    query = select(Event).where(Event.id == event_id).with_for_update(of=Event)
    event = session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise NotFound(_("There is no such event."))
    return event


def save(event_id: int, content: EventContent, seen_revision: int, staff_id: int | None = None) -> Event:
    """Stores `content`, typed by somebody who saw `seen_revision`.

    Raises:
        Faulty: with a sentence for each field that must be changed.
        ChangedMeanwhile: nothing is stored; show both versions and let the editor decide.
    """
    content = clean(content)
    checks.check(content)
    event = locked(event_id)
    if event.revision != seen_revision:
        raise ChangedMeanwhile(event)
    changes = differences(content_of(event), content)
    if changes:
        _moved(event, content, changes)
        write(event, content)
        finish(event, changes, staff_id)
    return event


def _moved(event: Event, content: EventContent, changes: list[Change]) -> None:
    """A postponed event that gets a new date takes place again; one that was announced remembers the old start."""
    if not any(change.field in ("starts_on", "starts_at") for change in changes):
        return
    if event.published_at is not None and (old := _known_start(event)) is not None:
        event.previous_starts = [*event.previous_starts, old]
    if event.occurrence is Occurrence.POSTPONED and content.starts_on is not None:
        event.occurrence = Occurrence.SCHEDULED


def _known_start(event: Event) -> datetime | None:
    if event.starts_on is None:
        return None
    return times.first_moment(event.starts_on, event.starts_at, event.zone)


def finish(event: Event, changes: list[Change], staff_id: int | None) -> None:
    """What every change of an event ends with: revision, calendar sequence, history, and telling other rooms."""
    event.revision += 1
    if event.published_at is not None:
        _remember(event, changes, staff_id)
    session.flush()
    audit.record(
        "event.changed",
        actor_id=staff_id,
        subject=("event", event.id),
        fields=[change.field for change in changes],
    )
    announce(EventChanged(event.id, frozenset(change.field for change in changes)))


def _remember(event: Event, changes: list[Change], staff_id: int | None) -> None:
    if any(change.is_material for change in changes):
        event.ics_sequence += 1
        event.updated_at = now()
    for change in changes:
        session.add(
            EventChange(
                event_id=event.id,
                field=change.field,
                old=change.old,
                new=change.new,
                is_material=change.is_material,
                staff_id=staff_id,
                at=now(),
            )
        )


def write(event: Event, content: EventContent) -> None:
    """Copies the content into the columns and rows of the event; the caller flushes."""
    for name in COLUMNS:
        value = getattr(content, name)
        setattr(event, name, list(value) if isinstance(value, tuple) else value)
    event.topics = list(session.scalars(select(Topic).where(Topic.id.in_(content.topic_ids))))
    event.organisers = [
        Organiser(position=number, name=row.name, role=row.role)
        for number, row in enumerate(content.organisers)
    ]
    event.programme = [_programme_row(number, row) for number, row in enumerate(content.programme)]
    event.materials = [
        Material(position=number, kind=row.kind, title=row.title, url=row.url, language=row.language)
        for number, row in enumerate(content.materials)
    ]
    event.questions = [question.as_stored() for question in content.questions]


def _programme_row(number: int, row: ProgrammeContent) -> ProgrammeRow:
    return ProgrammeRow(
        position=number,
        day=row.day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        kind=row.kind,
        title=row.title,
        abstract=row.abstract,
        room=row.room,
        speakers=[asdict(speaker) for speaker in row.speakers if speaker.name],
    )


def content_of(event: Event) -> EventContent:
    """What the editor stated, read back."""
    values = {name: getattr(event, name) for name in COLUMNS}
    return EventContent(
        **values | {name: tuple(getattr(event, name)) for name in LISTS},
        topic_ids=tuple(sorted(topic.id for topic in event.topics)),
        organisers=tuple(OrganiserContent(row.name, row.role) for row in event.organisers),
        programme=tuple(_programme_content(row) for row in event.programme),
        materials=tuple(
            MaterialContent(row.title, row.url, row.kind, row.language) for row in event.materials
        ),
        questions=stored_questions(event.questions or ()),
    )


def _programme_content(row: ProgrammeRow) -> ProgrammeContent:
    return ProgrammeContent(
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        day=row.day,
        kind=row.kind,
        abstract=row.abstract,
        room=row.room,
        speakers=tuple(Speaker.stored(speaker) for speaker in row.speakers),
    )
