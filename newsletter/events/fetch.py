"""Fetching the page of an announcement, for a signed-in editor: the one place that opens an address somebody typed.

Whoever controls a name may let it point anywhere, and elsewhere a moment later. So each name is asked for once, the
answer is checked, and the connection goes to that very answer; every redirect begins anew. Proxies of the
environment are not used: they would connect for us, unchecked.
"""

import codecs
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import urljoin

from flask_babel import gettext as _
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url

from newsletter.errors import Invalid
from newsletter.events.reader.reading import decoded

Address = IPv4Address | IPv6Address

SECONDS = 5.0
LARGEST = 2 * 1024 * 1024
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
READABLE = ("text/html", "text/plain", "text/calendar")
HEADERS = {
    "User-Agent": "Budkavle (reads one announcement for an editor)",
    "Accept": ", ".join(READABLE),
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_METADATA = frozenset(
    map(ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254"))
)
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_CHUNK = 16 * 1024
_TEXT_CHARSET = re.compile(r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp125\d|mac-roman")


class NotFetched(Invalid):
    """The page could not be had; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "address")


@dataclass(frozen=True)
class Fetched:
    url: str
    text: str
    raw: bytes
    is_calendar: bool


def is_public(address: Address) -> bool:
    """Whether it is an ordinary address of the internet: nothing of ours, nor a way around to it."""
    if isinstance(address, IPv6Address):
        if any(address in network for network in _TRANSLATED):
            return False
        if inner := address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]):
            return is_public(inner)
        if address.is_site_local or int(address) < 2**32:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and address not in _METADATA
    )


def look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True)
class Rules:
    """What may be reached and how; tests let a server of their own in."""

    resolve: Callable[[str, int], list[str]] = look_up
    allows: Callable[[Address, int], bool] = lambda address, _port: is_public(address)
    allows_port: Callable[[str, int], bool] = lambda scheme, port: port == PORTS[scheme]
    tls: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)
    seconds: float = SECONDS


def fetch(address: str, rules: Rules | None = None) -> Fetched:
    """The text behind an address. Raises NotFetched."""
    rules = rules or Rules()
    ends = monotonic() + rules.seconds
    url = address.strip()
    for _hop in range(MOST_REDIRECTS + 1):
        with _answer(_parsed(url), rules, ends) as answer:
            target = answer.headers.get("Location")
            if answer.status not in REDIRECTS or not target:
                return _content(url, answer)
        url = urljoin(url, target)
    raise NotFetched(_("This address leads on from page to page without an end. Paste the text instead."))


def _parsed(url: str) -> Url:
    """What is connected to and what is checked come from this one reading of the address."""
    if not re.match(r"https?://", url, re.I):
        raise NotFetched(_("Write the whole address, beginning with https:// or http://."))
    try:
        parts = parse_url(url)
    except HTTPError:
        raise _mistyped() from None
    if not parts.host or parts.scheme not in PORTS or len(url) > 2000:
        raise _mistyped()
    if parts.auth:
        raise NotFetched(_("An address with a user name or password in it is not opened."))
    return parts


def _mistyped() -> NotFetched:
    return NotFetched(_("This is not an address of a web page. Check how it is written."))


@contextmanager
def _answer(url: Url, rules: Rules, ends: float) -> Iterator[BaseHTTPResponse]:
    """One request on a connection of its own, cut off when the time is over, wherever it stands then."""
    host = (url.host or "").strip("[]")
    port = url.port or PORTS[url.scheme or ""]
    try:
        reached = _connected(host, port, url.scheme or "", rules, ends)
    except OSError as error:
        raise _unreachable(host, error, ends) from None
    connection = HTTPConnection(host, port, timeout=rules.seconds)
    # A second handle on the same connection: shutting it down ends whatever waits in the first, TLS or not.
    with closing(connection), reached, reached.dup() as handle:
        guard = threading.Timer(max(ends - monotonic(), 0), _hang_up, [handle])
        guard.daemon = True
        guard.start()
        try:
            connection.sock = reached
            if url.scheme == "https":
                connection.sock = rules.tls().wrap_socket(reached, server_hostname=host.rstrip("."))
            headers = {**HEADERS, "Host": url.netloc or host}
            connection.request("GET", url.request_uri, headers=headers, preload_content=False)
            answer = connection.getresponse()
            _left(ends)  # headers, and a body without a stated length, that were cut off look complete
            yield answer
            _left(ends)
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise _unreachable(host, error, ends) from None
        finally:
            guard.cancel()


def _hang_up(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(host: str, port: int, scheme: str, rules: Rules, ends: float) -> socket.socket:
    if not rules.allows_port(scheme, port):
        raise NotFetched(_("Only the usual ports 80 and 443 are opened."))
    found = [ip_address(one.partition("%")[0]) for one in _resolved(host, port, rules, ends)]
    # One address that leads inwards is enough to distrust the name.
    if not found or not all(rules.allows(address, port) for address in found):
        raise _not_public()
    failure: OSError = OSError("nothing answered")
    for address in found[:3]:
        try:
            reached = socket.create_connection((str(address), port), timeout=_left(ends))
        except OSError as error:
            failure = error
            continue
        if rules.allows(ip_address(reached.getpeername()[0].partition("%")[0]), port):
            return reached
        reached.close()
        raise _not_public()
    raise failure


def _not_public() -> NotFetched:
    return NotFetched(
        _("This address is not on the public internet, so it is not opened. Paste the text instead.")
    )


def _resolved(host: str, port: int, rules: Rules, ends: float) -> list[str]:
    """The system's resolver knows no time limit: it is asked on the side, and left alone when it takes too long."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="resolve")
    try:
        return pool.submit(rules.resolve, host, port).result(timeout=_left(ends))
    except TooSlow:
        raise TimeoutError from None
    except (socket.gaierror, UnicodeError, ValueError):
        raise NotFetched(_("There is no website called %(host)s. Check the address.", host=host)) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _unreachable(host: str, error: Exception, ends: float) -> NotFetched:
    if isinstance(error, NotFetched):
        return error
    if isinstance(error, TimeoutError) or monotonic() >= ends:
        return NotFetched(
            _("%(host)s took too long to answer. Try again, or paste the text instead.", host=host)
        )
    if isinstance(error, ssl.SSLError):
        return NotFetched(
            _(
                "The connection to %(host)s is not secure, so it was not used. Paste the text instead.",
                host=host,
            )
        )
    return NotFetched(_("%(host)s does not answer. Try again later, or paste the text instead.", host=host))


def _content(url: str, answer: BaseHTTPResponse) -> Fetched:
    if answer.status in (401, 403, 407):
        raise NotFetched(_("The page is not open to us. Open it in your browser and paste its text instead."))
    if answer.status in (404, 410):
        raise NotFetched(_("There is no page at this address. Check it, or paste the text instead."))
    if answer.status != 200:
        raise NotFetched(
            _("The website answered with an error (%(status)s). Try again later.", status=answer.status)
        )
    stated = answer.headers.get("Content-Type", "")
    kind = stated.partition(";")[0].strip().lower()
    if kind not in READABLE:
        raise NotFetched(
            _(
                "This is neither a web page nor text nor a calendar file. Paste the text of the announcement instead."
            )
        )
    raw = b"".join(_body(answer))
    return Fetched(url, _text(raw, stated), raw, kind == "text/calendar")


def _body(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """Unpacked here, piece by piece, so that a small file that unpacks to gigabytes never does."""
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise NotFetched(
            _("The website sent the page in a form that cannot be read. Paste the text instead.")
        )
    unpack = None if coding in ("identity", "") else zlib.decompressobj(32 + zlib.MAX_WBITS)
    left = LARGEST
    while piece := answer.read(_CHUNK, decode_content=False):
        try:
            part = unpack.decompress(piece, left + 1) if unpack else piece
        except zlib.error:
            raise NotFetched(_("The website sent a damaged page. Paste the text instead.")) from None
        left -= len(part)
        if left < 0:
            raise NotFetched(_("The page is larger than 2 MB. Paste the text of the announcement instead."))
        yield part


def _text(raw: bytes, stated: str) -> str:
    """In the charset that the server states, if it is one of text and fits; else what the page itself says."""
    named = re.search(r"charset=[\"']?([\w-]+)", stated, re.I)
    with suppress(LookupError, UnicodeDecodeError):
        if named and _TEXT_CHARSET.fullmatch(codecs.lookup(named[1]).name):
            return raw.decode(named[1]).removeprefix("\ufeff")
    return decoded(raw)
