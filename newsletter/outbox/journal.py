"""What was acknowledged since the last commit, kept where the death of the process cannot reach it.

One small file per worker process, mapped into memory and shared: an acknowledgement is one byte stored. A record
holds the lease, the batch and a letter for each of its copies. The file is locked as long as its process lives, so
whoever can lock it may replay it. It outlives the process, not the machine: what the disk loses is found by the
expired lease, see `recovery`.
"""

import errno
import fcntl
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from newsletter.outbox.fanout import BATCH_SIZE

RECORDS = 64
_HEAD = struct.Struct("16sq")
_RECORD_SIZE = _HEAD.size + BATCH_SIZE
_NOTHING = b"\0"


@dataclass(frozen=True)
class Record:
    """What a dead worker had learnt of a batch: position -> letter of state."""

    lease_id: str
    batch_id: int
    letters: dict[int, str]


class Page:
    """The record of one leased batch."""

    __slots__ = ("_base", "_memory", "is_open", "number")

    def __init__(self, memory: mmap.mmap, number: int) -> None:
        self._memory = memory
        self.number = number
        self.is_open = True
        self._base = number * _RECORD_SIZE + _HEAD.size

    def note(self, position: int, letter: int) -> None:
        if (
            self.is_open
        ):  # a batch that was lost may still hear of copies in flight, when its page is another's
            self._memory[self._base + position] = letter


class Journal:
    """This process's journal."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = uuid4().hex
        self._path = folder / f"{name}.journal"
        draft = folder / f"{name}.new"
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            _fill(self._file, RECORDS * _RECORD_SIZE)
            os.rename(draft, self._path)  # nobody may find it before it is locked
        except BaseException:
            os.close(self._file)
            draft.unlink(missing_ok=True)
            raise
        self._memory = mmap.mmap(self._file, RECORDS * _RECORD_SIZE)
        self._free = list(range(RECORDS))

    @property
    def room(self) -> int:
        return len(self._free)

    def open_page(self, lease_id: str, batch_id: int) -> Page:
        """To be called before the claim is committed: a claim without a record would count as a lost disk."""
        number = self._free.pop()
        start = number * _RECORD_SIZE
        self._memory[start + _HEAD.size : start + _RECORD_SIZE] = _NOTHING * BATCH_SIZE
        self._memory[start : start + _HEAD.size] = _HEAD.pack(UUID(lease_id).bytes, batch_id)
        return Page(self._memory, number)

    def close_page(self, page: Page) -> None:
        """To be called once all it says is committed."""
        page.is_open = False
        start = page.number * _RECORD_SIZE
        self._memory[start : start + _HEAD.size] = _NOTHING * _HEAD.size
        self._free.append(page.number)

    def close(self) -> None:
        """Removes the file if nothing in it is of use any more, else leaves it to be replayed."""
        self._memory.close()
        if len(self._free) == RECORDS:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


def _fill(file: int, size: int) -> None:
    """Takes the room on the disk now: a hole that a full disk cannot fill later would kill us at an acknowledgement."""
    if os.pwrite(file, bytes(size), 0) < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Orphan:
    """The journal of a process that is gone; locked while it is being replayed."""

    def __init__(self, path: Path, file: int) -> None:
        self._path, self._file = path, file

    def records(self) -> list[Record]:
        content = os.pread(self._file, RECORDS * _RECORD_SIZE, 0)
        return list(_read(content))

    def discard(self) -> None:
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def orphans(folder: Path) -> Iterator[Orphan]:
    """Journals whose process has ended without closing them."""
    for path in sorted(folder.glob("*.journal")):
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            with Orphan(path, file) as orphan:
                yield orphan


def _read(content: bytes) -> Iterator[Record]:
    for start in range(0, len(content) - _RECORD_SIZE + 1, _RECORD_SIZE):
        lease, batch_id = _HEAD.unpack_from(content, start)
        if batch_id == 0:
            continue
        letters = content[start + _HEAD.size : start + _RECORD_SIZE]
        noted = {position: chr(letter) for position, letter in enumerate(letters) if letter}
        yield Record(UUID(bytes=lease).hex, batch_id, noted)
