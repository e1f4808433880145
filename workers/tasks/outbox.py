"""Sending, and what keeps it going."""

from celery import Celery
from celery.worker import state
from flask import current_app

from newsletter.core.queue import Lane
from newsletter.outbox import epoch, recovery
from newsletter.outbox.send import Report, send_lane
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from workers.mail_server import sender
from workers.ring import ring
from workers.understudy import must_stop, slice_of_work

SLICE_SECONDS = 30.0
SHARED_SLICE_SECONDS = 2.0  # for a worker with several lanes: so long the more urgent one may wait


def send(lane: str) -> None:
    """Sends what is due in a lane, for a slice of time; rings again if there is more."""
    shares = len(_celery().amqp.queues.consume_from) > 1
    if play(Lane(lane), SHARED_SLICE_SECONDS if shares else SLICE_SECONDS).has_more:
        ring(_celery(), Lane(lane))


def play(lane: Lane, seconds: float) -> Report:
    """One slice of work."""
    with slice_of_work():
        return send_lane(
            lane,
            sender(_settings()),
            _settings(),
            seconds=seconds,
            should_stop=_must_stop,
            call_others=lambda: ring(_celery(), lane),
        )


def tick() -> None:
    """Starts what is due, and rings for the lanes that have work, unless the database seems to be a restored one."""
    if not epoch.look(_settings()):
        return
    start_due()
    for lane in recovery.lanes_with_work():
        ring(_celery(), lane)


def sweep() -> None:
    """Takes up what was left lying."""
    recovery.sweep(_settings().data_dir / "journals")


def _must_stop() -> bool:
    """Whether this worker was asked to end: Celery notes it in the signal handler and would wait for us."""
    return must_stop() or any(
        wish is not None and wish is not False for wish in (state.should_stop, state.should_terminate)
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _celery() -> Celery:
    celery: Celery = current_app.extensions["celery"]
    return celery
