"""Starting mailings whose time has come: freeze, fan out, let go. Nobody is mailed unless all of it succeeds."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flask_babel import gettext as _
from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError, OperationalError

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.core.queue import enqueue
from newsletter.errors import DomainError, StopMailing
from newsletter.outbox import forms, hours
from newsletter.outbox.control import SEND_TASK, complete
from newsletter.outbox.fanout import FanOut, fan_out
from newsletter.outbox.jobs import LARGEST_MESSAGE
from newsletter.outbox.models import Mailing, MailingForm, MailingState
from newsletter.outbox.registry import producer

log = logging.getLogger(__name__)

FREEZE_SECONDS = 60


def start_due() -> list[int]:
    """Starts every mailing that is due, one transaction each; several callers at once do no harm. Ids of the started."""
    started = []
    seen: list[int] = []
    while (mailing_id := _announce_next(seen)) is not None:
        seen.append(mailing_id)
        if start(mailing_id):
            started.append(mailing_id)
    return started


def _announce_next(seen: list[int]) -> int | None:
    """Shows the next due mailing as being prepared. One that was left in that state by a killed process is taken up."""
    with transaction():
        mailing = session.scalar(
            select(Mailing)
            .where(
                or_(
                    (Mailing.state == MailingState.SCHEDULED) & (Mailing.start_at <= now()),
                    Mailing.state == MailingState.PREPARING,
                ),
                Mailing.id.not_in(seen),
            )
            .order_by(Mailing.priority, Mailing.start_at, Mailing.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if mailing is None:
            return None
        begins = hours.opening(mailing) if mailing.state is MailingState.SCHEDULED else None
        if begins is not None:
            mailing.start_at = begins
        else:
            mailing.state = MailingState.PREPARING
        return mailing.id


def start(mailing_id: int) -> bool:
    """Prepares one mailing and lets it go; what cannot be sent is failed with a sentence for the editor."""
    try:
        with transaction():
            mailing = session.scalar(
                select(Mailing)
                .where(Mailing.id == mailing_id, Mailing.state == MailingState.PREPARING)
                .with_for_update(skip_locked=True)
                .execution_options(populate_existing=True)
            )
            if mailing is None:
                return False  # another process is at it, or somebody has cancelled it
            _prepare(mailing)
            return True
    except OperationalError:
        raise  # the database is away: whoever looks next takes it up
    except Exception as error:
        if not isinstance(error, DomainError):
            log.exception("mailing %s cannot be started", mailing_id)
        _fail(mailing_id, _sentence(error))
        return False


def _prepare(mailing: Mailing) -> None:
    source = producer(mailing.kind)
    if mailing.not_after is not None and mailing.not_after < now():
        raise StopMailing(
            _("It is too late for this mailing: the time until which it made sense has passed.")
        )
    with time_limit(FREEZE_SECONDS):
        frozen = source.freeze(mailing)
    if any(form.bare_size > LARGEST_MESSAGE for form in frozen.values()):
        raise StopMailing(
            _(
                "The mail is too large: no message may have more than %(limit)s MB.",
                limit=LARGEST_MESSAGE // 1_000_000,
            )
        )
    hashes = {language: forms.keep(form) for language, form in frozen.items()}
    if not hashes:
        raise StopMailing(_("There is no content in any language."))
    session.execute(
        insert(MailingForm),
        [
            {"mailing_id": mailing.id, "language": language, "form_hash": name}
            for language, name in hashes.items()
        ],
    )
    settle_audience(mailing, fan_out(mailing, source, hashes))
    if not mailing.queued:
        complete([mailing.id])
    enqueue(SEND_TASK, mailing.lane.value, lane=mailing.lane)


def settle_audience(mailing: Mailing, counted: FanOut) -> None:
    """Lets the mailing go if everybody among the candidates is accounted for exactly once."""
    if not counted.is_balanced:
        raise StopMailing(
            _(
                "The audience does not add up: %(candidates)s candidates, but %(people)s people, "
                "%(queued)s to be mailed and %(excluded)s left out.",
                candidates=counted.candidates,
                people=counted.people,
                queued=counted.queued,
                excluded=counted.excluded,
            )
        )
    mailing.candidates, mailing.queued, mailing.excluded = (
        counted.candidates,
        counted.queued,
        counted.excluded,
    )
    mailing.state = MailingState.SENDING
    mailing.started_at = now()
    mailing.fault = ""
    audit.record(
        "mailing.started",
        subject=("mailing", mailing.id),
        candidates=counted.candidates,
        queued=counted.queued,
        excluded=counted.excluded,
    )
    session.flush()


def _fail(mailing_id: int, fault: str) -> None:
    with transaction():
        mailing = session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
        if mailing is None or mailing.state is not MailingState.PREPARING:
            return
        mailing.state = MailingState.FAILED
        mailing.finished_at = now()
        mailing.fault = fault
        audit.record("mailing.failed", subject=("mailing", mailing.id), fault=fault)
        producer(mailing.kind).finished(mailing)


def _sentence(error: Exception) -> str:
    match error:
        case DomainError():
            return str(error)
        case TimeoutError():
            text = _("Putting the mail together took too long.")
        case IntegrityError() if "form_unless_excluded" in str(error.orig):
            text = _("The mail is missing in a language that some of its readers need.")
        case _other:
            text = _(
                "The mail could not be put together because of a fault in the service. The log tells more."
            )
    return str(text)


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in the block after that time; in the main thread only, where signals arrive."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
