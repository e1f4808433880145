"""How fast one may knock at the door, and how fast it answers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import request
from werkzeug import Response

from newsletter.contacts.service import parse_address
from newsletter.core.tokens import keyed_hash
from newsletter.errors import Invalid

SECONDS = 0.4
"""Longer than posting a mail takes, short enough for a person."""


def account_asked_for() -> str:
    """Key of the limit per account; the same for addresses that nobody has."""
    typed = request.form.get("email", "")
    with suppress(Invalid):
        typed = parse_address(typed).key
    return keyed_hash("sign-in", typed[:500])


def was_refused(response: Response) -> bool:
    """Limits count failures only: whoever knows the password is not stopped."""
    return response.status_code == 422


@contextmanager
def same_time_for_all(seconds: float = SECONDS) -> Iterator[None]:
    """Holds the answer back, so that its time does not tell whether there was anything to do."""
    started = time.monotonic()
    yield
    time.sleep(max(0.0, started + seconds - time.monotonic()))
