"""One kept connection: copies go out, replies come back in the same order.

Where the server offers PIPELINING (RFC 2920), the body of one copy, its final dot and the next copy's envelope leave
in a single write, so a copy costs one write and one read. Elsewhere every command waits for its reply.
"""

import re
import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from newsletter.transport.opening import Opened
from newsletter.transport.replies import BrokenDialogue, Meaning, ReplyReader, Result, Step, judge, parse
from newsletter.transport.server import Timeouts

READ_SIZE = 65536
ACCEPTED = Result(Meaning.ACCEPTED)
WITHDRAWN = Result(Meaning.WITHDRAWN)
END = b".\r\n"
RSET = b"RSET\r\n"
_servable = re.compile(r"[!-;=?-~]{1,64}@[!-;=?A-~]{1,255}").fullmatch
_NOT_NOW = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_BODY = (
    Step.BODY
)  # asked for so often that it shows: a member of an Enum takes longer to find than a global name
_ENVELOPE = (Step.MAIL, Step.RCPT, Step.DATA)
# What comes back when all goes well: one copy is taken, and the next one's MAIL, RCPT and DATA are granted.
_all_well = re.compile(rb"(?:2\d\d[ \r][^\n]*\n){3}3\d\d[ \r][^\n]*\n").fullmatch


class Outgoing(NamedTuple):
    """A copy ready for the wire: `data` has CRLF line ends and doubled leading dots, but not the final dot.

    `number` is what its owner knows it by, and is handed back with the result.
    """

    number: Any
    mail_from: str
    rcpt_to: str
    data: bytes


class Lost(Exception):
    """The connection is of no more use; the message says why."""


class Desk(Protocol):
    """Where a connection gets its copies and leaves their results."""

    def take(self) -> Outgoing | None: ...

    def give_back(self, copy: Outgoing) -> None: ...

    def try_again(self, copy: Outgoing, reason: str) -> None: ...

    def is_wanted(self, copy: Outgoing) -> bool: ...

    def settle(self, copy: Outgoing, result: Result) -> None: ...

    def slow_down(self, copy: Outgoing | None) -> None: ...


