"""Noticing a restored backup before it mails everybody a second time.

A number in the ledger grows with every lease and every heartbeat. Once that is committed, a copy is left in the data
folder and in Redis. A ledger that is behind one of its copies has forgotten mail that has left: then nothing is
claimed and nothing started until a person has decided what becomes of the mail it believes to be open.
"""

import logging
import os
import threading
import time
from collections.abc import Collection
from datetime import datetime
from functools import cache
from pathlib import Path

import redis
from redis.exceptions import RedisError
from sqlalchemy import func, or_, select, update

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import after_commit, session, transaction
from newsletter.core.queue import Lane, enqueue
from newsletter.outbox.control import SEND_TASK, UNDER_WAY, cancel
from newsletter.outbox.models import Mailing, MailingState, SendEpoch
from newsletter.settings import Settings

log = logging.getLogger(__name__)

FOLDER = "epochs"
SECONDS_BETWEEN_ASKING = 1.0
SECONDS_OF_REST = 5.0  # after Redis gave no answer


class Copies:
    """What data folder and Redis know of the epoch. Neither has to be there."""

    def __init__(self, folder: Path, redis_url: str | None) -> None:
        self._folder = folder
        self._redis = (
            redis.Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5)
            if redis_url
            else None
        )
        self._ask_redis_at = self._tell_redis_at = 0.0
        self._in_redis = 0

    def newest(self, line: str) -> int:
        return max(self._read_file(line), self._read_redis(line))

    def keep(self, line: str, number: int) -> None:
        """Never lowers a copy: that of a forgetful ledger must not hide what was known."""
        if number > self._read_file(line):
            self._write_file(line, number)
        moment = time.monotonic()
        if self._redis is not None and moment >= self._tell_redis_at:
            self._tell_redis_at = moment + SECONDS_BETWEEN_ASKING
            if number > self._read_redis(line, at_once=True):
                self._write_redis(line, number)

    def forget(self, line: str) -> None:
        """For tests, which go back in time."""
        (self._folder / line).unlink(missing_ok=True)
        if self._redis is not None:
            self._redis.delete(_key(line))
        self._folder.rmdir()

    def _read_file(self, line: str) -> int:
        try:
            return _number((self._folder / line).read_bytes())
        except OSError:
            return 0

    def _write_file(self, line: str, number: int) -> None:
        draft = self._folder / f"{line}.{os.getpid()}.{threading.get_ident()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(str(number))
            draft.replace(self._folder / line)
        except OSError as error:
            log.warning("the send epoch cannot be written to the data folder: %s", error)

    def _read_redis(self, line: str, *, at_once: bool = False) -> int:
        moment = time.monotonic()
        if self._redis is None or (moment < self._ask_redis_at and not at_once):
            return self._in_redis
        try:
            self._in_redis = _number(self._redis.get(_key(line)) or b"")
            self._ask_redis_at = moment + SECONDS_BETWEEN_ASKING
        except (RedisError, OSError):
            self._in_redis = 0
            self._ask_redis_at = self._tell_redis_at = moment + SECONDS_OF_REST
        return self._in_redis

    def _write_redis(self, line: str, number: int) -> None:
        assert self._redis is not None
        try:
            self._redis.set(_key(line), number)
        except (RedisError, OSError):  # away or full: the data folder has it
            self._tell_redis_at = time.monotonic() + SECONDS_OF_REST


def _key(line: str) -> str:
    return f"budkavle:epoch:{line}"


def _number(written: object) -> int:
    """0 for what a crashed machine left half-written."""
    return int(written) if isinstance(written, bytes) and written.isdigit() else 0


@cache
def copies(settings: Settings) -> Copies:
    return Copies(settings.data_dir / FOLDER, settings.redis_url)


def may_send(settings: Settings) -> bool:
    """Whether the ledger remembers all that was sent; else it is held from now on. Part of the caller's transaction."""
    line = session.scalars(select(SendEpoch.line)).one()
    seen = copies(settings).newest(line)  # before the ledger's own number, which may grow meanwhile
    epoch = session.execute(select(SendEpoch.number, SendEpoch.seen, SendEpoch.held_at)).one()
    if seen > max(epoch.number, epoch.seen if epoch.held_at else 0):
        _hold(seen, epoch.number, is_new=epoch.held_at is None)
        return False
    return epoch.held_at is None


def look(settings: Settings) -> bool:
    """`may_send` in a transaction of its own."""
    with transaction():
        return may_send(settings)


def advance(settings: Settings) -> None:
    """To be called last in a transaction: others wait for this row until it is committed."""
    epoch = session.execute(
        update(SendEpoch)
        .values(number=SendEpoch.number + 1)
        .returning(SendEpoch.line, SendEpoch.number)
        .execution_options(synchronize_session=False)
    ).one()
    after_commit(lambda: copies(settings).keep(epoch.line, epoch.number))


def _hold(seen: int, number: int, *, is_new: bool) -> None:
    session.execute(
        update(SendEpoch)
        .values(seen=func.greatest(SendEpoch.seen, seen), held_at=func.coalesce(SendEpoch.held_at, now()))
        .execution_options(synchronize_session=False)
    )
    if is_new:
        log.critical(
            "the database is older than the mail that has left (epoch %s, but %s was reached): it seems to be a "
            "restored backup. Nothing is sent until an administrator decides on the staff pages.",
            number,
            seen,
        )
        audit.record("sending.held", epoch=number, seen=seen)


def held_since() -> datetime | None:
    """Since when nothing is sent because the database seems to be a restored backup."""
    return session.scalars(select(SendEpoch.held_at)).one()


def in_question() -> list[Mailing]:
    """Mailings that would go on now; which of their mail has left nobody can know."""
    due = (Mailing.state == MailingState.SCHEDULED) & (Mailing.start_at <= now())
    return list(
        session.scalars(
            select(Mailing)
            .where(or_(Mailing.state.in_(UNDER_WAY), due))
            .order_by(Mailing.start_at.desc(), Mailing.id.desc())
        )
    )


def go_on(skipped: Collection[int], actor_id: int | None) -> bool:
    """Lets mail leave again, except that of the mailings `skipped`. False when nothing is held (any more)."""
    epoch = session.scalars(
        select(SendEpoch).with_for_update().execution_options(populate_existing=True)
    ).one()
    if epoch.held_at is None:
        return False
    for mailing_id in sorted(skipped):
        cancel(mailing_id, actor_id)
    epoch.number = max(epoch.number, epoch.seen) + 1
    epoch.seen, epoch.held_at = 0, None
    session.flush()
    audit.record("sending.released", actor_id=actor_id, epoch=epoch.number, skipped=sorted(skipped))
    log.warning("an administrator lets mail leave again; mailings left out: %s", sorted(skipped) or "none")
    for lane in Lane:
        enqueue(SEND_TASK, lane.value, lane=lane)
    return True
