from datetime import datetime

from sqlalchemy import LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base


class MediaFile(Base):
    __tablename__ = "media_file"

    hash: Mapped[str] = mapped_column(Text, primary_key=True, doc="SHA-256 of `body`, hex")
    name: Mapped[str] = mapped_column(Text, doc="safe file name, shown in the address")
    content_type: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
