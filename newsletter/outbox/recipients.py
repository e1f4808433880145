"""The addresses behind the numbers in a batch."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Text, any_, exists, func, literal, select, union_all

from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.core.database import id_array, session
from newsletter.outbox.links import Recipient
from newsletter.rendering.places import LONGEST_VALUE

TOO_LONG = LONGEST_VALUE + 1  # as much as it takes to see that it is


def recipients(contact_ids: Collection[int]) -> dict[int, Recipient]:
    """Whom the numbers mean now; who was erased is missing. One query for contacts and unconfirmed addresses."""
    wanted = any_(id_array(contact_ids))
    unconfirmed = select(
        UnconfirmedAddress.id, UnconfirmedAddress.address, literal("", Text), literal(0, BigInteger)
    ).where(
        UnconfirmedAddress.id == wanted,
        ~exists().where(
            Contact.id == UnconfirmedAddress.id
        ),  # an address keeps its number when it is confirmed
    )
    confirmed = select(
        Contact.id, Contact.address, func.left(Contact.name, TOO_LONG), Contact.token_version
    ).where(Contact.id == wanted)
    rows = session.execute(union_all(unconfirmed, confirmed)).all()
    return {row[0]: Recipient._make(row) for row in rows}
