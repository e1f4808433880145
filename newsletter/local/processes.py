"""Starting and ending the processes that live only as long as the command that needs them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

UNPRIVILEGED = 65534  # “nobody” on most systems; the highest number that a container maps
CHILD = Path(__file__).with_name("child.py")


class CannotStart(Exception):
    """The service cannot run here; the message is one sentence that says what to do."""


def unusable(folder: Path, error: OSError) -> CannotStart:
    return CannotStart(
        f"The folder {folder} cannot be used: {error.strerror}. Set DATA_DIR to a folder you may write to."
    )


class Owner:
    """Whom a server runs as: ourselves, or, when we are root, whoever owns its folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.uid: int | None = None
        self.gid: int | None = None
        if os.geteuid() != 0:
            return
        self.uid = self.gid = UNPRIVILEGED
        if folder is not None and folder.exists():
            found = folder.stat()
            if found.st_uid != 0:
                self.uid, self.gid = found.st_uid, found.st_gid

    def take(self, folder: Path) -> None:
        """Makes a private folder of the owner's. Never touches the folders above."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(folder, error) from None
        if self.uid is None or self.gid is None:
            return
        try:
            os.chown(folder, self.uid, self.gid)
        except OSError as error:
            raise CannotStart(
                f"Root may not give {folder} to an ordinary user here ({error.strerror}). Start as an ordinary user."
            ) from None


def start_child(
    command: Sequence[str | Path],
    *,
    owner: Owner | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    reach: Sequence[Path] = (),
    env: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Starts a process that gets `farewell` when this one dies, however it dies.

    It must be called from a thread that lives as long as the child should: the kernel watches the thread, not
    the process. The child leads a session of its own, for Ctrl-C in a terminal must not reach it before we decide.
    """
    plan = {
        "parent": os.getpid(),
        "signal": int(farewell),
        "uid": owner.uid if owner else None,
        "gid": owner.gid if owner else None,
        "reach": [str(path) for path in reach],
    }
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(CHILD), json.dumps(plan), *map(str, command)],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )


def end_child(process: subprocess.Popen[bytes], *requests: tuple[signal.Signals, float]) -> None:
    """Asks with each signal in turn and waits that many seconds for it; in the end kills it and its group."""
    for number, seconds in requests:
        if process.poll() is not None:
            return
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def last_words(log: Path, count: int = 3) -> str:
    """The end of a log, for the sentence that says why a start failed."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return " ".join(line.strip() for line in lines[-count:])
