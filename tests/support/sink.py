"""A mail server for tests: keeps every message, and misbehaves on command at any step of the dialogue."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Self

EXTENSIONS = ("PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")
DROP = b""
"""Returned by a hook: the server closes the connection instead of answering."""

Hook = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Message:
    """One message that was accepted, and when."""

    mail_from: str
    rcpt_to: str
    data: bytes
    at: float = field(default_factory=time.monotonic)


class Sink:
    """Listens from `with` on. `hooks[step](argument)` may answer in place of the usual reply; None lets it be.

    Steps: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, BODY (the final dot; its argument is the recipient).
    """

    def __init__(
        self,
        extensions: Sequence[str] = EXTENSIONS,
        hooks: dict[str, Hook] | None = None,
        tls: ssl.SSLContext | None = None,
        tls_at_once: bool = False,
        port: int = 0,
    ) -> None:
        self.extensions = list(extensions)
        self.hooks = hooks or {}
        self.messages: list[Message] = []
        self.commands: list[str] = []
        self.connections = 0
        self.open_connections: list[socket.socket] = []
        self._is_closed = False
        self._door = threading.Lock()  # nobody slips in while it closes
        self._tls, self._tls_at_once = tls, tls_at_once
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [message.rcpt_to for message in list(self.messages)]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._door:
            self._is_closed = True
            self.drop_all()

    def drop_all(self) -> None:
        for wire in list(self.open_connections):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                wire, _ = self._listener.accept()
                with self._door:
                    if self._is_closed:
                        wire.close()
                        return
                    self.open_connections.append(wire)
                self.connections += 1
                threading.Thread(target=self._serve, args=(wire,), daemon=True).start()

    def _serve(self, wire: socket.socket) -> None:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with suppress(OSError):
                if self._tls_at_once and self._tls is not None:
                    wire = self._tls.wrap_socket(wire, server_side=True)
                _Dialogue(self, wire, self._tls).run()
        finally:
            wire.close()


class _Dialogue:
    def __init__(self, sink: Sink, wire: socket.socket, tls: ssl.SSLContext | None) -> None:
        self.sink, self.wire, self.tls = sink, wire, tls
        self.incoming: BinaryIO = wire.makefile("rb")
        self.mail_from: str | None = None
        self.rcpt_to: str | None = None

    def run(self) -> None:
        if not self.answer("CONNECT", "", b"220 sink.test ESMTP"):
            return
        while line := self.incoming.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            self.sink.commands.append(text)
            verb, _, argument = text.partition(" ")
            handler = getattr(self, f"do_{verb.lower()}", None)
            if handler is None:
                self.say(b"500 5.5.1 what?")
            elif not handler(argument):
                return

    def decide(self, step: str, argument: str, usual: bytes) -> bytes:
        hook = self.sink.hooks.get(step)
        said = hook(argument) if hook is not None else None
        return usual if said is None else said

    def answer(self, step: str, argument: str, usual: bytes) -> bool:
        """Says what the hook wants, or the usual; false when the connection is to be closed."""
        return self.give(self.decide(step, argument, usual))

    def give(self, reply: bytes) -> bool:
        self.said = reply
        if reply != DROP:
            self.say(reply)
        return reply != DROP and not reply.startswith(b"421")

    def say(self, reply: bytes) -> None:
        self.wire.sendall(reply + b"\r\n")

    def do_ehlo(self, name: str) -> bool:
        lines = ["sink.test", *self.sink.extensions]
        marks = ["-"] * (len(lines) - 1) + [" "]
        text = "\r\n".join(f"250{mark}{line}" for mark, line in zip(marks, lines, strict=True))
        return self.answer("EHLO", name, text.encode())

    def do_starttls(self, _: str) -> bool:
        if not self.answer("STARTTLS", "", b"220 2.0.0 go ahead"):
            return False
        assert self.tls is not None
        self.wire = self.tls.wrap_socket(self.wire, server_side=True)
        self.incoming = self.wire.makefile("rb")
        return True

    def do_auth(self, argument: str) -> bool:
        return self.answer("AUTH", argument, b"235 2.7.0 welcome")

    def do_mail(self, argument: str) -> bool:
        if self.mail_from is not None:
            return self.answer("NESTED", argument, b"503 5.5.1 nested MAIL command")
        address = _address(argument)
        going = self.answer("MAIL", argument, b"250 2.1.0 ok")
        if going and self.said.startswith(b"2"):
            self.mail_from = address
        return going

    def do_rcpt(self, argument: str) -> bool:
        address = _address(argument)
        if self.mail_from is None:
            return self.answer("NO-MAIL", address, b"503 5.5.1 need MAIL command")
        going = self.answer("RCPT", address, b"250 2.1.5 ok")
        if going and self.said.startswith(b"2"):
            self.rcpt_to = address
        return going

    def do_data(self, _: str) -> bool:
        usual = b"354 go on" if self.rcpt_to else b"554 5.5.1 no valid recipients"
        if not self.answer("DATA", self.rcpt_to or "", usual):
            return False
        if not self.said.startswith(b"3"):
            return True
        lines = []
        while (line := self.incoming.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return self.take(b"".join(lines))

    def take(self, data: bytes) -> bool:
        mail_from, rcpt_to = self.mail_from, self.rcpt_to
        self.mail_from = self.rcpt_to = None
        if rcpt_to is None:
            return self.answer("EMPTY", "", b"554 5.5.1 no valid recipients")
        reply = self.decide("BODY", rcpt_to, b"250 2.0.0 ok queued")
        if reply.startswith(b"2") or reply == DROP:  # who hangs up after the final dot has taken the message
            self.sink.messages.append(Message(mail_from or "", rcpt_to, data))
        return self.give(reply)

    def do_rset(self, _: str) -> bool:
        self.mail_from = self.rcpt_to = None
        return self.answer("RSET", "", b"250 2.0.0 ok")

    def do_noop(self, _: str) -> bool:
        self.say(b"250 2.0.0 ok")
        return True

    def do_quit(self, _: str) -> bool:
        self.say(b"221 2.0.0 bye")
        return False


def _address(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]
