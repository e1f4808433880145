"""Celery on top of the application: what every task gets."""

import gc
import logging
import time
from collections.abc import Callable
from typing import Any

from celery import Celery, Task
from flask import Flask
from sqlalchemy.exc import OperationalError

from newsletter.app import create_app
from newsletter.settings import Settings
from workers.ring import SEND_TASK
from workers.schedule import PERIODIC
from workers.tasks import notices, outbox, registrations, subscribers
from workers.watchdog import at_work

log = logging.getLogger("workers")

TASKS: dict[str, Callable[..., None]] = {
    SEND_TASK: outbox.send,
    "outbox.tick": outbox.tick,
    "outbox.sweep": outbox.sweep,
    "notices.tick": notices.tick,
    "notices.digests": notices.digests,
    "registrations.tick": registrations.tick,
    "registrations.erase_old": registrations.erase_old,
    "subscribers.clear_sign_ups": subscribers.clear_sign_ups,
}
LONG = 10.0


def create_celery(settings: Settings | None = None) -> Celery:
    """The Celery application with every task and the periodic table."""
    flask = create_app(settings, with_pages=False)
    celery: Celery = flask.extensions["celery"]
    celery.flask = flask
    celery.Task = task_class(flask)
    celery.conf.update(
        beat_schedule=PERIODIC,
        beat_scheduler="workers.beat:HereScheduler",
        broker_connection_max_retries=None,
        worker_enable_remote_control=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    celery.conf.broker_transport_options["queue_order_strategy"] = (
        "priority"  # lanes in the order of `--lanes`
    )
    celery.set_current()
    for name, function in TASKS.items():
        celery.task(name=name)(function)
    celery.finalize()
    _settle_down()
    return celery


def _settle_down() -> None:
    """What was loaded stays: looking through it for garbage, over and over, took a worker a twentieth of its time."""
    gc.collect()
    gc.freeze()


def task_class(flask: Flask) -> type[Task]:
    class ServiceTask(Task):  # type: ignore[misc]
        """Runs in an application context, which gives the database session back at its end.

        A database that is away is said in one line: whatever was to be done, the next tick finds it again.
        """

        abstract = True

        def __call__(self, *args: Any, **kwargs: Any) -> None:
            begun = time.monotonic()
            at_work.set()
            try:
                with flask.app_context():
                    self.run(*args, **kwargs)
            except OperationalError as error:
                log.error("%s%r: the database is away: %s", self.name, args, str(error.orig).splitlines()[0])
            finally:
                at_work.clear()
                seconds = time.monotonic() - begun
                level = logging.INFO if seconds > LONG else logging.DEBUG
                log.log(level, "%s%r: %.3f s", self.name, args, seconds)

    return ServiceTask
