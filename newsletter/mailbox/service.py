"""Finding caught mail."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from newsletter.core.database import session
from newsletter.errors import NotFound
from newsletter.mailbox.models import CaughtMail


def newest_first(to: str = "") -> Select[CaughtMail]:
    """Messages to addresses that contain `to`."""
    query = select(CaughtMail).order_by(CaughtMail.id.desc())
    if not to:
        return query
    return query.where(func.array_to_string(CaughtMail.rcpt_to, " ").icontains(to, autoescape=True))


def newest(to: str = "", limit: int | None = None) -> Sequence[CaughtMail]:
    return session.scalars(newest_first(to).limit(limit)).all()


def by_id(mail_id: int) -> CaughtMail:
    found = session.get(CaughtMail, mail_id)
    if found is None:
        raise NotFound
    return found
