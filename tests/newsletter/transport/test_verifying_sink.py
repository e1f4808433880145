"""The sink of the benchmarks proves who got how many copies; here the proof is proved."""

import json
import signal
import subprocess
import sys

from benchmarks.measure import free_port, wait_for_port
from newsletter.transport import Sender, Server
from tests.newsletter.transport.conftest import Run, copies


def test_the_verifying_sink_counts_people_and_repeats() -> None:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.sink", "--port", str(port)]
    sink = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for_port(port)
        sender = Sender(Server.parse(f"smtp://127.0.0.1:{port}"), 3)
        run = Run(sender).send(copies(700, data=b"Subject: x\r\n\r\n" + b"line\r\n" * 5000))
        run.send(copies(20, start=1000))
        sender.send(iter(copies(5)), lambda number, result: None)
        sender.close()
        sink.send_signal(signal.SIGTERM)
        report = json.loads(sink.communicate(timeout=30)[0])
    finally:
        sink.kill()
        sink.wait()
    assert (report["messages"], report["recipients"], report["repeats"]) == (725, 720, 5)
