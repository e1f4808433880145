"""What a room must answer so that the outbox can send for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select

from newsletter.core.queue import Lane
from newsletter.outbox.models import Mailing, OnUnknown, Purpose, Reason
from newsletter.rendering.form import Form


@dataclass(frozen=True)
class Told:
    """The event a mailing tells of. `step` separates notices that may each be sent (7 days, 1 day before)."""

    event_id: int
    purpose: Purpose
    generation: int = 1
    step: str = ""


class Producer(Protocol):
    """One per kind of mailing, registered in `newsletter.app`."""

    lane: Lane
    on_unknown: OnUnknown

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        """The final form for each language. Raises StopMailing with a sentence for the editor."""

    def audience(self, mailing: Mailing) -> Select[Any]:
        """One SELECT of (contact_id, language, reason or NULL, bits, values or NULL), each candidate once.

        `reason` is the text of a `Reason`; `bits` an integer 0-255; `values` a jsonb object {slot: text}.
        """

    def told(self, mailing: Mailing) -> Told | Sequence[Told] | None:
        """For notices: the fan-out notes it per person, and excludes who was told already.

        A mailing that tells of several is for those who were told of none of them: everybody gets the whole of it.
        """

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        """Those who must not get it any more; asked when a lease is taken and with every heartbeat."""

    def finished(self, mailing: Mailing) -> None:
        """Called in the transaction that completes, cancels or fails the mailing.

        A second time when a person had copies without a reply sent again after it was completed: what was sent stays
        sent.
        """


@dataclass(frozen=True)
class NewMailing:
    """What `outbox.service.create` needs."""

    kind: str
    subject_id: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    start_at: datetime | None = None  # None: at once
    not_after: datetime | None = None
    hours_only: bool = False  # starts and goes on in working hours only
    priority: int = 5
    created_by: int | None = None
    on_unknown: OnUnknown | None = None  # None: as the producer has it


class Transactional:
    """Producer of mail to one person that `outbox.service.post` hands over ready-made."""

    lane = Lane.URGENT
    on_unknown = OnUnknown.REPEAT

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        raise NotImplementedError("mail to one person is posted with its letter")

    def audience(self, mailing: Mailing) -> Select[Any]:
        raise NotImplementedError("mail to one person is posted with its contact")

    def told(self, mailing: Mailing) -> Told | None:
        return None

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        return {}

    def finished(self, mailing: Mailing) -> None:
        return None
