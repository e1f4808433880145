"""What an editor's act would bring about, asked of the rooms above before it is confirmed."""

from newsletter.core import announce
from newsletter.events import edit, service
from newsletter.events.content import EventContent
from newsletter.events.facts import EventChanged
from newsletter.events.models import Occurrence


def consequences(event_id: int, content: EventContent, seen_revision: int) -> list[str]:
    """A sentence each; nothing is stored.

    Raises:
        Faulty, ChangedMeanwhile, Invalid: as `edit.save` would.
    """
    return announce.foresee(EventChanged(event_id), lambda: edit.save(event_id, content, seen_revision))


def consequences_of(event_id: int, wanted: Occurrence) -> list[str]:
    """The same of cancelling or postponing, whatever the reason will be."""
    act = service.cancel if wanted is Occurrence.CANCELLED else service.postpone
    return announce.foresee(EventChanged(event_id), lambda: act(event_id, "–"))
