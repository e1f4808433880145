"""A mail server that misbehaves on command, and remembers who got what and when.

One thread, one epoll loop, fast enough for an issue to 50,000 people. A test sets `rules[step]`, at any time: a function
of the command's argument, of the recipient from DATA on, that returns what to answer instead of the usual.
"""

import heapq
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, Self

from tests.support.dialogue import Copy, Dialogue, Ended, Rule, Step

EXTENSIONS = ("PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")


class FarEnd:
    """Listens while the context lasts. Counters may be read from any thread."""

    def __init__(self, transcript: Path | None = None) -> None:
        self.rules: dict[Step, Rule] = {}
        self.extensions: Iterable[str] = EXTENSIONS
        self.tls: ssl.SSLContext | None = None
        self.copies: list[Copy] = []
        self.commands: list[tuple[float, str]] | None = None  # noted once a test sets it to a list
        self.connections = 0
        self.port = 0
        self.transcript: BinaryIO | None = transcript.open("ab") if transcript else None
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = count()
        self._orders: list[Callable[[], None]] = []
        self._clients: dict[int, Dialogue] = {}
        self._poll = select.epoll()
        self._listener: socket.socket | None = None
        self._bell, self._button = socket.socketpair()
        self._poll.register(self._bell.fileno(), select.EPOLLIN)
        self._runs = True
        self._thread = threading.Thread(target=self._serve, name="far end", daemon=True)

    # What tests use

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [copy.recipient for copy in list(self.copies)]

    @property
    def open_connections(self) -> int:
        return len(self._clients)

    def __enter__(self) -> Self:
        self._open()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._order(self._end)
        self._thread.join()
        if self.transcript is not None:
            self.transcript.close()

    def behave(self) -> None:
        """Forgets all rules and all copies, and answers what it was holding back no more."""
        self.rules.clear()
        self.extensions, self.tls, self.commands = EXTENSIONS, None, None
        self.open()
        self.drop_all()
        self.copies = []

    def close(self) -> None:
        """Nobody answers at this address any more."""
        self._order(self._close)

    def open(self) -> None:
        """Listens again, at the same address."""
        self._order(self._open)

    def drop_all(self) -> None:
        """Breaks every connection off."""
        self._order(self._forget_all)

    # The loop

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._serial), call))

    def watch(self, client: Dialogue, events: int) -> None:
        self._poll.modify(client.number, events)

    def _order(self, call: Callable[[], object]) -> None:
        """Done by the loop's own thread before this returns."""
        done = threading.Event()

        def carry_out() -> None:
            try:
                call()
            finally:
                done.set()

        self._orders.append(carry_out)
        self._button.send(b"!")
        assert done.wait(10)

    def _serve(self) -> None:
        while self._runs:
            for number, event in self._poll.poll(self._until_next_timer()):
                if number == self._bell.fileno():
                    self._bell.recv(4096)
                    while self._orders:
                        self._orders.pop(0)()
                elif self._listener is not None and number == self._listener.fileno():
                    self._welcome(self._listener)
                elif number in self._clients:
                    client = self._clients[number]
                    self._guarded(client, lambda client=client, event=event: client.ready(event))  # type: ignore[misc]
            while self._timers and self._timers[0][0] <= time.monotonic():
                heapq.heappop(self._timers)[2]()

    def _until_next_timer(self) -> float:
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else -1

    def _welcome(self, listener: socket.socket) -> None:
        wire, _ = listener.accept()
        wire.setblocking(False)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections += 1
        client = Dialogue(wire, self, self.connections)
        self._clients[client.number] = client
        self._poll.register(client.number, select.EPOLLIN)
        self._guarded(client, lambda: client.answer(Step.CONNECT, "", b"220 far-end.test ESMTP"))

    def _guarded(self, client: Dialogue, work: Callable[[], object]) -> None:
        try:
            work()
        except (Ended, OSError):
            self._forget(client)

    def resume(self, client: Dialogue, work: Callable[[], None]) -> None:
        if self._clients.get(client.number) is client:
            self._guarded(client, work)

    def _forget(self, client: Dialogue) -> None:
        if self._clients.pop(client.number, None) is not None:
            with suppress(OSError):
                self._poll.unregister(client.number)
            client.wire.close()

    def _open(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
            self._listener.setblocking(False)
            self.port = self._listener.getsockname()[1]
            self._poll.register(self._listener.fileno(), select.EPOLLIN)

    def _close(self) -> None:
        if self._listener is not None:
            self._poll.unregister(self._listener.fileno())
            self._listener.close()
            self._listener = None

    def _end(self) -> None:
        self._runs = False
        self._close()
        self._forget_all()

    def _forget_all(self) -> None:
        for client in list(self._clients.values()):
            self._forget(client)
