from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newsletter.contacts.models import Contact
from newsletter.core.database import Base, enum_column


class Role(StrEnum):
    EDITOR = "editor"
    ADMIN = "admin"


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    password_hash: Mapped[str | None] = mapped_column(
        Text, doc="argon2id; null until the invitation is taken up"
    )
    session_version: Mapped[int] = mapped_column(server_default="0", doc="raised to end every session")
    language: Mapped[str] = mapped_column(Text)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_sign_in_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        return self.contact.name or self.contact.address

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


class StaffSession(Base):
    """A signed-in browser. The cookie holds a random token, so that signing out ends it for a stolen copy as well."""

    __tablename__ = "staff_session"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(doc="worthless once it differs from `staff.session_version`")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(doc="last request, to the minute")

    staff: Mapped[Staff] = relationship(lazy="joined", innerjoin=True)


class TokenPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - the name of a purpose


class StaffToken(Base):
    """A one-time link: only its hash is kept."""

    __tablename__ = "staff_token"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_column(TokenPurpose))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship(lazy="joined", innerjoin=True)
