"""Processes to measure, and what they cost by the operating system's accounting."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import text

from newsletter.core.database import session
from newsletter.signing_keys import read_signing_keys

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


@dataclass(frozen=True)
class Key:
    """A fresh RSA-2048 key, as workers are told of it."""

    env: Mapping[str, str]
    sign: Callable[[bytes], bytes]

    def signature_us(self) -> float:
        """CPU of one signature, over about as many octets as DKIM signs."""
        octets, count = b"x" * 600, 2000
        begun = time.process_time()
        for _ in range(count):
            self.sign(octets)
        return (time.process_time() - begun) / count * 1e6


def signing_key(folder: Path) -> Key:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(pem)
    setting = f"bench:sender.example:{folder / 'key.pem'}"
    (key,) = read_signing_keys(setting)
    return Key({"DKIM_KEYS": setting}, key.sign)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Real worker processes of the bulk lane."""

    def __init__(self, count: int, env: Mapping[str, str]) -> None:
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "workers", "worker", "--lanes", "bulk"], env=env, stdout=sys.stderr
            )
            for _ in range(count)
        ]
        self._sizes: list[float] = []

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(psutil.Process(process.pid)) for process in self.processes)

    def note_memory(self) -> None:
        self._sizes.append(max(_rss_mb(process.pid) for process in self.processes))

    def memory(self) -> dict[str, float]:
        """Most that one ever had, and the largest at the end of the first and of the last quarter of the run."""
        quarter = max(1, len(self._sizes) // 4)
        return {
            "peak_rss_mb": max(_peak_rss_mb(process.pid) for process in self.processes),
            "first_quarter_rss_mb": max(self._sizes[:quarter], default=0.0),
            "last_quarter_rss_mb": max(self._sizes[-quarter:], default=0.0),
        }

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
    return _rss_mb(pid)


def _rss_mb(pid: int) -> float:
    with suppress(psutil.Error):
        return float(psutil.Process(pid).memory_info().rss) / 1024**2
    return 0.0
