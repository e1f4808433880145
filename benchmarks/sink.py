"""A mail server that takes mail as fast as Python can and proves that everybody got exactly one copy.

Messages are thrown away; recipients are counted. On SIGTERM it prints one JSON object and ends.

    python -m benchmarks.sink [--port 2525]
"""

import argparse
import json
import os
import re
import resource
import select
import signal
import socket
import sys
import time
from collections import Counter
from typing import NoReturn

GREETING = b"220 sink.test ESMTP\r\n"
HELLO = b"250-sink.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250 8BITMIME\r\n"
OK = b"250 2.0.0 Ok\r\n"
GO_ON = b"354 End data with <CR><LF>.<CR><LF>\r\n"
BYE = b"221 2.0.0 Bye\r\n"
GRANTED = OK + OK + GO_ON
END = b"\r\n.\r\n"
READ_SIZE = 1 << 20
LONGEST_GROUP = 2048  # octets of commands that may follow a body before the client has to wait for a reply
SEARCHED_WHOLE = 64  # of so many bodies one is searched from its beginning
_envelope = re.compile(
    rb"MAIL FROM:<[^>\r\n]*>[^\r\n]*\r\nRCPT TO:<([^>\r\n]*)>[^\r\n]*\r\nDATA\r\n", re.IGNORECASE
).fullmatch
_recipient = re.compile(rb"RCPT TO:<([^>]*)>", re.IGNORECASE).match


class Ended(Exception):
    """The client has gone."""


class Client:
    """One connection: text of commands, or a body of which only the last four octets matter."""

    __slots__ = ("is_body", "left", "recipient", "replies", "sink", "wire")

    def __init__(self, wire: socket.socket, sink: "Sink") -> None:
        self.wire, self.sink = wire, sink
        self.left = b""
        self.is_body = False
        self.recipient = b""
        self.replies: list[bytes] = []

    def read(self) -> None:
        sink = self.sink
        try:
            count = self.wire.recv_into(sink.buffer)
        except BlockingIOError:
            return
        except OSError:
            raise Ended from None
        if not count:
            raise Ended
        sink.octets += count
        start = 0
        if self.is_body and count > LONGEST_GROUP and sink.bodies % SEARCHED_WHOLE:
            # Nobody may send a second body unasked, so that the end of this one is not far from that of what came.
            # To look for it from the front cost 20 to 30 microseconds of the 35 to 45 that a message took here.
            start = count - LONGEST_GROUP
            self.left = b""
        received = sink.view[start:count].tobytes()
        self.take(self.left + received if self.left else received)
        if self.replies:
            self.wire.send(b"".join(self.replies))
            self.replies.clear()

    def take(self, data: bytes) -> None:
        start = 0
        while start < len(data):
            if self.is_body:
                end = data.find(END, start)
                if end < 0:
                    self.left = data[max(start, len(data) - 4) :]
                    return
                start = end + len(END)
                self.is_body = False
                self.sink.count(self.recipient)
                self.replies.append(OK)
            elif found := _envelope(data, start):
                self.recipient = found[1]
                self.is_body = True
                self.replies.append(GRANTED)
                start = len(data) - 2  # the line end may be the one before the dot of an empty body
                break
            else:
                end = data.find(b"\r\n", start)
                if end < 0:
                    self.left = data[start:]
                    return
                self.command(data[start:end])
                # The line end after DATA may be the one before the dot of an empty body.
                start = end if self.is_body else end + 2
        self.left = data[start:]

    def command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"RCPT":
            found = _recipient(line)
            self.recipient = found[1] if found else b"?"
            self.replies.append(OK)
        elif verb == b"DATA":
            self.is_body = True
            self.replies.append(GO_ON)
        elif verb == b"EHLO":
            self.replies.append(HELLO)
        elif verb == b"QUIT":
            self.replies.append(BYE)
        else:
            self.replies.append(OK)


class Sink:
    def __init__(self, port: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.listener.setblocking(False)
        self.recipients: Counter[bytes] = Counter()
        self.octets = self.bodies = 0
        # One for all: a megabyte anew for each read costs more than reading.
        self.buffer = bytearray(READ_SIZE)
        self.view = memoryview(self.buffer)
        self.first = self.last = 0.0

    def count(self, recipient: bytes) -> None:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.bodies += 1
        self.recipients[recipient] += 1

    def serve(self) -> NoReturn:
        clients: dict[int, Client] = {}
        poll = select.epoll()
        poll.register(self.listener.fileno(), select.EPOLLIN)
        while True:
            for number, _ in poll.poll():
                client = clients.get(number)
                if client is None:
                    wire, _address = self.listener.accept()
                    wire.setblocking(False)
                    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    wire.send(GREETING)
                    clients[wire.fileno()] = Client(wire, self)
                    poll.register(wire.fileno(), select.EPOLLIN)
                    continue
                try:
                    client.read()
                except Ended:
                    poll.unregister(number)
                    clients.pop(number).wire.close()

    def report(self) -> dict[str, float]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        messages = self.recipients.total()
        return {
            "messages": messages,
            "recipients": len(self.recipients),
            "repeats": messages - len(self.recipients),
            "octets": self.octets,
            "seconds": round(self.last - self.first, 3),
            "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        }


def step_back() -> None:
    """As a rule a mail server is another machine: it does not take the core from its client in mid-sentence.

    Without this each message put its sender off the core once, and cost the sink half as much again.
    """
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sink", description=__doc__)
    parser.add_argument("--port", type=int, default=2525)
    step_back()
    sink = Sink(parser.parse_args().port)

    def stop(*_: object) -> NoReturn:
        print(json.dumps(sink.report()))
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"listening on 127.0.0.1:{sink.listener.getsockname()[1]}", file=sys.stderr, flush=True)
    sink.serve()


if __name__ == "__main__":
    main()
