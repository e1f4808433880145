import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from newsletter.local.embedded import Servers, embedded_urls
from newsletter.local.processes import CannotStart, Owner, start_child
from newsletter.settings import Settings
from tests.newsletter.local.processes import PROJECT, all_gone, family, run_script

USE = """
import sys, time
from pathlib import Path
from newsletter.local.embedded import Servers
with Servers(Path(sys.argv[1]), forgetful=True) as servers:
    print(servers.urls["database_url"], servers.urls["redis_url"], flush=True)
    sys.stdin.readline() if len(sys.argv) == 2 else time.sleep(600)
print("ended", flush=True)
"""


def works(url: str) -> bool:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_second_command_uses_the_servers_of_the_first(tmp_path: Path) -> None:
    with Servers(tmp_path, forgetful=True) as first, Servers(tmp_path) as second:
        assert second.urls == first.urls


def test_the_first_command_waits_for_those_who_use_its_servers(tmp_path: Path) -> None:
    first = Servers(tmp_path, forgetful=True).__enter__()
    second = Servers(tmp_path).__enter__()
    ending = threading.Thread(target=first.__exit__)
    ending.start()
    time.sleep(0.5)
    assert works(second.urls["database_url"])
    second.__exit__()
    ending.join(30)
    assert not ending.is_alive()


def test_commands_started_at_once_share_one_pair_of_servers(tmp_path: Path) -> None:
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", USE, tmp_path],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = set()
    for command in commands:
        assert command.stdout is not None
        answers.add(command.stdout.readline())
    for command in commands:
        assert command.stdin is not None
        command.stdin.write("\n")
        command.stdin.flush()
    ends = [command.communicate(timeout=60)[0] for command in commands]
    assert len(answers) == 1
    assert ends == ["ended\n"] * 4


def test_after_a_kill_the_next_command_starts_servers_of_its_own(tmp_path: Path) -> None:
    with run_script(USE, tmp_path, "sleep") as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        processes = family(killed.pid)
        killed.kill()
    with Servers(tmp_path) as servers:
        assert works(servers.urls["database_url"])
    assert all_gone(processes)


def test_the_one_who_must_be_alone_does_not_attach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.local.embedded.SECONDS_UNTIL_ATTACHED", 0.3)
    with (
        Servers(tmp_path, ("redis_url",)),
        pytest.raises(CannotStart, match="try again"),
        Servers(tmp_path, ("redis_url",), alone=True),
    ):
        pass


def test_settings_come_back_complete(tmp_path: Path) -> None:
    with embedded_urls(Settings(data_dir=tmp_path, database_url="postgresql://db.example.org/x")) as settings:
        assert settings.database_url == "postgresql://db.example.org/x"
        assert settings.redis_url is not None
        first = settings.secret_key[0].get_secret_value()
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    with embedded_urls(Settings(data_dir=tmp_path, database_url="x", redis_url="y")) as settings:
        assert settings.secret_key[0].get_secret_value() == first


def test_a_folder_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CannotStart, match="Set DATA_DIR to a folder you may write to"):
        Servers(tmp_path / "file" / "data").__enter__()


def test_an_ordinary_user_needs_no_rights_of_root(tmp_path: Path) -> None:
    """As root this runs as nobody; elsewhere as whoever runs the tests."""
    user = Owner()
    user.take(tmp_path / "data")
    command = [sys.executable, "-c", USE, tmp_path / "data"]
    process = start_child(
        command,
        owner=user,
        reach=[PROJECT, tmp_path / "data"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    output, _ = process.communicate(b"\n", timeout=60)
    assert output.endswith(b"ended\n")


def test_a_server_of_root_passes_closed_folders_and_can_do_nothing_else(tmp_path: Path) -> None:
    """The binaries of a clone in /root lie behind a folder that only root may enter."""
    (tmp_path / "closed").mkdir(mode=0o700)
    program = tmp_path / "closed" / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o400)
    question = "import os, sys; print(os.access(sys.argv[1], os.X_OK), os.access(sys.argv[2], os.W_OK))"
    command = [sys.executable, "-c", question, program, tmp_path / "secret"]
    process = start_child(command, owner=Owner(), reach=[program], stdout=subprocess.PIPE)
    assert process.communicate()[0] == b"True False\n"
