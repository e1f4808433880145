import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from newsletter.local import postgres
from newsletter.local.postgres import EmbeddedPostgres
from newsletter.local.processes import CannotStart
from tests.newsletter.local.processes import all_gone, eventually, family, run_script

START_AND_SLEEP = """
import sys, time
from pathlib import Path
from newsletter.local.postgres import EmbeddedPostgres
folder = Path(sys.argv[1])
with EmbeddedPostgres(folder / "postgres", folder / "log", forgetful=True) as server:
    print(server.url, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with embedded(tmp_path) as server:
        yield server


def embedded(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "postgres", folder / "log", forgetful=True)


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(question)  # type: ignore[call-overload]
        return cursor.fetchone()[0] if cursor.description else None


def server_pid(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_it_is_recent_and_knows_letters_but_needs_no_locale_of_the_machine(server: EmbeddedPostgres) -> None:
    assert ask(server, "SHOW server_version_num") >= "150000"  # type: ignore[operator]
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT lower('ÅÄÖ ÆØ')") == "åäö æø"
    assert ask(server, "SELECT datlocprovider FROM pg_database WHERE datname = 'budkavle'") == "b"


def test_it_never_runs_as_root(server: EmbeddedPostgres, tmp_path: Path) -> None:
    assert psutil.Process(server_pid(tmp_path)).uids().effective != 0


def test_nobody_else_on_the_machine_gets_in(server: EmbeddedPostgres, tmp_path: Path) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    assert (tmp_path / "sockets").stat().st_mode & 0o077 == 0
    assert (tmp_path / "postgres").stat().st_mode & 0o077 == 0


def test_folders_above_keep_their_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with embedded(tmp_path):
        assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_stopping_leaves_no_process_and_keeps_the_data(tmp_path: Path) -> None:
    with embedded(tmp_path) as server:
        ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
        processes = family(server_pid(tmp_path))
    assert all_gone(processes, seconds=0)
    assert not (tmp_path / "sockets").exists()
    with embedded(tmp_path) as server:
        assert ask(server, "SELECT number FROM kept") == 7


def test_a_killed_parent_leaves_no_server(tmp_path: Path) -> None:
    with run_script(START_AND_SLEEP, tmp_path) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().startswith("postgresql")
        processes = family(server_pid(tmp_path))
        parent.kill()
    assert all_gone(processes)
    with embedded(tmp_path) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_server_that_was_left_behind_is_taken_over(tmp_path: Path) -> None:
    first = embedded(tmp_path).__enter__()
    left = family(server_pid(tmp_path))
    with embedded(tmp_path) as server:
        assert all_gone(left, seconds=0)
        assert ask(server, "SELECT 1") == 1
    first.__exit__()


def test_a_pid_file_that_names_a_stranger_is_no_hindrance(tmp_path: Path) -> None:
    with embedded(tmp_path):
        lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        text = "\n".join([str(stranger.pid), *lines[1:], ""])
        (tmp_path / "postgres" / "postmaster.pid").write_text(text)
        with embedded(tmp_path) as server:
            assert ask(server, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_killed_server_is_brought_back_at_the_same_address_with_its_data(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", tmp_path / "log") as server:
        url = server.url
        ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(server_pid(tmp_path), signal.SIGKILL)
        assert eventually(lambda: not server.is_running)
        server.start()
        assert server.url == url
        assert ask(server, "SELECT number FROM kept") == 7


def test_a_start_killed_while_the_cluster_is_made_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "postgres.unfinished").mkdir()
    (tmp_path / "postgres.unfinished" / "PG_VERSION").write_text("18\n")
    with embedded(tmp_path) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_deep_folder_does_not_exceed_the_length_of_a_socket(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-rather-long-name"] * 5)
    deep.mkdir(parents=True)
    with embedded(deep) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_machine_without_binaries_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "WHEEL", "a_wheel_that_is_not_here")
    with pytest.raises(CannotStart, match="Install PostgreSQL 15 or later and set DATABASE_URL"):
        embedded(tmp_path).__enter__()


def test_data_of_a_version_that_is_not_here_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("99\n")
    with pytest.raises(CannotStart, match="was written by PostgreSQL 99"):
        embedded(tmp_path).__enter__()
