"""Ports of this machine: which is free, who answers."""

import http.client
import socket
from contextlib import suppress

from newsletter.local.processes import CannotStart


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(host: str, port: int) -> None:
    """One sentence when the web server will not get its port."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} cannot be used: {error.strerror}. "
            f"Stop the program that holds it, or choose another port, such as PORT={port % 65535 + 1}."
        ) from None


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def answers_http(host: str, port: int) -> bool:
    """Whether the application itself answers: its port is open long before."""
    return status_of("/healthz", host, port) is not None


def status_of(path: str, host: str, port: int) -> int | None:
    """What our web server answers to a request for `path`; None when it does not."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a wildcard is reached
    connection = http.client.HTTPConnection(everywhere.get(host, host), port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
