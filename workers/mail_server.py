"""The connections of this process to the mail servers, kept from one slice of work to the next."""

import atexit
import logging
import os
import socket
from functools import cache

from newsletter.local.remarks import remarks
from newsletter.rates import parse_domain_rates
from newsletter.settings import Settings
from newsletter.transport import Pacer, Sender, Senders, Server
from newsletter.transport.commons import Commons
from newsletter.transport.pace import Limits

log = logging.getLogger("workers.mail_server")


@cache
def sender(settings: Settings) -> Sender | Senders:
    """Opened when first needed, closed politely when the process ends."""
    if not settings.smtp_urls:
        raise RuntimeError(
            "SMTP_URL is unset: start through the `newsletter` command, which brings a mailbox"
        )
    for remark in remarks(settings):
        log.warning(remark)
    commons = Commons.at(settings.redis_url, _worker()) if settings.redis_url is not None else None
    made = [_sender(url, settings, commons) for url in settings.smtp_urls]
    for one in made:
        atexit.register(one.close)
    if commons is not None:
        atexit.register(commons.leave)
    if len(made) == 1:
        return made[0]
    return Senders(made, tell=commons.stand_in) if commons is not None else Senders(made)


def _sender(url: str, settings: Settings, commons: Commons | None) -> Sender:
    server = Server.parse(url, own_name=settings.host_name)
    limits = Limits(
        settings.smtp_rate, parse_domain_rates(settings.domain_pace), settings.smtp_connections_total
    )
    return Sender(server, settings.smtp_connections, pacer=Pacer(str(server), limits, commons))


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
