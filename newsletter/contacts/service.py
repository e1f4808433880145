"""Finding and making contacts."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.core.addresses import Address as Address
from newsletter.core.addresses import parse_address as parse_address
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid

LONGEST_NAME = 120


def shown(mailed: str) -> str:
    """An address as people read it: the domain in its own letters instead of its A-label."""
    try:
        return parse_address(mailed).shown
    except Invalid:
        return mailed


def key_prefix(raw: str) -> str:
    """What `address_key` begins with for a typed beginning of an address, or a whole one."""
    try:
        return parse_address(raw).key
    except Invalid:
        return one_line(raw).casefold()


def find(address: Address) -> Contact | None:
    return session.scalar(select(Contact).where(Contact.address_key == address.key))


def get_or_create(address: Address, language: str, name: str = "", wanted_id: int | None = None) -> Contact:
    """The contact of this address, made when there is none; an existing one keeps its name and language."""
    values: dict[str, object] = {
        "address": address.mailed,
        "address_key": address.key,
        "language": language,
        "name": one_line(name)[:LONGEST_NAME],
    }
    if wanted_id is not None:
        values["id"] = wanted_id
    session.execute(insert(Contact).values(**values).on_conflict_do_nothing(index_elements=["address_key"]))
    return session.scalars(select(Contact).where(Contact.address_key == address.key)).one()


def note_unconfirmed(address: Address) -> UnconfirmedAddress:
    """The row that a confirmation can be mailed to; several sign-ups of one address share it."""
    known = session.scalar(
        select(UnconfirmedAddress)
        .where(UnconfirmedAddress.address_key == address.key)
        .order_by(UnconfirmedAddress.id)
        .limit(1)
    )
    if known is None:
        known = UnconfirmedAddress(address=address.mailed, address_key=address.key)
        session.add(known)
        session.flush()
    return known
