"""A program: brings the database to the newest schema and, when asked, fills it with the sample organisation.

It prints how to sign in, or why it failed. `newsletter up` runs it, so that the process which only watches does
not load the service.
"""

import secrets
import sys

from newsletter.accounts import find, invite, links, service
from newsletter.accounts.models import Role, TokenPurpose
from newsletter.app import create_app
from newsletter.core.database import transaction
from newsletter.local.reasons import in_one_sentence
from newsletter.local.sample.fill import fill, is_empty
from newsletter.migrations.upgrade import upgrade
from newsletter.organisation import service as organisation
from newsletter.settings import load_settings

FIRST_ADDRESS = "admin@smasteg.example"
EVERY_START = (
    "Sign in with an account you have; “Forgotten password” sends a new link to its address, "
    "and `newsletter staff add` makes a new account."
)
CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def main() -> int:
    try:
        print(make_ready(with_sample="--sample" in sys.argv[1:]))
    except Exception as error:
        reason = in_one_sentence(error)
        if reason is None:
            raise
        print(reason)
        return 1
    return 0


def make_ready(*, with_sample: bool) -> str:
    """Answers how to sign in."""
    settings = load_settings()
    app = create_app(settings)
    upgrade(app.extensions["database"])
    if not with_sample:
        return EVERY_START
    with app.app_context():
        if is_empty():
            fill(settings.host_name)
        return EVERY_START if find.everyone() else first_account()


def first_account() -> str:
    """Makes the account that nobody could invite; says how to sign in with it."""
    password = "-".join("".join(secrets.choice(CLEAR_LETTERS) for _ in range(5)) for _ in range(3))
    with transaction():
        staff = invite.add(FIRST_ADDRESS, Role.ADMIN, organisation.get().default_language)
        link = links.make(staff, TokenPurpose.INVITATION)
        service.set_password(link.rpartition("/")[2], password)
    return f"Sign in as {FIRST_ADDRESS} with the password {password} (shown this once)."


if __name__ == "__main__":
    sys.exit(main())
