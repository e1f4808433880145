"""What a worker knows of a mailing while it holds batches of it."""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.outbox import forms, hours
from newsletter.outbox.leases import LeasedBatch
from newsletter.outbox.links import Personal, Recipient
from newsletter.outbox.models import Mailing, MailingState, Reason
from newsletter.outbox.producer import Told
from newsletter.outbox.registry import producer
from newsletter.outbox.results import FEW, MOST_FAULTS
from newsletter.rendering.errors import CopyError, UnusableValue
from newsletter.rendering.form import Form
from newsletter.settings import Settings
from newsletter.transport.dkim import Signer

log = logging.getLogger(__name__)

T = TypeVar("T")

TOO_LARGE = "552 5.3.4"
NEEDS_SMTPUTF8 = "The address has letters beyond a–z before the @: only servers with SMTPUTF8 could take it."
LARGEST_MESSAGE = 10_000_000
LARGEST_OWN_PART = (
    1_000_000  # of a copy, beyond what all have in common: nothing true about a person is longer
)


class CannotWrite(Exception):
    """One person's copy cannot be made. With `reason` the address is at fault, not the letter."""

    def __init__(self, text: str, reason: Reason | None = None, code: str = "") -> None:
        self.reason, self.code = reason, code
        super().__init__(text)


class Job:
    def __init__(self, mailing: Mailing, settings: Settings) -> None:
        self.mailing = mailing
        self.objection = ""  # why the mailing must be paused
        self.remark = ""  # what the server said of mail to a single person, which is tried again
        self._settings = settings
        self._signer = Signer(settings.dkim_keys)
        self._largest = LARGEST_MESSAGE
        self._signs = bool(settings.dkim_keys)
        self._forms: dict[str, tuple[Form, Personal]] = {}
        self._objections = 0
        self._was_agreed_to = False
        self._has_written = False
        self._producer = self._guarded(lambda: producer(mailing.kind))
        told = self._guarded(lambda: self._producer and self._producer.told(mailing))
        self._event_id = told.event_id if isinstance(told, Told) else None

    @property
    def goes_on(self) -> bool:
        return self.mailing.state is MailingState.SENDING and not self.objection

    @property
    def is_too_late(self) -> bool:
        return self.mailing.not_after is not None and self.mailing.not_after < now()

    @property
    def is_welcome_again(self) -> bool:
        """A fault was noted, and the server takes our mail all the same."""
        return bool(self.mailing.fault) and self._was_agreed_to

    def prepare(self, form_hash: str) -> None:
        """Loads what copies are made from; a fault stops the mailing here rather than at every recipient."""
        if form_hash not in self._forms and self.goes_on:
            self._guarded(lambda: self._load(form_hash))
        for _, personal in self._forms.values():
            personal.refresh_date()

    @property
    def rest(self) -> float:
        """Seconds until working hours begin, for a mailing that keeps to them; 0 when nothing stands in its way."""
        begins = hours.opening(self.mailing)
        return (begins - now()).total_seconds() if begins is not None else 0.0

    def _load(self, form_hash: str) -> None:
        form = forms.load(form_hash)
        self._largest = min(LARGEST_MESSAGE, form.bare_size + LARGEST_OWN_PART)
        self._forms[form_hash] = (form, Personal(self._settings, self.mailing.id, self._event_id, form))

    def _guarded(self, call: Callable[[], T]) -> T | None:
        """A fault of this mailing pauses it and keeps no other waiting; a database that is away is nobody's fault."""
        try:
            with session.begin_nested():
                return call()
        except OperationalError:
            raise
        except Exception as error:
            log.exception("mailing %s cannot be sent", self.mailing.id)
            self.objection = f"The mail cannot be sent because of a fault in the service: {error!r}"
            return None

    def write(self, batch: LeasedBatch, position: int, recipient: Recipient) -> tuple[str, bytes]:
        """Return path and octets of one copy.

        Raises:
            CannotWrite: with words for the delivery's note; the others can be sent.
        """
        form, personal = self._forms[batch.form_hash]
        try:
            given = batch.values.get(str(recipient.contact_id)) if batch.values else None
            bits = batch.bits[position] if batch.bits else 0
            return_path, octets = personal.write(recipient, given, bits)
            if self._signs:
                octets = self._signer.signed(octets, is_canonical=form.is_canonical(bits))
        except Exception as error:
            raise self._cannot_write(recipient, error) from None
        if len(octets) > self._largest:
            raise CannotWrite(
                f"The copy has {len(octets) // 1000} kB, more than can be mailed.", code=TOO_LARGE
            )
        self._has_written = True
        return return_path, octets

    def too_large(self, form_hash: str, limit: int) -> None:
        """The server takes no copy of this size. When none can be smaller, the mailing as a whole is at fault."""
        size = self._forms[form_hash][0].bare_size
        if 0 < limit < size:
            self.objection = (
                f"The mail is too large for the mail server: every copy has at least {size // 1000} kB, "
                f"and it takes {limit // 1000} kB. Shorten the mail, or ask who runs the server."
            )
        elif (self.mailing.queued or 0) > FEW:
            self.objected(f"Copies are too large for the mail server, which takes {limit // 1000} kB.")

    def _cannot_write(self, recipient: Recipient, error: Exception) -> CannotWrite:
        if isinstance(error, CopyError) and not recipient.address.isascii():
            return CannotWrite(NEEDS_SMTPUTF8, code="553 5.6.7")
        if isinstance(error, UnusableValue) and error.slot == "to_address":
            return CannotWrite(str(error), Reason.ADDRESS_NOT_SERVABLE)
        if not isinstance(error, CopyError):
            log.exception("mailing %s, contact %s: copy not written", self.mailing.id, recipient.contact_id)
        text = f"The copy could not be written: {error}"
        if not self._has_written:  # perhaps nobody's copy can be, and then it is the letter
            self.objected(text)
        return CannotWrite(text)

    def unwanted(self, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        """Those who must not get it any more, with the reason."""
        source = self._producer
        if source is None or not self.goes_on:
            return {}
        return self._guarded(lambda: source.unwanted(self.mailing, contact_ids)) or {}

    def agreed(self) -> None:
        """The server took a copy, or spoke of a person: it has nothing against us."""
        self._objections = 0
        self._was_agreed_to = True

    def objected(self, text: str) -> None:
        """The server, or our own letter, objects to the mailing rather than to a person."""
        self._objections += 1
        if (self.mailing.queued or 0) <= FEW:
            self.remark = text
        elif self._objections >= MOST_FAULTS:
            self.objection = text
