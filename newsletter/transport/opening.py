"""Opening a connection: greeting, EHLO, TLS and sign-in. Slow and rare, so it is left to smtplib."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from newsletter.transport.replies import Trouble, clean, is_plea_for_patience
from newsletter.transport.server import Security, Server, Timeouts

SIGN_IN_REFUSED = {530, 534, 535, 538}


class CannotOpen(Exception):
    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.text)


@dataclass(frozen=True)
class Opened:
    """A socket behind which a server waits for MAIL, and what it offers. `size_limit` 0: none told."""

    socket: socket.socket
    pipelining: bool = False
    size: bool = False
    size_limit: int = 0
    eight_bit: bool = False


class _Client(smtplib.SMTP):
    """smtplib, but with times of their own for connecting, greeting and answering."""

    def __init__(self, server: Server, timeouts: Timeouts) -> None:
        self._server, self._timeouts = server, timeouts
        super().__init__(server.host, server.port, local_hostname=server.own_name)
        self._host = server.name_to_verify  # smtplib wants it in the certificate after STARTTLS
        assert self.sock is not None
        self.sock.settimeout(timeouts.command)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire: socket.socket = socket.create_connection((host, port), self._timeouts.connect)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._server.security is Security.TLS:
            wire = self._server.tls_context().wrap_socket(wire, server_hostname=self._server.name_to_verify)
        wire.settimeout(self._timeouts.greeting)
        return wire


def open_connection(server: Server, timeouts: Timeouts) -> Opened:
    """Blocks until the server is ready for mail.

    Raises:
        CannotOpen: with what stood in the way, in words for the one who runs the service.
    """
    try:
        client = _Client(server, timeouts)
        try:
            _prepare(client, server)
            return _handed_over(client)
        except BaseException:
            client.close()
            raise
    except (
        OSError,
        ValueError,
    ) as error:  # smtplib's errors are OSErrors, ValueError is a host no resolver takes
        raise CannotOpen(_trouble(server, error)) from None


def _prepare(client: smtplib.SMTP, server: Server) -> None:
    client.ehlo_or_helo_if_needed()
    if server.security is Security.STARTTLS:
        _encrypt(client, server)
        client.ehlo_or_helo_if_needed()
    if server.user:
        client.login(server.user, server.password)


def _encrypt(client: smtplib.SMTP, server: Server) -> None:
    if not client.has_extn("starttls"):
        raise smtplib.SMTPNotSupportedError(
            "it does not offer STARTTLS, and nothing is sent without encryption. Ask who runs it, or choose smtp:// "
            "if the way to it is safe by itself."
        )
    client.starttls(context=server.tls_context())


def _trouble(server: Server, error: Exception) -> Trouble:
    match error:
        case ssl.SSLCertVerificationError():
            return Trouble(
                f"The certificate of {server} does not verify, so nothing is sent: {error.verify_message}. "
                "?ca=FILE in SMTP_URL names an authority of your own, ?name=HOST another name.",
                True,
            )
        case ssl.SSLError():
            return Trouble(f"The encrypted connection to {server} failed: {error.reason or error}.", True)
        case smtplib.SMTPNotSupportedError():
            return Trouble(f"{server} does not offer what is asked of it: {error}", True)
        case smtplib.SMTPAuthenticationError():
            return _refusal(server, error, "refuses our sign-in", error.smtp_code >= 500)
        case smtplib.SMTPResponseException():
            return _refusal(server, error, "does not let us in", error.smtp_code in SIGN_IN_REFUSED)
    return Trouble(f"{server} cannot be used: {error}")


def _refusal(server: Server, error: smtplib.SMTPResponseException, what: str, is_our_fault: bool) -> Trouble:
    said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
    reply = f"{error.smtp_code} {clean(said)}"
    return Trouble(f"{server} {what}: {reply}", is_our_fault, is_plea_for_patience(reply))


def _handed_over(client: smtplib.SMTP) -> Opened:
    assert client.sock is not None
    wire, client.sock = client.sock, None
    if client.file is not None:
        client.file.close()
        client.file = None
    wire.setblocking(False)
    size = client.esmtp_features.get("size", "")
    return Opened(
        socket=wire,
        pipelining=client.has_extn("pipelining"),
        size=client.has_extn("size"),
        size_limit=int(size) if size.isdigit() else 0,
        eight_bit=client.has_extn("8bitmime"),
    )
