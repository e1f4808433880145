"""The connections of this process to the mail server, kept from one slice of work to the next."""

import atexit
from functools import cache

from newsletter.settings import Settings
from newsletter.transport import Sender, Server


@cache
def sender(settings: Settings) -> Sender:
    """Opened when first needed, closed politely when the process ends."""
    if settings.smtp_url is None:
        raise RuntimeError(
            "SMTP_URL is unset: start through the `newsletter` command, which brings a mailbox"
        )
    server = Server.parse(settings.smtp_url.get_secret_value(), own_name=settings.host_name)
    made = Sender(server, settings.smtp_connections)
    atexit.register(made.close)
    return made
