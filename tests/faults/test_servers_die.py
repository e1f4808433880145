"""PostgreSQL and Redis are restarted, emptied, filled up, locked and taken away in the middle of an issue."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from tests.faults.conftest import Prove
from tests.faults.mail import confirmation, slowly
from tests.support.dialogue import Step
from tests.support.stage import Sending, Stage

LANES = "urgent,bulk"


def administrator(stage: Stage) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser who may also come in when all ordinary places are taken."""
    return psycopg.connect(stage.postgres.url.replace("+psycopg", ""), autocommit=True)


@contextmanager
def under_way(stage: Stage, load: int, share: float = 0.25) -> Iterator[Sending]:
    """An issue of which a part has left; the harm is done inside, then it is to finish."""
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(share * load)
    yield sending
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)


@pytest.mark.fault(8, "Redis is killed and restarted, twice")
def test_sending_goes_on_after_redis_restarts(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    with under_way(stage, load) as sending:
        stage.restart_redis()
        stage.wait_for_copies(load / 2)
        stage.restart_redis()
    prove(sending)


@pytest.mark.fault(9, "Redis is emptied again and again")
def test_an_emptied_redis_loses_nobody(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    with under_way(stage, load) as sending, redis.Redis.from_url(stage.redis.url) as broker:
        second = stage.send(load)
        for _ in range(10):
            broker.flushall()
            time.sleep(0.1)
    stage.wait_for_state(second)
    prove(sending, second)


@pytest.mark.thorough
@pytest.mark.fault(11, "Redis is full")
def test_a_full_redis_delays_mail_and_loses_nobody(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2, lanes=LANES)
    with redis.Redis.from_url(stage.redis.url) as broker:
        try:
            with under_way(stage, load) as sending:
                broker.config_set("maxmemory", "1")
                second = stage.send(load)
                waiting = confirmation()
                time.sleep(2)
                broker.config_set("maxmemory", "0")
        finally:
            broker.config_set("maxmemory", "0")
    stage.wait_for_state(second)
    stage.wait_until(lambda: waiting in stage.far_end.recipients)
    prove(sending, second)


@pytest.mark.fault(12, "PostgreSQL is shut down at once and restarted, twice")
def test_an_immediate_restart_of_postgresql_loses_nobody(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    for share in (0.2, 0.5):
        stage.wait_for_copies(share * load)
        stage.restart_postgres()
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(13, "every connection to PostgreSQL is cut, ten times")
def test_cut_connections_are_made_anew(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    with under_way(stage, load) as sending, administrator(stage) as connection:
        for _ in range(10):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            time.sleep(0.3)
    prove(sending)


@pytest.mark.fault(
    13, "PostgreSQL takes no further connection for three seconds, and the present ones are cut"
)
def test_exhausted_connections_are_waited_for(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    with under_way(stage, load) as sending, administrator(stage) as connection, ExitStack() as crowd:
        taken = [connection.info.backend_pid]
        for _ in range(3):
            taken += fill_up(stage, crowd)
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> ALL(%s)",
                [taken],
            )
        taken += fill_up(stage, crowd)
        time.sleep(3)
    prove(sending)


def fill_up(stage: Stage, crowd: ExitStack) -> list[int]:
    """Takes every place that is left; the processes of the servers behind them."""
    pids = []
    for _ in range(200):
        try:
            pids.append(crowd.enter_context(administrator(stage)).info.backend_pid)
        except psycopg.OperationalError:
            break
    return pids


@pytest.mark.thorough
@pytest.mark.fault(14, "a deadlock in PostgreSQL, of which the worker is the victim")
def test_a_deadlock_is_recovered_from(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    with under_way(stage, 1000, share=0.05) as sending, administrator(stage) as connection:
        connection.execute("SET deadlock_timeout = '20s'")  # so that the other side looks first
        held = "SELECT id FROM batch WHERE mailing_id = %s AND lease_id IS NOT NULL ORDER BY id {} LIMIT 1 FOR UPDATE"
        stage.wait_until(lambda: stage.held() >= 2)
        with connection.transaction():
            connection.execute(held.format("DESC"), [sending.id])
            stage.wait_until(lambda: somebody_waits(stage))
            connection.execute(held.format("ASC"), [sending.id])
    assert "deadlock detected" in stage.log
    prove(sending)


def somebody_waits(stage: Stage) -> bool:
    """The heartbeat has taken the first batch, and waits for the last."""
    with administrator(stage) as connection:
        waiting = (
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return connection.execute(waiting).fetchone() is not None


@pytest.mark.fault(15, "PostgreSQL becomes read-only for three seconds")
def test_nothing_leaves_that_could_not_be_recorded(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    with under_way(stage, load) as sending, administrator(stage) as connection:
        read_only(connection, "on")
        time.sleep(2)  # longer than a heartbeat
        stood_at = stage.taken()
        time.sleep(1)
        went_on = stage.taken() - stood_at
        read_only(connection, "off")
    assert went_on == 0
    prove(sending)


def read_only(connection: psycopg.Connection[tuple[object, ...]], state: str) -> None:
    connection.execute("SET default_transaction_read_only = off")
    connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {state}")  # type: ignore[arg-type]
    connection.execute("SELECT pg_reload_conf()")


@pytest.mark.fault(
    10, "Redis is away from before an issue falls due until it has left, and a confirmation with it"
)
def test_mail_leaves_while_redis_is_away(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2, lanes=LANES)
    with under_way(stage, load, share=0.05) as sending:
        stage.stop_redis()
        second = stage.send(load)
        waiting = confirmation()
    stage.wait_for_state(second)
    stage.wait_until(lambda: waiting in stage.far_end.recipients)
    assert not stage.redis.is_running
    stage.redis.start()
    third = stage.send(load)
    stage.wait_for_state(third)
    prove(sending, second, third)


@pytest.mark.thorough
@pytest.mark.fault(45, "a backup of the database from earlier in the issue is put in its place")
def test_a_restored_database_sends_nothing_by_itself(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    backup, newest = stage.folder / "backup", stage.folder / "newest"
    stage.wait_for_copies(load / 4)
    stage.stop_postgres()
    copy_folder(stage.postgres.folder, backup)
    stage.postgres.start()
    stage.wait_for_copies(load / 2)
    end_politely(stage)
    exchange(stage, backup, keep=newest)
    stood_at = stage.taken()
    stage.crew(workers=2)
    stage.wait_until(stage.is_held_back)
    time.sleep(2)
    assert stage.taken() == stood_at < load
    end_politely(stage)
    exchange(stage, newest, keep=backup)
    shutil.rmtree(backup)
    stage.far_end.rules.clear()
    stage.crew(workers=2)
    stage.wait_for_state(sending)
    prove(sending)


def end_politely(stage: Stage) -> None:
    for process in [*stage.workers, *stage.beats]:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def copy_folder(source: Path, target: Path) -> None:
    """With its owner, who is not always ourselves."""
    subprocess.run(["cp", "-a", source, target], check=True)


def exchange(stage: Stage, folder: Path, keep: Path) -> None:
    stage.stop_postgres()
    stage.postgres.folder.rename(keep)
    folder.rename(stage.postgres.folder)
    stage.postgres.start()
