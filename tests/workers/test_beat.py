"""When beat runs what it is to run."""

from datetime import timedelta

import pytest
import time_machine
from celery import Celery

from newsletter.core.clock import now
from workers.beat import SteadyEntry


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(0), timedelta(days=1)])
def test_a_clock_that_is_set_keeps_nothing_waiting(jump: timedelta) -> None:
    with time_machine.travel(now(), tick=True) as traveller:
        entry = SteadyEntry("tick", "outbox.tick", schedule=1.0, app=Celery(set_as_current=False))
        next(entry)
        traveller.shift(jump)
        assert 0 < entry.is_due().next <= 1
