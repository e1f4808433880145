from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newsletter.core.database import Base


class Organisation(Base):
    """Exactly one row, number 1."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, server_default="1")
    name: Mapped[str] = mapped_column(Text)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", doc="name in other languages")
    postal_address: Mapped[str] = mapped_column(Text, server_default="")
    contact_email: Mapped[str] = mapped_column(
        Text, server_default="", doc="shown to the public; help address of mails"
    )
    data_protection_email: Mapped[str] = mapped_column(Text, server_default="")
    website: Mapped[str] = mapped_column(Text, server_default="")
    zone: Mapped[str] = mapped_column(Text, server_default="Europe/Stockholm", doc="IANA name")
    country: Mapped[str] = mapped_column(Text, server_default="SE", doc="ISO 3166-1: whose holidays count")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{sv,da,nb,fi,en}")
    default_language: Mapped[str] = mapped_column(Text, server_default="sv")
    accent: Mapped[str] = mapped_column(Text, server_default="#0b5d6b", doc="#rrggbb")
    logo_hash: Mapped[str | None] = mapped_column(Text)
    logo_alt: Mapped[str] = mapped_column(Text, server_default="")
    default_sender_id: Mapped[int | None] = mapped_column(ForeignKey("sender.id"))
    regret_minutes: Mapped[int] = mapped_column(SmallInteger, server_default="5")
    revision: Mapped[int] = mapped_column(server_default="1", doc="optimistic lock of the form")

    default_sender: Mapped["Sender | None"] = relationship(lazy="selectin")

    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("default_language = ANY (languages)", name="default_language_is_offered"),
        CheckConstraint("regret_minutes BETWEEN 0 AND 120", name="regret_is_short"),
        CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name="accent_is_a_colour"),
    )


class Sender(Base):
    """A From line that newsletters and notices may use."""

    __tablename__ = "sender"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str] = mapped_column(Text, server_default="")
