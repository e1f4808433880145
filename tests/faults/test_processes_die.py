"""Workers, beat and the web process die or are asked to end, at the worst of moments."""

import signal
import subprocess
import sys
import time

import pytest

from newsletter.outbox.models import MailingState, OnUnknown
from tests.faults.conftest import Prove
from tests.faults.mail import slowly
from tests.support.dialogue import Answer, Step
from tests.support.stage import CONNECTIONS, Stage

SECONDS_TO_GO_ON = 60


@pytest.mark.fault(1, "kill -9 of one of two workers in the middle of an issue")
def test_one_worker_is_killed_and_the_other_goes_on_within_a_minute(
    stage: Stage, prove: Prove, load: int
) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    begun = time.monotonic()
    stage.kill(stage.workers[0])
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    assert time.monotonic() - begun < SECONDS_TO_GO_ON
    prove(sending, allowed=CONNECTIONS, killed=True)


@pytest.mark.fault(2, "kill -9 of all workers and of beat")
def test_all_processes_are_killed_and_new_ones_finish(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    stage.dismiss()
    assert stage.taken() < load
    stage.far_end.rules.clear()
    stage.crew(workers=2)
    stage.wait_for_state(sending)
    prove(sending, allowed=2 * CONNECTIONS, killed=True)


@pytest.mark.parametrize("policy", OnUnknown)
@pytest.mark.fault(3, "kill -9 of a worker between the final dot and the reply")
def test_a_worker_killed_while_it_waits_for_replies_repeats_only_what_was_in_flight(
    stage: Stage, prove: Prove, policy: OnUnknown
) -> None:
    stage.crew(workers=1)
    sending = stage.send(200, policy)
    stage.far_end.rules[Step.DOT] = lambda recipient: Answer(wait=float("inf"))
    stage.wait_for_copies(CONNECTIONS)
    stage.kill(stage.workers[0])
    in_flight = set(stage.far_end.recipients)
    stage.far_end.rules.clear()
    stage.crew(workers=1)
    stage.wait_for_state(sending)
    found = prove(sending, allowed=CONNECTIONS, killed=True)
    assert found.repeated <= len(in_flight) == CONNECTIONS


@pytest.mark.parametrize("moment", [pytest.param("before", marks=pytest.mark.thorough), "after"])
@pytest.mark.fault(4, "kill -9 of the process that takes an issue on, just before and just after its commit")
def test_an_issue_is_taken_on_whole_or_not_at_all(stage: Stage, prove: Prove, moment: str) -> None:
    """The web process does no more than this: one transaction, then a ring that beat does not need."""
    stage.crew(workers=1)
    before = stage.taken()
    sending = stage.send(0)
    stage.wait_for_state(sending)
    script = (
        "import os, signal\n"
        "from newsletter.app import create_app\n"
        "from newsletter.core.database import session, after_commit\n"
        "from benchmarks import issue\n"
        "with create_app().app_context():\n"
        "    die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    topic = issue.subscribe(50)\n"
        f"    {'session().commit = die' if moment == 'before' else 'after_commit(die)'}\n"
        "    issue.write(topic)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=stage.env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    newest = stage.newest_mailing()
    if moment == "before":
        assert newest == sending.id
        time.sleep(1.5)
        assert stage.taken() == before
        prove(sending)
    else:
        begun = stage.sending_of(newest)
        stage.wait_for_state(begun)
        assert prove(begun).recipients == 50


@pytest.mark.fault(5, "kill -9 of beat when an issue falls due")
def test_a_beat_killed_while_it_starts_an_issue_is_followed_by_one_that_does(
    stage: Stage, prove: Prove, load: int
) -> None:
    stage.crew(workers=1)
    sending = stage.send(load)
    stage.wait_until(lambda: stage.mailing(sending.id).state is not MailingState.SCHEDULED)
    stage.kill(stage.beats[0])
    stage.crew(workers=1)
    begun = time.monotonic()
    stage.wait_for_state(sending)
    assert time.monotonic() - begun < 120
    prove(sending)


@pytest.mark.fault(6, "two beats and two workers at once")
def test_two_beats_start_each_issue_once(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2, beats=2)
    sendings = [stage.send(load // 4) for _ in range(4)]
    for sending in sendings:
        stage.wait_for_state(sending)
    prove(*sendings)


@pytest.mark.fault(7, "SIGTERM of every process under load, twice, as when new versions are brought in")
def test_asked_to_end_processes_finish_what_is_in_flight(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    for share in (0.3, 0.6):
        stage.wait_for_copies(share * load)
        ended = [*stage.workers, *stage.beats]
        for process in ended:
            process.send_signal(signal.SIGTERM)
        for process in ended:
            assert process.wait(30) in (0, -signal.SIGTERM)  # the latter while it was still starting
        assert stage.held() == 0
        stage.crew(workers=2)
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending)
