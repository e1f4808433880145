"""How fast one may knock at the door."""

from contextlib import suppress

from flask import request
from werkzeug import Response

from newsletter.contacts.service import parse_address
from newsletter.core.tokens import keyed_hash
from newsletter.errors import Invalid


def account_asked_for() -> str:
    """Key of the limit per account; the same for addresses that nobody has."""
    typed = request.form.get("email", "")
    with suppress(Invalid):
        typed = parse_address(typed).key
    return keyed_hash("sign-in", typed[:500])


def was_refused(response: Response) -> bool:
    """Limits count failures only: whoever knows the password is not stopped."""
    return response.status_code == 422
