"""Running the periodic table."""

import logging

from celery.beat import ScheduleEntry, Scheduler

log = logging.getLogger("workers.beat")


class HereScheduler(Scheduler):  # type: ignore[misc]
    """Runs due tasks in beat's own process instead of sending them: neither an absent Redis nor a busy lane delays them.

    They may run in several beats at once, because whatever they start they claim in PostgreSQL first.
    """

    producer = None  # the parent's would wait for the broker

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        try:
            self.app.tasks[entry.task](*entry.args or (), **entry.kwargs or {})
        except Exception:
            log.exception("%s failed", entry.task)
