"""A website on loopback for tests of fetching: real sockets, and every bad habit on wish."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from newsletter.events.fetch import Address, Rules, is_public

Page = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: "Website"

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.headers['Host']} {self.path}")
        with suppress(OSError):  # the visitor hung up, which is what some tests are about
            self.server.pages[self.path](self)

    def answer(
        self,
        body: bytes = b"",
        kind: str = "text/html",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Website(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def use_tls(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def url(self, path: str = "/", host: str = "web.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.server_port}{path}"

    def rules(self, seconds: float = 5, names: dict[str, list[str]] | None = None) -> Rules:
        """Every name leads here unless `names` says otherwise; only this server is let in besides the internet."""
        return Rules(
            resolve=lambda host, _port: (names or {}).get(host, ["127.0.0.1"]),
            allows=self.lets_in,
            allows_port=lambda _scheme, _port: True,
            seconds=seconds,
        )

    def lets_in(self, address: Address, port: int) -> bool:
        return is_public(address) or (str(address) == "127.0.0.1" and port == self.server_port)


@contextmanager
def website(**pages: Page) -> Iterator[Website]:
    """Pages by name: `home` is served at `/home`."""
    server = Website({f"/{name}": page for name, page in pages.items()})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def says(body: bytes | str, kind: str = "text/html", **headers: str) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.answer(
        raw, kind, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def leads_to(address: str, status: int = 302) -> Page:
    return lambda handler: handler.answer(status=status, headers={"Location": address})
