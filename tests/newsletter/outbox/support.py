"""A small room above the outbox, for tests: who gets what is set by hand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, Text, cast, column, func, insert, literal, select, values
from sqlalchemy.dialects.postgresql import JSONB

from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.outbox.models import Batch, Mailing, OnUnknown, Reason
from newsletter.outbox.producer import Told
from newsletter.rendering.form import Form, Slot, When
from newsletter.rendering.places import Place, Transfer

LANGUAGES = ("sv", "da")


def form(language: str = "sv", name: str = "hello") -> Form:
    """A letter with an address, an id, a greeting, a way out, and a line for those whose first bit is set."""
    return Form(
        hash=f"{name}-{language}",
        template=name,
        language=language,
        subject="Hello",
        conditions=("followers",),
        pieces=(
            b"From: News <news@sender.test>\r\nTo: ",
            Slot("to_address", Place.ADDRESS, Transfer.NONE),
            b"\r\nDate: ",
            Slot("date", Place.LINE, Transfer.NONE),
            b"\r\nMessage-ID: <",
            Slot("message_id", Place.TOKEN, Transfer.NONE),
            b">\r\nList-Unsubscribe:\r\n <",
            Slot("unsubscribe_url", Place.TOKEN, Transfer.NONE),
            b">\r\n\r\nHello ",
            Slot("name", Place.PLAIN, Transfer.NONE, fallback="you"),
            b", ",
            Slot("code", Place.PLAIN, Transfer.NONE, fallback="no code"),
            b"\r\n",
            When(0, True, (b"For followers only\r\n",)),
        ),
    )


@dataclass
class Room:
    """A producer whose answers are attributes."""

    lane: Lane = Lane.BULK
    on_unknown: OnUnknown = OnUnknown.REPEAT
    languages: tuple[str, ...] = LANGUAGES
    excluded: dict[int, Reason] = field(default_factory=dict)
    bits: dict[int, int] = field(default_factory=dict)
    values: dict[int, dict[str, str]] = field(default_factory=dict)
    gone: dict[int, Reason] = field(default_factory=dict)
    tells: Told | None = None
    on_freeze: Callable[[Mailing], None] = lambda mailing: None
    on_unwanted: Callable[[], None] = lambda: None
    ended: list[int] = field(default_factory=list)
    twice: bool = False

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        self.on_freeze(mailing)
        return {language: form(language) for language in self.languages}

    def audience(self, mailing: Mailing) -> Select[Any]:
        """All contacts, once each."""
        reasons = values(column("id", BigInteger), column("reason", Text), name="excluded").data(
            [(number, reason.value) for number, reason in self.excluded.items()] or [(-1, None)]
        )
        bits = values(column("id", BigInteger), column("bits", Integer), name="bits").data(
            list(self.bits.items()) or [(-1, 0)]
        )
        given = values(column("id", BigInteger), column("given", JSONB), name="given").data(
            list(self.values.items()) or [(-1, None)]
        )
        query = (
            select(
                Contact.id.label("contact_id"),
                Contact.language,
                reasons.c.reason,
                func.coalesce(bits.c.bits, 0).label("bits"),
                cast(given.c.given, JSONB).label("values"),
            )
            .outerjoin(reasons, reasons.c.id == Contact.id)
            .outerjoin(bits, bits.c.id == Contact.id)
            .outerjoin(given, given.c.id == Contact.id)
        )
        if not self.twice:
            return query
        both = query.union_all(query).subquery()
        return select(both)

    def told(self, mailing: Mailing) -> Told | None:
        return self.tells

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        self.on_unwanted()
        return {number: reason for number, reason in self.gone.items() if number in contact_ids}

    def finished(self, mailing: Mailing) -> None:
        self.ended.append(mailing.id)


def people(count: int, language: str = "sv", domain: str = "example.org") -> list[int]:
    """Ids of `count` new contacts, lowest first."""
    numbers = func.generate_series(1, count).table_valued("number").render_derived(name="numbers")
    prefix = f"reader-{language}-"
    rows = session.scalars(
        insert(Contact)
        .from_select(
            ["address", "address_key", "name", "language"],
            select(
                literal(prefix) + cast(numbers.c.number, Text) + f"@{domain}",
                literal(prefix) + cast(numbers.c.number, Text) + f"@{domain}",
                literal("Reader ") + cast(numbers.c.number, Text),
                literal(language),
            ),
        )
        .returning(Contact.id)
    )
    return sorted(rows)


def addresses() -> list[str]:
    return sorted(session.scalars(select(Contact.address)))


def states(mailing_id: int) -> str:
    """All letters of a mailing, by batch."""
    return "".join(
        session.scalars(select(Batch.states).where(Batch.mailing_id == mailing_id).order_by(Batch.id))
    )
