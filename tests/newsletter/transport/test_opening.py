"""Greeting, TLS and sign-in: nothing is ever sent less safely than asked."""

import base64
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from newsletter.transport import Meaning, Sender, Server, Timeouts
from newsletter.transport.server import Security
from tests.newsletter.transport.conftest import Run, copies
from tests.support.sink import EXTENSIONS, Hook, Sink

MakeRun = Callable[..., Run]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that only those trust who name it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink.test")])
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "sink.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def send(url: str, count: int = 20, **timeouts: float) -> Run:
    sender = Sender(Server.parse(url, own_name="news.test"), 2, Timeouts(**timeouts))
    try:
        return Run(sender).send(copies(count))
    finally:
        sender.close()


def test_starttls_and_a_verified_certificate_carry_mail(tls: ssl.SSLContext, certificate: Path) -> None:
    with Sink([*EXTENSIONS, "STARTTLS"], tls=tls) as sink:
        done = send(f"smtp+starttls://127.0.0.1:{sink.port}?ca={certificate}")
        assert "STARTTLS" in sink.commands
    assert done.meanings() == [Meaning.ACCEPTED] * 20


def test_tls_from_the_first_octet_carries_mail_of_any_size(tls: ssl.SSLContext, certificate: Path) -> None:
    data = b"Subject: large\r\n\r\n" + b"line of text\r\n" * 200_000
    with Sink(tls=tls, tls_at_once=True) as sink:
        sender = Sender(Server.parse(f"smtps://127.0.0.1:{sink.port}?ca={certificate}"), 2)
        done = Run(sender).send(copies(6, data=data))
        sender.close()
        assert done.meanings() == [Meaning.ACCEPTED] * 6
        assert {message.data for message in sink.messages} == {data}


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_does_not_verify_gets_nothing(tls: ssl.SSLContext, scheme: str) -> None:
    with Sink([*EXTENSIONS, "STARTTLS"], tls=tls, tls_at_once=scheme == "smtps") as sink:
        done = send(f"{scheme}://127.0.0.1:{sink.port}")
        assert sink.messages == []
    assert done.trouble is not None
    assert done.trouble.is_our_fault
    assert "certificate" in done.trouble.text


def test_a_server_without_starttls_is_never_spoken_to_in_the_clear(certificate: Path) -> None:
    with Sink() as sink:
        done = send(f"smtp+starttls://reader:secret@127.0.0.1:{sink.port}?ca={certificate}")
        assert not any(command.upper().startswith(("MAIL", "AUTH")) for command in sink.commands)
    assert done.trouble is not None
    assert done.trouble.is_our_fault


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_the_password_of_the_url_signs_in(mechanism: str) -> None:
    said = []

    def check(argument: str) -> bytes | None:
        said.append(argument)
        return None

    with Sink([*EXTENSIONS, f"AUTH {mechanism}"], hooks={"AUTH": check}) as sink:
        done = send(f"smtp://news%40example.org:p%40ss@127.0.0.1:{sink.port}")
    assert done.meanings() == [Meaning.ACCEPTED] * 20
    assert b"news@example.org" in base64.b64decode(said[0].split()[1])


def test_a_refused_sign_in_is_our_fault_and_says_what_the_server_said() -> None:
    hooks: dict[str, Hook] = {"AUTH": lambda argument: b"535 5.7.8 wrong password"}
    with Sink([*EXTENSIONS, "AUTH PLAIN"], hooks=hooks) as sink:
        done = send(f"smtp://news:wrong@127.0.0.1:{sink.port}")
    assert done.trouble is not None
    assert done.trouble.is_our_fault
    assert "535" in done.trouble.text
    assert "wrong password" in done.trouble.text
    assert set(done.meanings()) == {Meaning.NOT_SENT}


def test_a_server_that_is_busy_is_nobodys_fault() -> None:
    with Sink(hooks={"CONNECT": lambda _: b"421 4.3.2 come back later"}) as sink:
        done = send(f"smtp://127.0.0.1:{sink.port}")
    assert done.trouble is not None
    assert not done.trouble.is_our_fault


def test_a_server_that_never_greets_is_given_up() -> None:
    ended = threading.Event()
    with Sink(hooks={"CONNECT": lambda _: b"220 late" if ended.wait(3) else None}) as sink:
        done = send(sink.url, greeting=0.2)
        ended.set()
    assert done.trouble is not None


def test_a_name_that_does_not_resolve_is_trouble() -> None:
    assert send("smtp://no-such-host.invalid:25").trouble is not None


def test_urls_name_security_port_and_credentials() -> None:
    server = Server.parse("smtps://user%3A1:p%40ss@mail.example.org", own_name="192.0.2.1")
    assert (server.security, server.port) == (Security.TLS, 465)
    assert (server.user, server.password) == ("user:1", "p@ss")
    assert server.own_name == "[192.0.2.1]"
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_the_name_in_the_certificate_counts_unless_told_otherwise(
    tls: ssl.SSLContext, certificate: Path, scheme: str
) -> None:
    with Sink([*EXTENSIONS, "STARTTLS"], tls=tls, tls_at_once=scheme == "smtps") as sink:
        url = f"{scheme}://127.0.0.1:{sink.port}?ca={certificate}"
        wrong = send(f"{url}&name=other.test")
        assert wrong.trouble is not None
        assert wrong.trouble.is_our_fault
        assert sink.messages == []
        assert send(f"{url}&name=other.test&verify=chain", 3).meanings() == [Meaning.ACCEPTED] * 3
        assert send(f"{url}&name=127.0.0.1", 3).meanings() == [Meaning.ACCEPTED] * 3


def test_encryption_stays_although_nothing_is_verified(tls: ssl.SSLContext) -> None:
    with Sink([*EXTENSIONS, "STARTTLS"], tls=tls) as sink:
        done = send(f"smtp+starttls://127.0.0.1:{sink.port}?verify=none", 3)
        assert "STARTTLS" in sink.commands
    assert done.meanings() == [Meaning.ACCEPTED] * 3
    with Sink() as plain:
        assert send(f"smtp+starttls://127.0.0.1:{plain.port}?verify=none").trouble is not None
        assert plain.messages == []


def test_the_timeouts_are_those_of_the_standard() -> None:
    assert (Timeouts().greeting, Timeouts().command, Timeouts().data) == (300, 300, 120)
    assert (Timeouts().block, Timeouts().final) == (180, 600)
