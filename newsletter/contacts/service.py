"""Finding and making contacts."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid

LONGEST_NAME = 120


@dataclass(frozen=True)
class Address:
    """A checked mail address: `mailed` goes on the wire, `key` is what equality means, `shown` is for people."""

    mailed: str
    key: str
    shown: str


def parse_address(raw: str) -> Address:
    """Normalised address (RFC 5321; domains IDNA 2008, kept as A-label).

    Raises:
        Invalid: for anything that is no address, and for local parts beyond ASCII, which few servers take.
    """
    message = _("Write the e-mail address like this: name@example.org")
    cleaned = one_line(raw)
    if cleaned.isascii() is False and not cleaned.rpartition("@")[0].isascii():
        raise Invalid(
            _("The part before @ may only hold the letters a–z, digits and signs, like name@example.org"),
            "email",
        )
    try:
        found = validate_email(
            cleaned, check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        raise Invalid(message, "email") from None
    mailed = f"{found.local_part}@{found.ascii_domain}"
    return Address(mailed=mailed, key=mailed.casefold(), shown=found.normalized)


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
