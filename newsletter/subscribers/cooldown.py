"""How often anybody can make us write to one address, counted in PostgreSQL because it decides whether mail leaves."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from newsletter.contacts.service import Address
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import keyed_hash
from newsletter.subscribers.models import ConfirmationCount

MOST_IN = ((timedelta(minutes=15), 1), (timedelta(hours=24), 3))
MOST_PENDING = (timedelta(days=30), 5)


def take(address: Address) -> bool:
    """Whether one more mail may go to this address now; if so it is counted.

    Two requests for one address wait for each other, or a burst would pass before the first is counted.
    """
    counted = _hash(address)
    session.execute(select(func.pg_advisory_xact_lock(int(counted[:15], 16))))
    moment = now()
    if any(_count(counted, moment - span) >= most for span, most in MOST_IN):
        return False
    span, most = MOST_PENDING
    if _count(counted, moment - span, ConfirmationCount.is_pending.is_(True)) >= most:
        return False
    session.add(ConfirmationCount(address_hash=counted, at=moment))
    return True


def answered(address: Address) -> None:
    """The person confirmed, so what was mailed before is no longer waiting for an answer."""
    session.execute(
        update(ConfirmationCount)
        .where(ConfirmationCount.address_hash == _hash(address))
        .values(is_pending=False)
    )


def forget_old() -> None:
    longest, _most = MOST_PENDING
    session.execute(delete(ConfirmationCount).where(ConfirmationCount.at < now() - longest))


def counting_key(address: Address) -> str:
    """The address without tag and dots: many servers deliver all such spellings to one person."""
    local, _at, domain = address.key.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def _hash(address: Address) -> str:
    return keyed_hash("cool-down", counting_key(address))


def _count(counted: str, since: datetime, *conditions: ColumnElement[bool]) -> int:
    wanted = select(func.count()).where(
        ConfirmationCount.address_hash == counted, ConfirmationCount.at > since, *conditions
    )
    return session.scalar(wanted) or 0
