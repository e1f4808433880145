"""Which mail server to hand mail to, and how long to wait for it."""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit


class Security(StrEnum):
    PLAIN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


class Verification(StrEnum):
    """What the certificate must prove. Encryption is never given up, whatever is chosen."""

    FULL = "full"  # issued by an authority we trust, for the name we asked for
    CHAIN = "chain"  # issued by an authority we trust, for whatever name
    NONE = "none"  # nothing: keeps listeners out, and no impostor


DEFAULT_PORTS = {Security.PLAIN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True)
class Server:
    """A mail server that relays for us.

    The security asked for is what is used: a server without STARTTLS, or with a certificate that does not verify,
    gets nothing. `ca_file` adds an authority of one's own (`smtps://host?ca=/etc/ssl/our-ca.pem`), `certificate_name` is
    the name in the certificate where the host is reached under another (`?name=mail.example.org`).
    """

    host: str
    port: int
    security: Security = Security.PLAIN
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    own_name: str = "localhost"
    verification: Verification = Verification.FULL
    certificate_name: str = ""

    @classmethod
    def parse(cls, url: str, own_name: str = "localhost") -> "Server":
        """Server of an SMTP_URL; `own_name` is what EHLO says."""
        parts = urlsplit(url)
        security = Security(parts.scheme)
        if not parts.hostname:
            raise ValueError("the address of the mail server names no host")
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return cls(
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[security],
            security=security,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            ca_file=asked.get("ca"),
            verification=Verification(asked.get("verify", Verification.FULL)),
            certificate_name=asked.get("name", ""),
            own_name=f"[{own_name}]" if _is_number(own_name) else own_name,
        )

    @property
    def name_to_verify(self) -> str:
        return self.certificate_name or self.host

    def tls_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        if self.verification is not Verification.FULL:
            context.check_hostname = False
        if self.verification is Verification.NONE:
            context.verify_mode = ssl.CERT_NONE
        return context

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for each answer: RFC 5321 section 4.5.3.2, and 30 for the connection itself."""

    connect: float = 30
    greeting: float = 300
    command: float = 300
    data: float = 120
    block: float = 180
    final: float = 600
    stopping: float = 5  # for what is in flight when the process must end
    check: float = 5  # for the answer of a connection that has rested


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit()
