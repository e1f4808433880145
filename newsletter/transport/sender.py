"""One loop over all kept connections: copies in, results out."""

import select
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

from newsletter.transport.connection import Connection, Lost, Outgoing
from newsletter.transport.opener import Opener
from newsletter.transport.opening import Opened
from newsletter.transport.pacer import Pacer
from newsletter.transport.replies import Meaning, Result, Trouble
from newsletter.transport.server import Server, Timeouts

TICK = 0.05
MOST_TRIES = 3
LONGEST_TURN = 1.0
RESTED = 20.0  # a connection idle for longer is asked for a sign of life before it gets a copy

Settle = Callable[[Any, Result], None]


class Sender:
    """Keeps its connections from one `send` to the next. Not for use by several threads."""

    def __init__(
        self,
        server: Server,
        connections: int = 4,
        timeouts: Timeouts | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        self.server = server
        self.pacer = pacer or Pacer(str(server))
        self.size_limit = 0  # octets that the server takes, as told by the latest connection; 0: not told
        self._begun = 0
        self._held_up_since: float | None = None  # the next copy waits for its turn
        self._timeouts = timeouts or Timeouts()
        self._most = connections
        self._opener = Opener(server, self._timeouts)
        self._connections: dict[int, Connection] = {}
        self._poll = select.poll()
        self._poll.register(self._opener.fileno(), select.POLLIN)
        self._now = time.monotonic()
        self._begin(iter(()), lambda number, result: None, lambda: True, lambda number: True)

    def send(
        self,
        source: Iterator[Outgoing],
        settle: Settle,
        *,
        tick: Callable[[], bool] = lambda: True,
        is_wanted: Callable[[Any], bool] = lambda number: True,
    ) -> Trouble | None:
        """Sends everything `source` yields; `settle` hears the result of each copy exactly once.

        `tick` is called at least every 100 ms and says whether to go on; `is_wanted` is asked right before a body
        leaves. Returns what keeps us from having any connection; copies it left behind are `not_sent`. An error in
        `source` or `tick` lets what is in flight finish, then reaches the caller.
        """
        self._begin(source, settle, tick, is_wanted)
        self._check_rested()
        try:
            while self._has_work():
                self._fill()
                self._wait()
                self._look_at_the_clock()
        finally:
            self._drop_busy("the sending was broken off")
        self._return_waiting()
        if self._failure is not None:
            raise self._failure
        return self._trouble

    def put_first(self, is_urgent: bool) -> None:
        """Whether what is sent from now on goes before its turn."""
        self.pacer.may_owe = is_urgent

    def close(self) -> None:
        for connection in self._connections.values():
            connection.quit()
        self._connections.clear()
        self._opener.close()

    # What connections ask (the Desk)

    def take(self) -> Outgoing | None:
        if self._stop_at is not None:
            return None
        copy = self._waiting.popleft() if self._waiting else self._draw()
        if copy is not None:
            if self.pacer.is_limited and not self._may_go():
                self._waiting.appendleft(copy)
                return None
            self._begun += 1
        return copy

    def _may_go(self) -> bool:
        if self.pacer.take():
            self._held_up_since = None
            return True
        if self._held_up_since is None:
            self._held_up_since = self._now
        return False

    def give_back(self, copy: Outgoing) -> None:
        self._waiting.append(copy)

    def try_again(self, copy: Outgoing, reason: str) -> None:
        """A connection that broke says nothing about the copy, unless it happens to the same copy every time."""
        self._tries[copy.number] += 1
        if self._tries[copy.number] < MOST_TRIES:
            self._waiting.append(copy)
        else:
            self._settle(copy.number, Result(Meaning.DEFERRED, "", reason))

    def is_wanted(self, copy: Outgoing) -> bool:
        try:
            return self._is_wanted(copy.number)
        except Exception as error:
            self._fail(error)
            return False

    def settle(self, copy: Outgoing, result: Result) -> None:
        self._breaks_in_a_row = 0
        self._settle(copy.number, result)

    def slow_down(self, copy: Outgoing | None) -> None:
        domain = copy.rcpt_to.rpartition("@")[2].lower() if copy is not None else None
        self.pacer.complain(domain, self._begun)

    # The loop

    def _begin(
        self,
        source: Iterator[Outgoing],
        settle: Settle,
        tick: Callable[[], bool],
        is_wanted: Callable[[Any], bool],
    ) -> None:
        self._source, self._settle, self._tick, self._is_wanted = source, settle, tick, is_wanted
        self._waiting: deque[Outgoing] = deque()
        self._tries: Counter[Any] = Counter()
        self._drained = False
        self._stop_at: float | None = None
        self._failure: Exception | None = None
        self._trouble: Trouble | None = None
        self._limit = self._most
        self._breaks_in_a_row = 0
        self._ticked = 0.0
        self._held_up_since = None
        self.pacer.start(self._begun)

    def _draw(self) -> Outgoing | None:
        if self._drained:
            return None
        try:
            return next(self._source)
        except StopIteration:
            self._drained = True
        except Exception as error:
            self._fail(error)
        return None

    def _check_rested(self) -> None:
        """What the server closed while we rested is found by the poll; what the network lost, by asking."""
        self._wait(0)
        self._forgive()
        for connection in list(self._connections.values()):
            if self._now - connection.rested_since > RESTED:
                self._serve(connection, connection.check)

    def _forgive(self) -> None:
        """Connections that failed to open after the last call ended say nothing about this one."""
        self._trouble = self._stop_at = None
        self._limit = self.pacer.connections(self._most)
        for connection in list(self._connections.values())[self._limit :]:
            self._drop(connection, "other workers need it")

    def _has_work(self) -> bool:
        if any(not connection.is_idle for connection in self._connections.values()):
            return True
        if (
            self._drained
            and self._held_up_since is not None
            and self._now - self._held_up_since > LONGEST_TURN
        ):
            return False  # what has to wait longer for its turn waits where it came from
        return self._stop_at is None and (bool(self._waiting) or not self._drained)

    def _fill(self) -> None:
        """Gives copies to idle connections, and opens more where every one has its hands full."""
        for connection in list(self._connections.values()):
            if connection.is_idle and not self._serve(connection, connection.begin):
                return
        while len(self._connections) + self._opener.count < self._limit and self._is_one_more_needed():
            self._opener.open_one()

    def _is_one_more_needed(self) -> bool:
        """Each copy that waits needs a connection; those that are being opened will take one each."""
        if self._stop_at is not None:
            return False
        while len(self._waiting) <= self._opener.count:
            copy = self._draw()
            if copy is None:
                return False
            self._waiting.append(copy)
        return True

    def _wait(self, seconds: float = TICK) -> None:
        for number, event in self._poll.poll(seconds * 1000):
            self._now = time.monotonic()
            connection = self._connections.get(number)
            if connection is None:
                self._welcome()
                continue
            if event & select.POLLOUT:
                self._serve(connection, connection.write_more)
            if event & ~select.POLLOUT and number in self._connections:
                self._serve(connection, connection.read)

    def _serve(self, connection: Connection, work: Callable[[float], bool | None]) -> bool | None:
        try:
            done = work(self._now)
        except Lost as lost:
            self._drop(connection, str(lost))
            return True
        if bool(connection.unsent) is not connection.polled_for_writing:
            self._poll_for(connection)
        if not connection.expected:
            connection.rested_since = self._now
        return done

    def _poll_for(self, connection: Connection) -> None:
        connection.polled_for_writing = bool(connection.unsent)
        writing = select.POLLOUT if connection.polled_for_writing else 0
        self._poll.register(connection.fileno(), select.POLLIN | writing)

    def _look_at_the_clock(self) -> None:
        self._now = now = time.monotonic()
        if now - self._ticked < TICK:
            return
        self._ticked = now
        self.pacer.look(self._begun)
        for connection in list(self._connections.values()):
            if now > connection.deadline:
                self._drop(connection, "the server did not answer in time")
        if self._stop_at is not None:
            if now > self._stop_at:
                self._drop_busy("the server did not answer before we had to stop")
            return
        try:
            if not self._tick():
                self._stop()
        except Exception as error:
            self._fail(error)

    # Connections come and go

    def _welcome(self) -> None:
        results = self._opener.collect()
        for result in results:
            if isinstance(result, Opened):
                connection = Connection(result, self, self._timeouts)
                connection.rested_since = self._now
                self._connections[connection.fileno()] = connection
                self.size_limit = result.size_limit
                self._poll_for(connection)
        troubles = [result for result in results if isinstance(result, Trouble)]
        if troubles and (self._connections or self._opener.count):
            self._limit = max(1, len(self._connections))  # the server may allow no more of them
        elif troubles:
            if troubles[0].asks_for_patience and (self._begun or self.pacer.limits.rate):
                self.pacer.complain(None, self._begun)
            self.give_up(troubles[0])

    def _drop(self, connection: Connection, reason: str) -> None:
        self._poll.unregister(connection.fileno())
        del self._connections[connection.fileno()]
        was_busy = not connection.is_idle
        connection.abandon(reason)
        if was_busy:
            self._breaks_in_a_row += 1
            if self._breaks_in_a_row > 2 * self._most + MOST_TRIES:
                self.give_up(Trouble(f"{self.server} keeps breaking off: {reason}"))

    def _drop_busy(self, reason: str) -> None:
        for connection in list(self._connections.values()):
            if not connection.is_idle:
                self._drop(connection, reason)

    # Ways to stop

    def _stop(self) -> None:
        if self._stop_at is None:
            self._stop_at = self._now + self._timeouts.stopping

    def give_up(self, trouble: Trouble) -> None:
        """What is in flight may finish, nothing more is begun."""
        self._trouble = self._trouble or trouble
        self._stop()

    def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        self._stop()

    def _return_waiting(self) -> None:
        reason = self._trouble.text if self._trouble is not None else "the sending was stopped"
        for copy in self._waiting:
            self._settle(copy.number, Result(Meaning.NOT_SENT, "", reason))
        self._waiting.clear()
