"""Running the periodic table."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.beat import ScheduleEntry, Scheduler

log = logging.getLogger("workers.beat")

_begun_at, _begun = datetime.now(UTC), time.monotonic()


def steady_now() -> datetime:
    """Goes on evenly when the machine's clock is set back; else nothing would be due until it has caught up."""
    return _begun_at + timedelta(seconds=time.monotonic() - _begun)


class SteadyEntry(ScheduleEntry):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schedule.nowfun = steady_now


class HereScheduler(Scheduler):  # type: ignore[misc]
    """Runs due tasks in beat's own process instead of sending them: neither an absent Redis nor a busy lane delays them.

    They may run in several beats at once, because whatever they start they claim in PostgreSQL first.
    """

    Entry = SteadyEntry
    producer = None  # the parent's would wait for the broker

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        try:
            self.app.tasks[entry.task](*entry.args or (), **entry.kwargs or {})
        except Exception:
            log.exception("%s failed", entry.task)
