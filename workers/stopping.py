"""Ending an idle worker at once.

Asked to end, Celery's blocking loop first waits for the next message, twice, which takes up to six seconds.
"""

from celery.exceptions import WorkerShutdown
from celery.signals import worker_shutting_down

from workers import understudy
from workers.watchdog import at_work


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def leave_when_idle(**_: object) -> None:
    """Runs inside the signal handler, so that what it raises interrupts the waiting.

    A ring taken in this very moment may be lost; the next tick rings again.
    """
    is_idle = not at_work.is_set()
    understudy.leave(wait=is_idle)
    if is_idle:
        raise WorkerShutdown(0)
