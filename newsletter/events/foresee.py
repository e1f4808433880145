"""What saving an edit would bring about, asked of the rooms above before an editor confirms it."""

from newsletter.core import announce
from newsletter.events import edit
from newsletter.events.content import EventContent
from newsletter.events.facts import EventChanged


def consequences(event_id: int, content: EventContent, seen_revision: int) -> list[str]:
    """A sentence each; nothing is stored.

    Raises:
        Faulty, ChangedMeanwhile, Invalid: as `edit.save` would.
    """
    return announce.foresee(EventChanged(event_id), lambda: edit.save(event_id, content, seen_revision))
