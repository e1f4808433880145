"""What happened to an event, for the rooms above (see `newsletter.core.announce`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EventChanged:
    """Made, edited, published, withdrawn, postponed, cancelled or reinstated: whatever hangs on it is due anew."""

    event_id: int
    fields: frozenset[str] = frozenset()
    """Names of the columns and texts that an edit changed; empty for what is no edit."""


@dataclass(frozen=True)
class EventCopied:
    """A draft was made of another event; what hangs on the original and holds for the copy as well is to be copied."""

    event_id: int
    original_id: int
