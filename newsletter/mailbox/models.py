from datetime import datetime

from sqlalchemy import LargeBinary, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, deferred, mapped_column

from newsletter.core.database import Base


class CaughtMail(Base):
    """A message as it came over the wire. It holds addresses, for it stands outside the service like any inbox."""

    __tablename__ = "caught_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    mail_from: Mapped[str] = mapped_column(Text, doc="from the envelope, as is the recipient")
    rcpt_to: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sender: Mapped[str] = mapped_column(Text, doc="From, decoded for display")
    subject: Mapped[str] = mapped_column(Text, doc="decoded for display")
    sent_at: Mapped[datetime | None] = mapped_column(doc="Date, where it can be read")
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary))