class Connection:
    __slots__ = (
        "_after_dot",
        "_desk",
        "_is_in_stride",
        "_offered",
        "_opened",
        "_reader",
        "_refusal",
        "_secure",
        "_sent",
        "_socket",
        "_timeouts",
        "deadline",
        "expected",
        "polled_for_writing",
        "rested_since",
        "unsent",
    )

    def __init__(self, opened: Opened, desk: Desk, timeouts: Timeouts) -> None:
        self._opened = opened
        self._socket = opened.socket
        self._secure = isinstance(opened.socket, ssl.SSLSocket)
        self._desk = desk
        self._timeouts = timeouts
        self._reader = ReplyReader()
        self.expected: deque[Step] = deque()  # what the server still has to answer
        self._offered: Outgoing | None = None  # its envelope has left
        self._sent: Outgoing | None = None  # its body has left, or is leaving
        self._refusal: Result | None = None  # why the offered copy will not be accepted
        self._is_in_stride = False  # nothing is expected but the replies to one body and the next envelope
        self.unsent: bytes | memoryview = b""  # what waits until the socket takes more
        self._after_dot = 0  # octets of the last write that follow the final dot
        self.deadline = float("inf")
        self.rested_since = 0.0
        self.polled_for_writing = False

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def is_idle(self) -> bool:
        return not self.expected

    # What the loop calls

    def begin(self, now: float) -> bool:
        """Offers the next copy on this idle connection; False when there is none."""
        envelope = self._next_envelope()
        if envelope:
            self._write((envelope,), now)
        return bool(envelope)

    def check(self, now: float) -> None:
        """Asks for a sign of life of a connection that has rested."""
        self.expected.append(Step.RSET)
        self._write((RSET,), now)
        self.deadline = now + self._timeouts.check

    def read(self, now: float) -> None:
        """Takes in what has arrived.

        Raises:
            Lost: when nothing more can be had here; `abandon` then says what becomes of the copies.
        """
        while True:
            try:
                received = self._socket.recv(READ_SIZE)
            except _NOT_NOW:
                return
            except OSError as error:
                raise Lost(f"the connection broke: {error.strerror or error}") from None
            if not received:
                raise Lost("the server closed the connection")
            if self._is_in_stride and _all_well(received):
                self._stride(now)
            else:
                self._take_in(received, now)
            if not self._secure:  # a TLS socket may hold more that the loop would not hear of
                return

    def write_more(self, now: float) -> None:
        waiting, self.unsent = self.unsent, b""
        self._write((waiting,), now)

    def abandon(self, reason: str) -> None:
        """Closes; a copy whose final dot had left is unknown, any other certainly not sent."""
        self._socket.close()
        self.expected.clear()
        if self._sent is not None:
            if len(self.unsent) > self._after_dot:
                self._desk.try_again(self._sent, reason)
            else:
                self._desk.settle(self._sent, Result(Meaning.UNKNOWN, "", reason))
        if self._offered is not None:
            self._desk.try_again(self._offered, reason)
        self._sent = self._offered = None

    def quit(self) -> None:
        with suppress(OSError):
            self._socket.send(b"QUIT\r\n")
        self._socket.close()

    # Replies

    def _stride(self, now: float) -> None:
        """The usual case all at once: one copy is accepted, the next one's body leaves.

        Taking the four replies one by one costs 2 to 3 microseconds more, of the 18 that a copy costs without the
        kernel and the database.
        """
        copy, self._sent = self._sent, None
        assert copy is not None
        self._desk.settle(copy, ACCEPTED)
        self.expected.clear()
        self._send_body(now)
        self._is_in_stride = self._offered is not None

    def _take_in(self, received: bytes, now: float) -> None:
        try:
            for reply in self._reader.feed(received):
                self._handle(reply, now)
        except BrokenDialogue as broken:
            raise Lost(str(broken)) from None
        self._set_deadline(now)
        is_stride = self._sent is not None and len(self.expected) == 1 + len(_ENVELOPE)
        self._is_in_stride = is_stride and self._reader.is_empty

    def _handle(self, reply: bytes, now: float) -> None:
        if not self.expected:
            raise Lost(parse(reply).text or "the server spoke unasked")
        step = self.expected.popleft()
        if step is _BODY:
            self._on_final_reply(reply)
        elif step is Step.DATA:
            self._on_data_reply(reply, now)
        elif step is not Step.RSET:
            self._on_envelope_reply(step, reply, now)
        if reply[:3] == b"421":
            raise Lost(f"421 {parse(reply).text}")

    def _on_final_reply(self, reply: bytes) -> None:
        copy, self._sent = self._sent, None
        if copy is None:
            return  # the empty body that a refused recipient leaves behind
        accepted = reply[:1] == b"2"
        self._desk.settle(copy, ACCEPTED if accepted else self._judged(Step.BODY, reply))

    def _on_envelope_reply(self, step: Step, reply: bytes, now: float) -> None:
        if reply[:1] != b"2" and self._refusal is None:
            self._refusal = self._judged(step, reply)
        if self._opened.pipelining:
            return
        if self._refusal is not None:
            self._conclude_refused(RSET, Step.RSET, now)
        elif step is Step.MAIL:
            assert self._offered is not None
            self.expected.append(Step.RCPT)
            self._write((f"RCPT TO:<{self._offered.rcpt_to}>\r\n".encode(),), now)
        else:
            self.expected.append(Step.DATA)
            self._write((b"DATA\r\n",), now)

    def _on_data_reply(self, reply: bytes, now: float) -> None:
        ready = reply[:1] == b"3"
        if not ready and self._refusal is None:
            self._refusal = self._judged(Step.DATA, reply)
        if self._refusal is None:
            self._send_body(now)
        elif reply[:3] != b"421":
            # A server may take DATA although it refused the only recipient; it then waits for a body.
            self._conclude_refused(*((END, Step.BODY) if ready else (RSET, Step.RSET)), now)

    def _judged(self, step: Step, reply: bytes) -> Result:
        result = judge(step, parse(reply))
        if result.asks_for_patience:  # said to the recipient it is about the recipient's domain
            self._desk.slow_down(self._offered if step is Step.RCPT else None)
        return result

    def _send_body(self, now: float) -> None:
        copy, self._offered = self._offered, None
        assert copy is not None
        self.expected.append(_BODY)
        envelope = self._next_envelope() if self._opened.pipelining else b""
        if not self._desk.is_wanted(copy):  # asked last: taking the next copy may have taken its time
            self._desk.settle(copy, WITHDRAWN)
            self._give_back_offered()
            raise Lost("withdrawn")  # after DATA there is no other way to say no
        self._sent, self._after_dot = copy, len(envelope)
        self._write((copy.data, END + envelope), now)

    def _conclude_refused(self, way_out: bytes, step: Step, now: float) -> None:
        assert self._offered is not None
        assert self._refusal is not None
        copy, refusal = self._offered, self._refusal
        self._offered = self._refusal = None
        if refusal.code[:3] == "421":
            self._desk.try_again(copy, refusal.text)
            return
        self._desk.settle(copy, refusal)
        self.expected.append(step)
        envelope = self._next_envelope() if self._opened.pipelining else b""
        self._write((way_out + envelope,), now)

    def _give_back_offered(self) -> None:
        copy, self._offered = self._offered, None
        if copy is not None:
            self._desk.give_back(copy)

    # Commands

    def _next_envelope(self) -> bytes:
        """What opens the next copy's transaction; empty when there is no next copy."""
        while (copy := self._desk.take()) is not None:
            obstacle = self._obstacle(copy)
            if obstacle is None:
                break
            self._desk.settle(copy, obstacle)
        else:
            return b""
        self._offered = copy
        if not self._opened.pipelining:
            self.expected.append(Step.MAIL)
            return f"{self._mail(copy)}\r\n".encode()
        self.expected.extend(_ENVELOPE)
        return f"{self._mail(copy)}\r\nRCPT TO:<{copy.rcpt_to}>\r\nDATA\r\n".encode()

    def _obstacle(self, copy: Outgoing) -> Result | None:
        """Why this server or the envelope cannot take the copy, found before a word is said."""
        if not _servable(copy.rcpt_to) or (copy.mail_from and not _servable(copy.mail_from)):
            return Result(Meaning.NOT_SERVABLE, "", "the address cannot be written into an envelope")
        if 0 < self._opened.size_limit < len(copy.data):
            text = f"the message has {len(copy.data)} octets, the server takes {self._opened.size_limit}"
            return Result(Meaning.TOO_LARGE, "552 5.3.4", text)
        if not self._opened.eight_bit and not copy.data.isascii():
            return Result(Meaning.FAULT, "554 5.6.3", "the server takes seven-bit mail only")
        return None

    def _mail(self, copy: Outgoing) -> str:
        size = f" SIZE={len(copy.data)}" if self._opened.size else ""
        body = "" if copy.data.isascii() else " BODY=8BITMIME"
        return f"MAIL FROM:<{copy.mail_from}>{size}{body}"

    # Octets

    def _write(self, parts: Sequence[bytes | memoryview], now: float) -> None:
        if self.unsent:
            self.unsent = b"".join((self.unsent, *parts))
            return
        try:
            if self._secure:
                left: bytes | memoryview = b"".join(parts)
                count = self._socket.send(left)
            else:
                count = self._socket.sendmsg(parts)
                left = b"" if count == sum(map(len, parts)) else b"".join(parts)
        except _NOT_NOW:
            left, count = b"".join(parts), 0
        except OSError as error:
            self.unsent = b"".join(parts)
            raise Lost(f"the connection broke: {error.strerror or error}") from None
        self.unsent = memoryview(left)[count:] if left else b""
        self._set_deadline(now)

    def _set_deadline(self, now: float) -> None:
        if self.unsent:
            self.deadline = now + self._timeouts.block
        elif not self.expected:
            self.deadline = float("inf")
        elif self.expected[0] is _BODY:
            self.deadline = now + self._timeouts.final
        else:
            is_data = self.expected[0] is Step.DATA
            self.deadline = now + (self._timeouts.data if is_data else self._timeouts.command)
