"""What happened to an event, for the rooms above (see `newsletter.core.announce`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EventChanged:
    """Made, edited, published, withdrawn, postponed, cancelled or reinstated: whatever hangs on it is due anew."""

    event_id: int
