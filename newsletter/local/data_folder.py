"""DATA_DIR: the folder of the embedded servers, with its locks and its generated key."""

import fcntl
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from newsletter.local.processes import unusable

SECONDS_BETWEEN_LOOKS = 0.05


class Lock:
    """A lock on a file; the kernel takes it back from a process that was killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self, *, shared: bool = False, wait: float | None = 0.0) -> bool:
        """Whether it was taken within `wait` seconds; None waits for ever."""
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + wait if wait is not None else None
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError:
                if deadline is not None and time.monotonic() >= deadline:
                    self.release()
                    return False
                time.sleep(SECONDS_BETWEEN_LOOKS)
            else:
                return True

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def prepare(data_dir: Path) -> None:
    """Makes the folders; `CannotStart` says in one sentence when that cannot be done."""
    try:
        for folder in (data_dir, data_dir / "run", data_dir / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
    except OSError as error:
        raise unusable(data_dir, error) from None


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner reads, all of it or nothing."""
    _write_beside(path, text).replace(path)


def generated_key(data_dir: Path) -> str:
    """The signing key of this data folder, made on first use; links in mails stay good over restarts."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            unfinished = _write_beside(path, secrets.token_urlsafe(48))
            with suppress(FileExistsError):
                path.hardlink_to(unfinished)  # unlike a rename, it never replaces the key of another start
            unfinished.unlink()
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unusable(data_dir, error) from None


def _write_beside(path: Path, text: str) -> Path:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(text)
    return beside
