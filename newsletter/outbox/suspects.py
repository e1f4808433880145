"""Finding the one copy over which workers break down, so that it fails alone.

Whoever dies over a batch leaves up to a second's worth of copies that may have been the reason. After the second time
the batch is sent copy by copy: the ledger then knows which one was in hand at the third.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from newsletter.core.clock import now
from newsletter.core.database import transaction
from newsletter.core.queue import Lane
from newsletter.outbox import leases
from newsletter.outbox.leases import SUSPECT
from newsletter.outbox.models import STATE_LETTERS, Batch, DeliveryState
from newsletter.outbox.results import Note

IN_FLIGHT = 20  # copies in a row that must go well before a batch is trusted again
GIVEN_UP = "The service broke down three times while it had this copy in hand, and has given it up."

SendOne = Callable[[], bool]
"""Sends one copy of the next suspect; whether the server could be reached."""


def send_alone(lane: Lane, send_one: SendOne, should_stop: Callable[[], bool]) -> None:
    """Sends suspects copy by copy until none is left, or nothing moves."""
    tried: Counter[int] = Counter()
    while not should_stop() and (suspect := _next(lane)) is not None:
        batch_id, _ = suspect
        if not send_one() or _next(lane) == suspect:
            return
        tried[batch_id] += 1
        if tried[batch_id] >= IN_FLIGHT:
            with transaction():
                leases.acquit(batch_id)


def _next(lane: Lane) -> tuple[int, str] | None:
    with transaction():
        return leases.next_suspect(lane)


def culprit(
    batch: Batch, letters: Sequence[str], answered: Collection[int], *, had_left: bool
) -> dict[int, Note]:
    """To be asked for a batch whose worker is gone: counts that, and names the copy that was alone in its hands.

    A copy that may have reached the server is unknown rather than refused, and it is not repeated.
    """
    in_hand = STATE_LETTERS[DeliveryState.SENDING]
    sending = [place for place, letter in enumerate(letters) if letter == in_hand and place not in answered]
    if not sending:
        return {}
    batch.breaks += 1
    if batch.breaks <= SUSPECT or len(sending) > 1:
        return {}
    batch.breaks = 0
    moment = now()
    contact_id = batch.contact_ids[sending[0]]
    note = Note(
        batch.mailing_id,
        contact_id,
        DeliveryState.UNKNOWN if had_left else DeliveryState.REFUSED,
        "",
        GIVEN_UP,
        tries=SUSPECT + 1,
        since=moment,
        reply_lost_at=moment if had_left else None,
    )
    return {sending[0]: note}
