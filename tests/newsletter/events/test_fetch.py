import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask_babel import force_locale

from newsletter.events.fetch import LARGEST, NotFetched, Rules, fetch, is_public
from tests.newsletter.events.far_website import Handler, leads_to, says, website


@pytest.fixture(autouse=True)
def winter(app: Flask) -> Iterator[None]:
    """Real clocks and no database here, only a language for the sentences."""
    with app.app_context(), force_locale("en"):
        yield


def refusal(address: str, rules: Rules | None = None) -> str:
    with pytest.raises(NotFetched) as refused:
        fetch(address, rules)
    assert refused.value.field == "address"
    return str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.4.4", "192.168.1.1", "169.254.169.254", "169.254.1.1",
        "100.64.0.1", "100.100.100.200", "168.63.129.16", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "::127.0.0.1", "fe80::1",
        "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_lead_inwards_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://0/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest/meta-data/",
        "http://localhost/", "https://localhost./", "http://[fe80::1%25lo]/",
    ],
)  # fmt: skip
def test_however_it_is_written_loopback_is_not_opened(address: str) -> None:
    assert "not on the public internet" in refusal(address) or "no website" in refusal(address)


@pytest.mark.parametrize(
    "address",
    ["", "www.example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "gopher://x/"],
)
def test_only_web_addresses_are_opened(address: str) -> None:
    assert "beginning with https://" in refusal(address)


@pytest.mark.parametrize(
    "address", ["http://", "https:///x", "http://[::1", "http://a b/", "http://x:99999/"]
)
def test_a_mistyped_address_is_told_as_such(address: str) -> None:
    assert refusal(address)


def test_user_names_in_addresses_and_unusual_ports_are_refused() -> None:
    assert "user name" in refusal("https://example.org@web.example/")
    assert "80 and 443" in refusal("http://web.example:8080/")
    assert "80 and 443" in refusal("https://web.example:80/")


def test_a_page_is_fetched_with_the_name_that_was_asked_for() -> None:
    with website(event=says("<h1>Möte i Åby</h1>", "text/html; charset=utf-8")) as far:
        found = fetch(far.url("/event"), far.rules())
        assert far.asked == [f"web.example:{far.server_port} /event"]
    assert (found.text, found.is_calendar) == ("<h1>Möte i Åby</h1>", False)


def test_a_name_is_looked_up_once_and_the_answer_that_was_checked_is_connected_to() -> None:
    """A name that leads inwards a moment later gains nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    with website(event=says("x")) as far:
        rules = replace(far.rules(), resolve=lambda _host, _port: next(answers))
        assert fetch(far.url("/event"), rules).text == "x"
        assert "not on the public internet" in refusal(far.url("/event"), rules)
        assert len(far.asked) == 1


def test_a_name_with_one_address_that_leads_inwards_is_distrusted() -> None:
    with website(event=says("x")) as far:
        rules = replace(far.rules(), resolve=lambda _host, _port: ["127.0.0.1", "192.168.0.1"])
        assert "not on the public internet" in refusal(far.url("/event"), rules)
        assert far.asked == []


def test_redirects_are_followed_and_checked_each_time() -> None:
    with website(old=leads_to("/new"), new=leads_to("event", 308), event=says("here")) as far:
        found = fetch(far.url("/old"), far.rules())
        assert (found.text, found.url) == ("here", far.url("/event"))


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:9/admin", "http://inside.example/", "//169.254.169.254/", "http://[::ffff:10.0.0.1]/"],
)
def test_a_redirect_inwards_is_not_followed(target: str) -> None:
    with website(event=leads_to(target)) as far:
        names = {
            "inside.example": ["10.0.0.7"],
            "127.0.0.1": ["127.0.0.1"],
            "169.254.169.254": ["169.254.169.254"],
            "::ffff:10.0.0.1": ["::ffff:10.0.0.1"],
        }
        rules = far.rules(names=names)
        assert "not on the public internet" in refusal(far.url("/event"), rules)


def test_a_redirect_to_another_scheme_is_not_followed() -> None:
    with website(event=leads_to("file:///etc/passwd")) as far:
        assert "beginning with https://" in refusal(far.url("/event"), far.rules())


def test_pages_that_lead_on_for_ever_are_left() -> None:
    with website(event=leads_to("/event")) as far:
        assert "without an end" in refusal(far.url("/event"), far.rules())
        assert len(far.asked) == 6


def drips(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    for _second in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drips_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        handler.wfile.write(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


@pytest.mark.parametrize("page", [drips, drips_headers, lambda _handler: time.sleep(3)])
def test_the_time_limit_holds_for_pages_that_trickle(page: object) -> None:
    with website(event=page) as far:  # type: ignore[arg-type]
        began = time.perf_counter()
        assert "took too long" in refusal(far.url("/event"), far.rules(seconds=0.4))
        assert time.perf_counter() - began < 2.8


def test_the_time_limit_holds_while_names_are_looked_up() -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(2)
        return []

    began = time.perf_counter()
    assert "took too long" in refusal("http://web.example/", Rules(resolve=slow, seconds=0.2))
    assert time.perf_counter() - began < 1.8


def test_the_time_limit_holds_for_a_server_that_never_finishes_the_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        rules = Rules(
            resolve=lambda _host, _port: ["127.0.0.1"],
            allows=lambda _address, _port: True,
            allows_port=lambda _scheme, _port: True,
            seconds=0.3,
        )
        assert "took too long" in refusal(f"https://web.example:{port}/", rules)


def test_a_closed_port_and_an_unknown_name_are_told_apart() -> None:
    with website() as far:
        pass
    assert "does not answer" in refusal(far.url("/"), far.rules())

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert "no website called web.example" in refusal("http://web.example/", Rules(resolve=unknown))


def test_large_pages_are_refused_however_they_are_packed() -> None:
    bomb = gzip.compress(b" " * (LARGEST * 20))
    twice = says(bomb, Content_Encoding="gzip")
    with website(plain=says(b" " * (LARGEST + 1)), bomb=twice) as far:
        assert "larger than 2 MB" in refusal(far.url("/plain"), far.rules())
        assert "larger than 2 MB" in refusal(far.url("/bomb"), far.rules())


def test_packed_pages_are_unpacked() -> None:
    with website(event=says(gzip.compress("Välkommen".encode()), Content_Encoding="gzip")) as far:
        assert fetch(far.url("/event"), far.rules()).text == "Välkommen"


@pytest.mark.parametrize(("coding", "body"), [("br", b"x"), ("gzip", b"not packed"), ("gzip, gzip", b"x")])
def test_packing_that_cannot_be_undone_is_told(coding: str, body: bytes) -> None:
    with website(event=says(body, Content_Encoding=coding)) as far:
        assert "Paste the text instead" in refusal(far.url("/event"), far.rules())


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "", "text/html-ish"])
def test_other_files_than_pages_texts_and_calendars_are_refused(kind: str) -> None:
    with website(event=says("x", kind)) as far:
        assert "neither a web page" in refusal(far.url("/event"), far.rules())


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(403, "not open to us"), (404, "no page"), (410, "no page"), (500, "error (500)")],
)
def test_answers_without_a_page_are_explained(status: int, sentence: str) -> None:
    with website(event=lambda handler: handler.answer(b"x", status=status)) as far:
        assert sentence in refusal(far.url("/event"), far.rules())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Möte å".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("Möte å".encode("cp1252"), "text/html"),
        ("Möte å".encode(), "text/html; charset=punycode"),
        ("Möte å".encode(), "text/html; charset=no-such"),
        ("Möte å".encode(), "text/html; charset=us-ascii"),
        ("\ufeffMöte å".encode(), "text/plain"),
        ("Möte å".encode("utf-16"), "text/plain"),
        ('<meta charset="iso-8859-1">Möte å'.encode("latin-1"), "text/html"),
    ],
)
def test_the_charset_is_that_of_the_header_or_the_page_or_found_out(body: bytes, kind: str) -> None:
    with website(event=says(body, kind)) as far:
        assert fetch(far.url("/event"), far.rules()).text.endswith("Möte å")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with website(event=says("x")) as far:
        assert fetch(far.url("/event"), far.rules()).text == "x"


def certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=1)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_certificates_must_be_those_of_the_name_that_was_asked_for(tmp_path: Path) -> None:
    path = certificate(tmp_path, "web.example")
    with website(event=says("safe")) as far:
        far.use_tls(path)
        rules = replace(far.rules(), tls=lambda: ssl.create_default_context(cafile=str(path)))
        assert fetch(far.url("/event", scheme="https"), rules).text == "safe"
        assert "not secure" in refusal(far.url("/event", "other.example", "https"), rules)
        assert "not secure" in refusal(far.url("/event", scheme="https"), far.rules())
