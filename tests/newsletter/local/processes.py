"""Looking at processes from outside, as an operator would."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

PROJECT = Path(__file__).parents[3]


def family(pid: int) -> list[psutil.Process]:
    """The process and all below it, as they are now."""
    head = psutil.Process(pid)
    return [head, *head.children(recursive=True)]


def all_gone(processes: Iterable[psutil.Process], seconds: float = 20) -> bool:
    _, alive = psutil.wait_procs([process for process in processes if not _is_dead(process)], timeout=seconds)
    return all(_is_dead(process) for process in alive)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def run_script(script: str, *arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """A Python program that imports the project, with its output to read."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=PROJECT,
        env=os.environ | (env or {}),
        stdout=subprocess.PIPE,
        text=True,
    )


def _is_dead(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
