"""When beat runs what it is to run."""

import time
from datetime import timedelta

import pytest
import time_machine
from celery import Celery

from newsletter.core.clock import now
from workers.beat import HereScheduler


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(0), timedelta(days=1)])
def test_a_clock_that_is_set_keeps_nothing_waiting(jump: timedelta) -> None:
    ran = []
    celery = Celery(set_as_current=False)
    celery.task(name="tick")(lambda: ran.append(time.monotonic()))
    celery.conf.beat_schedule = {"tick": {"task": "tick", "schedule": 0.02}}
    scheduler = HereScheduler(celery)
    with time_machine.travel(now(), tick=True) as traveller:
        scheduler.tick()
        traveller.shift(jump)
        deadline = time.monotonic() + 5
        while len(ran) < 3 and time.monotonic() < deadline:
            time.sleep(min(0.02, scheduler.tick()))
    assert len(ran) == 3
