"""Looking staff up."""

from collections.abc import Sequence

from sqlalchemy import select

from newsletter.accounts.models import Role, Staff
from newsletter.contacts.models import Contact
from newsletter.contacts.service import parse_address
from newsletter.core.database import session
from newsletter.errors import Invalid, NotFound


def everyone() -> Sequence[Staff]:
    """All staff, those who may sign in first, then by name as people sort it."""
    found = session.scalars(select(Staff)).all()
    return sorted(found, key=lambda staff: (staff.disabled_at is not None, staff.name.casefold()))


def by_id(staff_id: int) -> Staff:
    found = session.get(Staff, staff_id)
    if found is None:
        raise NotFound(f"staff {staff_id}")
    return found


def by_address(address: str) -> Staff | None:
    """None for anything that is no address as well."""
    try:
        key = parse_address(address).key
    except Invalid:
        return None
    return session.scalar(select(Staff).join(Staff.contact).where(Contact.address_key == key))


def lock_active_admins() -> Sequence[Staff]:
    """Everyone who can sign in as admin, locked: two admins cannot take each other's rights away at once."""
    return session.scalars(
        select(Staff)
        .where(Staff.role == Role.ADMIN, Staff.disabled_at.is_(None), Staff.password_hash.is_not(None))
        .order_by(Staff.id)
        .with_for_update(of=Staff)
        .execution_options(populate_existing=True)
    ).all()
