"""Any process may die at any moment."""

import os
import random
import time

import pytest

from newsletter.outbox.models import MailingState
from tests.faults.conftest import Prove
from tests.faults.mail import slowly
from tests.support.dialogue import Answer, Step
from tests.support.stage import CONNECTIONS, Sending, Stage

SEEDS = range(1, 1 + int(os.environ.get("FAULTS_SEEDS") or 5))


def kill_at_random(stage: Stage, sending: Sending, chance: random.Random, pause: float) -> int:
    """Until all is sent; the number of workers killed. What is killed comes back at once, as under a supervisor."""
    workers_killed = 0
    while not stage.is_so(lambda: stage.is_now(sending, MailingState.COMPLETED)):
        time.sleep(chance.uniform(pause / 2, pause))
        victim = chance.choice(["worker", "worker", "worker", "beat", "redis", "postgres"])
        match victim if workers_killed else "worker":
            case "worker":
                stage.replace(chance.choice(stage.workers))
                workers_killed += 1
            case "beat":
                stage.replace(chance.choice(stage.beats))
            case "redis":
                stage.restart_redis()
            case "postgres":
                stage.restart_postgres()
    return workers_killed


@pytest.mark.fault(0, "a process killed at random every second or two: worker, beat, Redis, PostgreSQL")
def test_random_kills_lose_nobody(stage: Stage, prove: Prove) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = lambda recipient: Answer(wait=0.02)
    sending = stage.send(3000)
    stage.wait_for_copies(1)
    kills = kill_at_random(stage, sending, random.Random(11), pause=2)
    prove(sending, allowed=CONNECTIONS * kills, killed=True)


@pytest.mark.thorough
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.fault(
    0, "a process killed at random every few seconds: worker, beat, Redis, PostgreSQL; a large issue"
)
def test_random_kills_of_a_large_issue_lose_nobody(stage: Stage, prove: Prove, seed: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(int(os.environ.get("FAULTS_RANDOM_RECIPIENTS") or 50_000))
    stage.wait_for_copies(1)
    kills = kill_at_random(stage, sending, random.Random(seed), pause=5)
    prove(sending, allowed=CONNECTIONS * kills, killed=True)
