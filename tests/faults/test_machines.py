"""The machine itself: its clock jumps, its disk is full, its memory is short; and a new version comes in."""

import os
import resource
import signal
import time

import psutil
import pytest
from sqlalchemy import create_engine

from newsletter.migrations.upgrade import upgrade
from newsletter.outbox.models import MailingState
from tests.faults.conftest import Prove
from tests.faults.mail import slowly
from tests.support.dialogue import Step
from tests.support.stage import CONNECTIONS, Stage

HOUR = 3600


@pytest.mark.fault(31, "the clock jumps in the middle of an issue: an hour ahead, an hour back, a day ahead")
@pytest.mark.parametrize(
    "jump",
    [HOUR, *(pytest.param(jump, marks=pytest.mark.thorough) for jump in (-HOUR, 24 * HOUR))],
    ids=["hour ahead", "hour back", "day ahead"],
)
def test_a_jump_of_the_clock_neither_repeats_nor_skips(
    stage: Stage, prove: Prove, load: int, jump: float
) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 3)
    stage.set_clock(jump)
    try:
        stage.wait_for_copies(load * 2 / 3, seconds=90)
        stage.far_end.rules.clear()
        stage.wait_for_state(sending, seconds=90)
    finally:
        stage.dismiss()  # the next test begins with clocks that were never wrong
    prove(sending)


@pytest.mark.fault(34, "the workers' disk is full: no file may grow any more")
def test_without_room_for_the_journal_nothing_leaves(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.wait_until(lambda: all(is_up(process.pid) for process in stage.workers))
    for process in stage.workers:
        limit(process.pid, resource.RLIMIT_FSIZE, 0)
    sending = stage.send(load)
    stage.wait_until(lambda: stage.is_now(sending, MailingState.SENDING))
    time.sleep(2)
    assert stage.taken() == 0
    for process in stage.workers:
        limit(process.pid, resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(35, "a worker gets no more memory than it has, then is killed as the kernel would")
def test_a_worker_out_of_memory_loses_nobody(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    starved = stage.workers[0]
    limit(starved.pid, resource.RLIMIT_AS, psutil.Process(starved.pid).memory_info().vms)
    stage.wait_for_copies(load / 2)
    stage.kill(starved)
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending, allowed=CONNECTIONS, killed=True)


def is_up(pid: int) -> bool:
    """It has made its folder, its connections and its log by then."""
    return psutil.Process(pid).num_threads() > 2


def limit(pid: int, what: int, most: int) -> None:
    """The soft limit alone, so that it may be lifted again."""
    resource.prlimit(pid, what, (most, resource.RLIM_INFINITY))


@pytest.mark.fault(46, "a new version with its migrations comes in in the middle of an issue")
def test_an_upgrade_in_the_middle_of_an_issue_loses_nobody(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 3)
    ended = [*stage.workers, *stage.beats]
    for process in ended:
        os.kill(process.pid, signal.SIGTERM)
    for process in ended:
        assert process.wait(30) in (0, -signal.SIGTERM)  # the latter while it was still starting
    assert stage.taken() < load
    engine = create_engine(stage.postgres.url)
    upgrade(engine)
    engine.dispose()
    stage.far_end.rules.clear()
    stage.crew(workers=2)
    stage.wait_for_state(sending)
    prove(sending)
