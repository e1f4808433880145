"""Processes to measure, and what they cost by the operating system's accounting."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psutil
from sqlalchemy import text

from newsletter.core.database import session

SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Source:
    """What Postfix's `smtp-source` did."""

    messages_per_second: float
    cpu_us_per_message: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def postfix(name: str) -> str | None:
    """`smtp-source` or `smtp-sink`, where Postfix is installed; its folder is seldom on the PATH of people."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec/postfix")


@contextmanager
def running_sink(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for_port(port)
        yield process
    finally:
        end(process)


def fast_sink(port: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.sink", "--port", str(port)]


def postfix_sink(program: str, port: int) -> list[str]:
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    return [program, *as_nobody, f"127.0.0.1:{port}", "1024"]


def report_of(sink: subprocess.Popen[str]) -> dict[str, Any]:
    """Ends the verifying sink; what it counted."""
    sink.send_signal(signal.SIGTERM)
    said, _ = sink.communicate(timeout=30)
    found: dict[str, Any] = json.loads(said)
    return found


def run_source(program: str, port: int, messages: int, octets: int) -> Source:
    """The same mail to everybody, by the fastest program there is, over eight connections."""
    addresses = ["-f", "news@sender.example", "-t", "reader@benchmark.example"]
    size = ["-d", "-s", "8", "-l", str(octets), "-m", str(messages)]
    begun, before = time.monotonic(), os.times()
    subprocess.run([program, *size, *addresses, f"127.0.0.1:{port}"], check=True)
    seconds, after = time.monotonic() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Source(messages / seconds, cpu / messages * 1e6)


class Workers:
    """Real worker processes of the bulk lane."""

    def __init__(self, count: int, env: Mapping[str, str]) -> None:
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "workers", "worker", "--lanes", "bulk"], env=env, stdout=sys.stderr
            )
            for _ in range(count)
        ]

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(psutil.Process(process.pid)) for process in self.processes)

    def peak_rss_mb(self) -> float:
        return max(_peak_rss_mb(process.pid) for process in self.processes)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)


class Postgres:
    """The database server, when it runs on this machine."""

    def __init__(self) -> None:
        self._main: psutil.Process | None = None
        with suppress(psutil.Error):
            backend = psutil.Process(int(session.execute(text("SELECT pg_backend_pid()")).scalar_one()))
            session.rollback()
            if "postgres" in backend.name():
                self._main = backend.parent()

    def cpu_seconds(self) -> float:
        """Of all its processes, those that have ended included. Zero when it is elsewhere."""
        if self._main is None:
            return 0.0
        ended = self._main.cpu_times()
        living = sum(map(cpu_seconds, [self._main, *self._main.children(recursive=True)]))
        return float(ended.children_user + ended.children_system) + living


def cpu_seconds(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system)


def wait_for_port(port: int, host: str = "127.0.0.1") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing listens on port {port}")
        time.sleep(0.02)


def end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=30)


def processor() -> str:
    """What the figures were measured on."""
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()}, {os.cpu_count()} cores"
    return f"unknown, {os.cpu_count()} cores"


def _peak_rss_mb(pid: int) -> float:
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="utf-8") as lines:
        peaks = [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        return max(peaks, default=0.0)
    return float(psutil.Process(pid).memory_info().rss) / 1e6
