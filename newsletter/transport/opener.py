"""Opens connections beside the loop: names are looked up and servers greet at their own pace."""

import socket
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue

from newsletter.transport.opening import CannotOpen, Opened, open_connection
from newsletter.transport.replies import Trouble
from newsletter.transport.server import Server, Timeouts


class Opener:
    """One short-lived thread for each connection; `fileno` becomes readable when one has come or failed."""

    def __init__(self, server: Server, timeouts: Timeouts) -> None:
        self._server = server
        self._timeouts = timeouts
        self._results: SimpleQueue[Opened | Trouble] = SimpleQueue()
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self.count = 0  # connections on their way

    def fileno(self) -> int:
        return self._bell.fileno()

    def open_one(self) -> None:
        self.count += 1
        threading.Thread(target=self._open, name="smtp-opener", daemon=True).start()

    def collect(self) -> list[Opened | Trouble]:
        """What has come since the last call."""
        try:
            self._bell.recv(4096)
        except BlockingIOError:
            return []
        results = []
        while True:
            try:
                results.append(self._results.get_nowait())
            except Empty:
                break
        self.count -= len(results)
        return results

    def close(self) -> None:
        for result in self.collect():
            if isinstance(result, Opened):
                result.socket.close()
        self._bell.close()

    def _open(self) -> None:
        try:
            self._results.put(open_connection(self._server, self._timeouts))
        except CannotOpen as error:
            self._results.put(error.trouble)
        except Exception as error:
            self._results.put(Trouble(f"{self._server} cannot be used: {error!r}"))
        with suppress(OSError):  # the sender was closed meanwhile; the process is ending
            self._button.send(b"!")
