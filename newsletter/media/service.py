"""Storing and finding uploaded pictures."""

import hashlib
from pathlib import PurePosixPath

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import undefer
from werkzeug.datastructures import FileStorage

from newsletter.audit.service import record
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import slugify
from newsletter.errors import Invalid
from newsletter.media.models import MediaFile

PAGE_SIZE = 24


def store(file: FileStorage | None, staff_id: int | None) -> MediaFile:
    """The uploaded picture, checked and re-encoded; the same picture twice is stored once.

    Raises:
        Invalid: with a sentence for the one who uploads.
    """
    from newsletter.media.pictures import MOST_BYTES  # late: workers need no Pillow

    if file is None:
        raise Invalid(_("Choose a picture"), "file")
    return store_picture(file.stream.read(MOST_BYTES + 1), file.filename or "", staff_id)


def store_picture(raw: bytes, file_name: str, staff_id: int | None) -> MediaFile:
    """Like `store`, for bytes that do not come from a form."""
    from newsletter.media.pictures import read_picture

    picture = read_picture(raw)
    digest = hashlib.sha256(picture.body).hexdigest()
    added = session.execute(
        insert(MediaFile)
        .values(
            hash=digest,
            name=safe_name(file_name, picture.suffix),
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
            size=len(picture.body),
            body=picture.body,
            uploaded_by=staff_id,
            uploaded_at=now(),
        )
        .on_conflict_do_nothing(index_elements=["hash"])
        .returning(MediaFile.hash)
    ).scalar()
    if added:
        record("media.uploaded", actor_id=staff_id, hash=digest, size=len(picture.body))
    return session.get_one(MediaFile, digest)


def safe_name(file_name: str, suffix: str) -> str:
    """`C:\\bilder\\Barnens rätt.JPEG` becomes `barnens-ratt.jpg`: no path, no type but our own."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    return slugify(stem, fallback="picture") + suffix


def find(digest: str) -> MediaFile | None:
    return session.get(MediaFile, digest)


def with_body(digest: str) -> MediaFile | None:
    return session.get(MediaFile, digest, options=[undefer(MediaFile.body)])


def address(media: MediaFile) -> str:
    """Path under which everybody sees the picture; never changes its content."""
    return f"/media/{media.hash}/{media.name}"


def newest_first() -> Select[MediaFile]:
    return select(MediaFile).order_by(MediaFile.uploaded_at.desc(), MediaFile.hash)
