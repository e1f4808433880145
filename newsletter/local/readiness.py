"""A program: brings the database to the newest schema and, when asked, fills it with the sample organisation.

It prints how to sign in. `newsletter up` runs it, so that the process which only watches does not load the service.
"""

import secrets
import sys

from newsletter.accounts import find, invite, links, service
from newsletter.accounts.models import Role, TokenPurpose
from newsletter.app import create_app
from newsletter.core.database import transaction
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


def main() -> None:
    settings = load_settings()
    app = create_app(settings)
    upgrade(app.extensions["database"])
    words = EVERY_START
    if "--sample" in sys.argv[1:]:
        with app.app_context():
            if is_empty():
                fill(settings.host_name)
            if not find.everyone():
                words = first_account()
    print(words)


def first_account() -> str:
    """Makes the account that nobody could invite; says how to sign in with it."""
    password = "-".join("".join(secrets.choice(CLEAR_LETTERS) for _ in range(5)) for _ in range(3))
    with transaction():
        staff = invite.add(FIRST_ADDRESS, Role.ADMIN, organisation.get().default_language)
        link = links.make(staff, TokenPurpose.INVITATION)
        service.set_password(link.rpartition("/")[2], password)
    return f"Sign in as {FIRST_ADDRESS} with the password {password} (shown this once)."


if __name__ == "__main__":
    main()
