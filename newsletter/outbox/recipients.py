"""The addresses behind the numbers in a batch."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Text, any_, cast, exists, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from newsletter.contacts.models import Contact, UnconfirmedAddress
from newsletter.core.database import session
from newsletter.outbox.links import Recipient


def recipients(contact_ids: Collection[int]) -> dict[int, Recipient]:
    """Whom the numbers mean now; who was erased is missing. One query for contacts and unconfirmed addresses."""
    wanted = any_(cast(list(contact_ids), ARRAY(BigInteger)))
    unconfirmed = select(
        UnconfirmedAddress.id, UnconfirmedAddress.address, literal("", Text), literal(0, BigInteger)
    ).where(
        UnconfirmedAddress.id == wanted,
        ~exists().where(
            Contact.id == UnconfirmedAddress.id
        ),  # an address keeps its number when it is confirmed
    )
    confirmed = select(Contact.id, Contact.address, Contact.name, Contact.token_version).where(
        Contact.id == wanted
    )
    return {row[0]: Recipient(*row) for row in session.execute(union_all(unconfirmed, confirmed))}
