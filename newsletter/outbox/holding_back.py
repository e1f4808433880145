"""Leaving copies in the ledger that the pace does not let out yet.

A slow domain must not keep copies to others waiting behind it, so nothing waits inside a worker: its copies go back
with their batch, which is looked at again when its turn has come.
"""

from collections.abc import Iterable
from math import ceil

from newsletter.outbox.fanout import BATCH_SIZE
from newsletter.outbox.leases import LeasedBatch
from newsletter.transport.pacer import Pacer


def batches_to_claim(pacer: Pacer, most: int) -> int:
    """A lease holds no more than the pace lets out in about ten seconds."""
    room = pacer.lease_room()
    return most if room is None else min(most, ceil(room / BATCH_SIZE))


def hold_back(batches: Iterable[LeasedBatch], pacer: Pacer) -> None:
    """Holds back what may not leave with this lease; a batch of which nothing may leave is done with."""
    room = pacer.lease_room()
    for batch in batches:
        if pacer.limits_domains:
            _hold_back_domains(batch, pacer)
        if room is not None:
            going = batch.coming()
            batch.hold(going[room:], 0)
            room -= min(room, len(going))
        if batch.held and not batch.coming():
            batch.is_drained = True


def _hold_back_domains(batch: LeasedBatch, pacer: Pacer) -> None:
    places: dict[str, list[int]] = {}
    for position in batch.coming():
        person = batch.recipients.get(batch.contact_ids[position])
        if person is not None:
            places.setdefault(person.address.rpartition("@")[2].lower(), []).append(position)
    leaves = pacer.admit(batch.id, {domain: len(found) for domain, found in places.items()})
    for domain, leave in leaves.items():
        batch.hold(places[domain][leave.copies :], leave.rest)
