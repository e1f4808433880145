"""Another mail server for the time in which the first one cannot be used."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from newsletter.transport.connection import Outgoing
from newsletter.transport.opening import CannotOpen, open_connection
from newsletter.transport.pacer import Pacer
from newsletter.transport.replies import Meaning, Result, Trouble
from newsletter.transport.sender import Sender, Settle
from newsletter.transport.server import Server, Timeouts

log = logging.getLogger(__name__)

REFUSALS = 3  # in a row and with nothing accepted in between: the server refuses everyone
FIRST_ABSENCE = 60.0  # before the first server is tried again; longer each time it fails anew
LONGEST_ABSENCE = 900.0
PICKY_SECONDS = 600.0
PROBE = Timeouts(connect=10, greeting=60, command=60)
_about_the_server = re.compile(r"421|454|4\d\d 4\.3\.").match

Tell = Callable[[str, str], None]
"""Hears which server stands in and why; both empty when the first one is back."""


class Senders:
    """Used like a `Sender`: copies go to the first server that takes any. Not for use by several threads."""

    def __init__(
        self,
        senders: Sequence[Sender],
        tell: Tell = lambda server, reason: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._senders = list(senders)
        self._tell = tell
        self._clock = clock
        self._place = 0
        self._reason = ""
        self._refusals = 0
        self._picky_until = 0.0
        self._absence = FIRST_ABSENCE
        self._probe_at = 0.0
        self._probe: threading.Thread | None = None
        self._first_is_back = False

    @property
    def current(self) -> Sender:
        return self._senders[self._place]

    @property
    def server(self) -> Server:
        return self.current.server

    @property
    def pacer(self) -> Pacer:
        return self.current.pacer

    @property
    def size_limit(self) -> int:
        return self.current.size_limit

    def put_first(self, is_urgent: bool) -> None:
        for sender in self._senders:
            sender.put_first(is_urgent)

    def send(
        self,
        source: Iterator[Outgoing],
        settle: Settle,
        *,
        tick: Callable[[], bool] = lambda: True,
        is_wanted: Callable[..., bool] = lambda key: True,
    ) -> Trouble | None:
        """As `Sender.send`; what keeps us from the last of the servers is what is returned."""
        self._look_for_the_first()
        while True:
            trouble = self.current.send(source, self._through(settle), tick=tick, is_wanted=is_wanted)
            if trouble is None:
                return None
            if self._place + 1 == len(self._senders):
                self._place = 0  # none of them works: waiting is for the first one
                self._tell("", "")
                return trouble
            self._stand_in(trouble)

    def close(self) -> None:
        for sender in self._senders:
            sender.close()

    # Away from the first server and back

    def _stand_in(self, trouble: Trouble) -> None:
        if self._place == 0:
            self._absence = min(self._absence * 2, LONGEST_ABSENCE) if self._reason else FIRST_ABSENCE
            self._probe_at = self._clock() + self._absence
        self._place += 1
        self._refusals = 0
        self._reason = trouble.text
        log.error("%s stands in for the mail server: %s", self.server, trouble.text)
        self._tell(str(self.server), trouble.text)

    def _look_for_the_first(self) -> None:
        if self._place == 0:
            return
        if self._first_is_back:
            self._first_is_back, self._place, self._refusals = False, 0, 0
            log.warning("%s answers again and is used again", self.server)
            self._tell("", "")
        elif self._clock() >= self._probe_at and (self._probe is None or not self._probe.is_alive()):
            self._probe_at = self._clock() + self._absence
            self._tell(str(self.server), self._reason)
            self._probe = threading.Thread(target=self._try_the_first, name="smtp-probe", daemon=True)
            self._probe.start()

    def _try_the_first(self) -> None:
        """Beside the sending, because a server that is away may take its time not to answer."""
        try:
            open_connection(self._senders[0].server, PROBE).socket.close()
        except CannotOpen as error:
            log.info("still away: %s", error.trouble.text)
        else:
            self._first_is_back = True

    # Noticing that a server refuses everyone

    def _through(self, settle: Settle) -> Settle:
        sender = self.current

        def passed_on(key: object, result: Result) -> None:
            if self._counts(result):
                settle(key, result)
                return
            said = f"{result.code} {result.text}"
            settle(key, Result(Meaning.NOT_SENT, "", said))
            if self._refusals == REFUSALS:
                sender.give_up(Trouble(f"{sender.server} refuses everyone: {said}"))

        return passed_on

    def _counts(self, result: Result) -> bool:
        """Whether the result counts. That of a server which refuses everyone does not while another may be asked."""
        if result.meaning in (Meaning.NOT_SENT, Meaning.WITHDRAWN, Meaning.NOT_SERVABLE, Meaning.TOO_LARGE):
            return True
        about_us = result.meaning is Meaning.FAULT or (
            result.meaning is Meaning.DEFERRED and _about_the_server(result.code) is not None
        )
        if not about_us:
            if self._refusals:  # it refuses some and takes others: what it says of those counts from now on
                self._picky_until = self._clock() + PICKY_SECONDS
            self._refusals = 0
            if self._place == 0 and result.meaning is Meaning.ACCEPTED:
                self._reason = ""
            return True
        if self._place + 1 == len(self._senders) or self._clock() < self._picky_until:
            return True
        self._refusals += 1
        return False
