"""Who is signed in at this browser."""

from datetime import timedelta

from flask import g
from flask import session as cookie
from sqlalchemy import delete, or_

from newsletter.accounts.models import Staff, StaffSession
from newsletter.audit.service import record
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import hash_token, random_token

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
COOKIE_KEY = "staff"


def start(staff: Staff) -> None:
    """A new session; nothing of what the cookie held before survives, so that none can be planted."""
    _forget_worn(staff)
    token, hashed = random_token()
    moment = now()
    session.add(
        StaffSession(
            hash=hashed,
            staff_id=staff.id,
            version=staff.session_version,
            started_at=moment,
            seen_at=moment,
        )
    )
    cookie.clear()
    cookie[COOKIE_KEY] = token
    g.staff = staff


def end() -> None:
    """Ends this browser's session; copies of its cookie are worthless from now on."""
    found = _current_session()
    if found is not None:
        session.delete(found)
        record("accounts.signed_out", actor_id=found.staff_id, subject=("staff", found.staff_id))
    cookie.clear()
    g.staff = None


def end_all(staff: Staff) -> None:
    """Ends every session of this person, those that are just being started included."""
    staff.session_version += 1
    session.flush()


def current_staff() -> Staff | None:
    """The signed-in person, or None. Looked up once per request."""
    if "staff" not in g:
        found = _current_session()
        g.staff = found.staff if found else None
    staff: Staff | None = g.staff
    return staff


def note_seen() -> None:
    """Keeps the session from going idle; writes once a minute at most."""
    found = _current_session()
    if found is not None and now() - found.seen_at >= SEEN_EVERY:
        found.seen_at = now()


def _current_session() -> StaffSession | None:
    token = cookie.get(COOKIE_KEY)
    found = session.get(StaffSession, hash_token(token)) if isinstance(token, str) else None
    return found if found and _is_valid(found) else None


def _is_valid(found: StaffSession) -> bool:
    return (
        found.version == found.staff.session_version
        and found.staff.disabled_at is None
        and now() - found.started_at < LONGEST
        and now() - found.seen_at < LONGEST_IDLE
    )


def _forget_worn(staff: Staff) -> None:
    session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == staff.id,
            or_(
                StaffSession.version != staff.session_version,
                StaffSession.started_at < now() - LONGEST,
                StaffSession.seen_at < now() - LONGEST_IDLE,
            ),
        )
    )
