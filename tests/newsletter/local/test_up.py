import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.newsletter.local.processes import all_gone, eventually
from tests.newsletter.local.running import Up, newsletter


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = Up(tmp_path_factory.mktemp("up") / "data")
    yield running
    running.process.terminate()
    running.process.wait(60)


def answers(up: Up, path: str) -> bool:
    try:
        return bool(up.get(path))
    except (URLError, OSError):
        return False


def test_a_first_start_says_where_to_look_and_how_to_sign_in(up: Up) -> None:
    address = f"http://127.0.0.1:{up.port}"
    for words in (f"Pages     {address}", f"All mail  {address}/mailbox", f"{address}/staff/", "Sign in as"):
        assert words in up.words
    assert "Traceback" not in up.words
    assert up.get("/mailbox")
    assert up.get_json("/mailbox.json") == []


def test_every_lane_has_a_worker_of_its_own(up: Up) -> None:
    for lane in ("urgent", "notices", "bulk"):
        assert up.child("worker", "--lanes", lane).is_running()
    assert up.child("workers", "beat").is_running()


def test_other_commands_work_beside_it_and_leave_it_alone(up: Up) -> None:
    added = newsletter("topics", "add", "kultur", "--title", "Kultur", data_dir=up.data_dir)
    assert (added.returncode, added.stdout) == (0, "kultur\n")
    listed = newsletter("topics", data_dir=up.data_dir)
    assert "kultur\ttheme\tKultur" in listed.stdout
    assert len(listed.stdout.splitlines()) > 3
    assert up.process.poll() is None


def test_a_start_while_another_runs_is_told_so_in_one_sentence(up: Up) -> None:
    second = newsletter("up", data_dir=up.data_dir)
    assert second.returncode == 1
    assert len(second.stderr.splitlines()) == 1
    assert second.stderr.startswith("Budkavle already runs with the data in")


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        second = newsletter("up", data_dir=tmp_path / "data", port=port)
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {port} of 127.0.0.1 cannot be used: Address already in use. Stop")
    assert len(second.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    start = newsletter("up", data_dir=tmp_path / "file" / "data")
    assert start.returncode == 1
    assert "Set DATA_DIR to a folder you may write to." in start.stderr
    assert len(start.stderr.splitlines()) == 1


def test_a_process_that_is_killed_comes_back(up: Up) -> None:
    up.child("gunicorn").kill()
    assert eventually(lambda: "web      | ended unexpectedly" in up.words)
    assert eventually(lambda: answers(up, "/mailbox"), seconds=30)


def test_a_server_that_is_killed_comes_back_with_the_data(up: Up) -> None:
    postgres = next(process for process in up.processes() if process.name() == "postgres")
    postgres.kill()
    assert eventually(lambda: "PostgreSQL ended unexpectedly and was started again" in up.words)
    assert eventually(lambda: answers(up, "/mailbox.json"), seconds=30)


def test_stopped_or_killed_it_leaves_nothing_and_finds_its_data_again(up: Up) -> None:
    """The last test here, for it ends what the others use."""
    processes = up.processes()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(60) == 0
    assert all_gone(processes, seconds=0)
    assert "Traceback" not in up.words.partition("Ctrl-C stops it.")[2]

    second = Up(up.data_dir)
    assert "Sign in as" not in second.words
    assert "kultur\t" in newsletter("topics", data_dir=up.data_dir).stdout
    processes = second.processes()
    second.process.kill()
    second.process.wait()

    third = Up(up.data_dir)
    assert all_gone(processes, seconds=5)
    third.process.terminate()
    assert third.process.wait(60) == 0
