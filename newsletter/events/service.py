"""An event's life: made, published, withdrawn, postponed, cancelled, copied, removed."""

from dataclasses import replace
from uuid import uuid4

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.announce import announce
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line, slugify
from newsletter.errors import Invalid, NotPossible
from newsletter.events import checks, edit
from newsletter.events.changes import Change
from newsletter.events.content import EventContent, TextField, clean
from newsletter.events.facts import EventChanged, EventCopied
from newsletter.events.models import Event, Occurrence, Publication
from newsletter.organisation import service as organisation

LONGEST_REASON = 500


class NotReady(Invalid):
    """The event lacks what the public needs; `missing` has a sentence for each."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(" ".join(missing))


def create(content: EventContent, staff_id: int | None = None) -> Event:
    """A draft. Raises Faulty."""
    content = clean(content)
    checks.check(content)
    event = Event(
        slug=free_slug(content.text(TextField.TITLE)),
        ics_uid=f"{uuid4()}@{current_app.config['SETTINGS'].host_name}",
        publication=Publication.DRAFT,
        occurrence=Occurrence.SCHEDULED,
        previous_starts=[],
        created_by=staff_id,
        created_at=now(),
    )
    edit.write(event, content)
    session.add(event)
    session.flush()
    audit.record("event.created", actor_id=staff_id, subject=("event", event.id))
    announce(EventChanged(event.id))
    return event


def free_slug(title: str) -> str:
    """A slug from the title that no other event has; given once, it stays, for people have it in their mail."""
    wanted = slugify(title, fallback="event")
    taken = set(session.scalars(select(Event.slug).where(Event.slug.startswith(wanted, autoescape=True))))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def publish(event_id: int, staff_id: int | None = None) -> Event:
    """Shows the event to the public. Raises NotReady with what is missing."""
    event = edit.locked(event_id)
    missing = checks.unready(edit.content_of(event), has_contact=has_contact(event))
    if missing:
        raise NotReady(missing)
    if event.publication is not Publication.PUBLISHED:
        event.publication = Publication.PUBLISHED
        event.published_at = event.published_at or now()
        _record(event, "event.published", staff_id)
    return event


def has_contact(event: Event) -> bool:
    """Its own contact, or the organisation's address that the page shows in its place."""
    own = (event.contact_name, event.contact_unit, event.contact_email, event.contact_phone)
    return any(own) or bool(organisation.get().contact_email)


def withdraw(event_id: int, staff_id: int | None = None) -> Event:
    """Back to draft: the public page is gone and nothing is mailed."""
    event = edit.locked(event_id)
    if event.publication is Publication.PUBLISHED:
        event.publication = Publication.DRAFT
        _record(event, "event.withdrawn", staff_id)
    return event


def cancel(event_id: int, reason: str, staff_id: int | None = None) -> Event:
    """It will not take place. The page stays, with the reason, for those who have the link."""
    reason = _checked_reason(reason)
    if not reason:
        raise Invalid(_("Write why, in a sentence for those who wanted to come."), "reason")
    return _turn(event_id, Occurrence.CANCELLED, reason, staff_id)


def postpone(event_id: int, reason: str = "", staff_id: int | None = None) -> Event:
    """The date stands no more; giving the event a new one lets it take place again."""
    return _turn(event_id, Occurrence.POSTPONED, _checked_reason(reason), staff_id)


def reinstate(event_id: int, staff_id: int | None = None) -> Event:
    """It takes place after all, on the date it has."""
    return _turn(event_id, Occurrence.SCHEDULED, "", staff_id)


def _checked_reason(reason: str) -> str:
    reason = one_line(reason)
    if len(reason) > LONGEST_REASON:
        raise Invalid(checks.too_long(LONGEST_REASON), "reason")
    return reason


def _turn(event_id: int, occurrence: Occurrence, reason: str, staff_id: int | None) -> Event:
    event = edit.locked(event_id)
    if event.occurrence is not occurrence:
        change = Change("occurrence", event.occurrence.value, occurrence.value)
        event.occurrence, event.cancelled_reason = occurrence, reason
        edit.finish(event, [change], staff_id)
    return event


def duplicate(event_id: int, staff_id: int | None = None) -> Event:
    """A draft with the same content and rules; status, history, notices, material and the way in stay with the original."""
    content = edit.content_of(edit.locked(event_id))
    copy = create(replace(content, materials=(), join_url=""), staff_id)
    announce(EventCopied(copy.id, event_id))
    return copy


def delete_draft(event_id: int, staff_id: int | None = None) -> None:
    """Removes a draft that the public never saw. What was published is cancelled, never deleted."""
    event = edit.locked(event_id)
    if event.publication is not Publication.DRAFT or event.published_at is not None:
        raise NotPossible(
            _("An event that has been published cannot be deleted. Cancel it, or withdraw it from the page.")
        )
    session.delete(event)
    session.flush()
    audit.record("event.deleted", actor_id=staff_id, subject=("event", event_id))


def _record(event: Event, action: str, staff_id: int | None) -> None:
    event.revision += 1
    session.flush()
    audit.record(action, actor_id=staff_id, subject=("event", event.id))
    announce(EventChanged(event.id))
