"""One-time links with which staff set a password."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select, update

from newsletter.accounts.models import Staff, StaffToken, TokenPurpose
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import hash_token, random_token

LIFETIME = {
    TokenPurpose.INVITATION: timedelta(days=7),
    TokenPurpose.PASSWORD: timedelta(minutes=30),
}
ADDRESS = "/staff/password"


def make(staff: Staff, purpose: TokenPurpose) -> str:
    """A fresh address under which this person can set a password once."""
    token, hashed = random_token()
    session.add(
        StaffToken(
            hash=hashed,
            staff_id=staff.id,
            purpose=purpose,
            made_at=now(),
            expires_at=now() + LIFETIME[purpose],
        )
    )
    return f"{current_app.config['SETTINGS'].base_url}{ADDRESS}/{token}"


def find(token: str, *, to_use: bool = False) -> StaffToken | None:
    """The link's row while it can be used; `to_use` locks it, so that two presses use it once."""
    query = select(StaffToken).where(
        StaffToken.hash == hash_token(token), StaffToken.used_at.is_(None), StaffToken.expires_at > now()
    )
    found = session.scalar(query.with_for_update(of=StaffToken) if to_use else query)
    return found if found and found.staff.disabled_at is None else None


def void(staff: Staff) -> None:
    """Makes every link given out to this person worthless."""
    session.execute(
        update(StaffToken)
        .where(StaffToken.staff_id == staff.id, StaffToken.used_at.is_(None))
        .values(used_at=now())
    )


def made_since(staff: Staff, age: timedelta, purpose: TokenPurpose) -> int:
    """How many links this person was given within `age`."""
    return session.scalars(
        select(func.count()).where(
            StaffToken.staff_id == staff.id,
            StaffToken.purpose == purpose,
            StaffToken.made_at > now() - age,
        )
    ).one()
