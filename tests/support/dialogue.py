"""The far end of one connection: what a mail server says, step by step, unless a rule wants something else."""

import re
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.far_end import FarEnd

READ_SIZE = 1 << 18
HEAD_SIZE = 8192  # of each message, in which its id is looked for
END = b"\r\n.\r\n"
_message_id = re.compile(rb"^Message-ID:\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE).search


class Step(StrEnum):
    CONNECT = "CONNECT"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "BODY"  # its first octets are here; only hanging up and waiting make sense
    DOT = "DOT"
    RSET = "RSET"


@dataclass(frozen=True)
class Answer:
    """`text` None is the usual answer, empty is none at all. `takes`: an answer to the dot that is no 250 but keeps the mail."""

    text: bytes | None = None
    wait: float = 0.0  # seconds before it
    drip: float = 0.0  # seconds between its octets
    hangs_up: bool = False  # after it
    takes: bool = False


DROP = Answer(b"", hangs_up=True)
DROP_AND_KEEP = Answer(b"", hangs_up=True, takes=True)
Rule = Callable[[str], Answer | bytes | None]


@dataclass
class Copy:
    """One message the server took. `is_told`: its reply went out."""

    recipient: str
    message_id: str
    mail_from: str
    octets: int
    at: float = field(default_factory=time.monotonic)
    is_told: bool = False


class Ended(Exception):
    """The connection is over."""


class Dialogue:
    """One connection: lines of commands, or a body of which the head and the last octets matter."""

    def __init__(self, wire: socket.socket, server: "FarEnd", serial: int) -> None:
        self.wire, self.server, self.serial = wire, server, serial
        self.number = wire.fileno()
        self.left = b""
        self.in_body = self.waits = False
        self.head, self.octets = b"", 0
        self.mail_from = self.recipient = ""
        self.out = bytearray()
        self.watched: int = select.EPOLLIN

    def ready(self, event: int) -> None:
        if event & select.EPOLLOUT:
            self.flush()
        if event & select.EPOLLIN and not self.waits:
            self.take(self.read())
        elif event & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
            raise Ended

    def read(self) -> bytes:
        parts = []
        try:
            while received := self.wire.recv(READ_SIZE):
                parts.append(received)
                if not isinstance(self.wire, ssl.SSLSocket):
                    break
            else:
                if not parts:
                    raise Ended
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        data = b"".join(parts)
        self.note(b">", data)
        return data

    def note(self, mark: bytes, data: bytes) -> None:
        if self.server.transcript is not None and data:
            self.server.transcript.write(b"%d %s %r\n" % (self.serial, mark, data))

    def take(self, received: bytes) -> None:
        data, start, self.left = self.left + received, 0, b""
        while start < len(data) and not self.waits:
            start = self.body(data, start) if self.in_body else self.line(data, start)
            if start < 0:
                return
        self.left = data[start:] + self.left

    def line(self, data: bytes, start: int) -> int:
        end = data.find(b"\r\n", start)
        if end < 0:
            self.left = data[start:]
            return -1
        self.command(data[start:end].decode("utf-8", "replace"))
        return end if self.in_body else end + 2  # the line end after DATA may be the one before the dot

    def body(self, data: bytes, start: int) -> int:
        end = data.find(END, start)
        stop = len(data) if end < 0 else end
        if not self.octets and stop > start + 2:
            self.octets = 1
            self.answer(Step.BODY, self.recipient, b"")
            if self.waits:
                return start
        if len(self.head) < HEAD_SIZE:
            self.head += data[start : start + HEAD_SIZE]
        if end < 0:
            self.left = data[max(start, len(data) - 4) :]
            self.octets += len(data) - start - len(self.left)
            return -1
        self.octets += end - start
        self.in_body = False
        self.dot()
        return end + len(END)

    def command(self, text: str) -> None:
        if self.server.commands is not None:
            self.server.commands.append((time.monotonic(), text))
        verb, _, argument = text.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                lines = ["far-end.test", *self.server.extensions]
                said = [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]
                self.answer(Step.EHLO, argument, "\r\n".join(said).encode())
            case "STARTTLS":
                self.answer(Step.STARTTLS, "", b"220 2.0.0 go ahead")
                self.secure()
            case "AUTH":
                self.answer(Step.AUTH, argument, b"235 2.7.0 welcome")
            case "MAIL":
                self.mail_from, self.recipient = _address(argument), ""
                self.answer(Step.MAIL, argument, b"250 2.1.0 ok")
            case "RCPT":
                address = _address(argument)
                if self.answer(Step.RCPT, address, b"250 2.1.5 ok").startswith(b"2"):
                    self.recipient = address
            case "DATA":
                usual = b"354 go on" if self.recipient else b"554 5.5.1 no valid recipients"
                said_to_data = self.answer(Step.DATA, self.recipient, usual)
                self.in_body = said_to_data.startswith(b"3")
                self.head, self.octets = b"", 0
            case "QUIT":
                self.send(b"221 2.0.0 bye\r\n")
                raise Ended
            case _:
                self.answer(Step.RSET, "", b"250 2.0.0 ok")

    def dot(self) -> None:
        found = _message_id(self.head)
        name = found[1].decode("ascii", "replace") if found else ""
        recipient, self.recipient = self.recipient, ""
        copy = Copy(recipient, name, self.mail_from, self.octets)
        self.answer(Step.DOT, recipient, b"250 2.0.0 ok queued", copy)

    def answer(self, step: Step, argument: str, usual: bytes, copy: Copy | None = None) -> bytes:
        """Says what the rule wants, or the usual. Returns what is said, be it now or later."""
        rule = self.server.rules.get(step)
        chosen = rule(argument) if rule is not None else None
        answer = Answer(chosen) if isinstance(chosen, bytes) else chosen or Answer()
        text = usual if answer.text is None else answer.text
        if copy is not None and (answer.takes or text.startswith(b"2")):
            self.server.copies.append(copy)
        if answer.wait:
            self.pause()
            if answer.wait != float("inf"):
                go_on = lambda: self.resume(answer, text, copy)  # noqa: E731
                self.server.later(answer.wait, lambda: self.server.resume(self, go_on))
        else:
            self.say(answer, text, copy)
        return text

    def pause(self) -> None:
        self.waits = True
        self.watch()

    def resume(self, answer: Answer, text: bytes, copy: Copy | None) -> None:
        self.say(answer, text, copy)
        self.waits = False
        self.watch()
        self.take(b"")

    def say(self, answer: Answer, text: bytes, copy: Copy | None) -> None:
        if answer.drip and text:
            self.pause()
            self.drip(text + b"\r\n", answer, copy)
            return
        if text:
            self.send(text + b"\r\n")
            if copy is not None:
                copy.is_told = True
        if answer.hangs_up or text.startswith(b"421"):
            raise Ended

    def drip(self, rest: bytes, answer: Answer, copy: Copy | None) -> None:
        self.send(rest[:1])
        if len(rest) > 1:
            go_on = lambda: self.drip(rest[1:], answer, copy)  # noqa: E731
            self.server.later(answer.drip, lambda: self.server.resume(self, go_on))
            return
        if copy is not None:
            copy.is_told = True
        self.resume(Answer(hangs_up=answer.hangs_up), b"", None)

    def send(self, data: bytes) -> None:
        self.note(b"<", data)
        self.out += data
        self.flush()

    def flush(self) -> None:
        with suppress(BlockingIOError, ssl.SSLWantWriteError):
            del self.out[: self.wire.send(self.out)]
        self.watch()

    def watch(self) -> None:
        events = select.EPOLLRDHUP if self.waits else select.EPOLLIN
        events |= select.EPOLLOUT if self.out else 0
        if events != self.watched:
            self.watched = events
            self.server.watch(self, events)

    def secure(self) -> None:
        """The handshake is waited for: it takes milliseconds."""
        if self.server.tls is None:
            raise Ended
        self.wire.settimeout(5)
        self.wire = self.server.tls.wrap_socket(self.wire, server_side=True)
        self.wire.setblocking(False)
        self.left = b""


def _address(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]
