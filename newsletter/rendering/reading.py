"""A finished copy taken apart again: for previews, the archive and the view in the browser."""

from dataclasses import dataclass
from email import message_from_bytes, policy


@dataclass(frozen=True)
class ReadCopy:
    subject: str
    sender: str
    html: str
    text: str


def read_copy(raw: bytes) -> ReadCopy:
    """What the reader of the message sees; `raw` is what `Form.merge` gave."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = {
        part.get_content_type(): str(part.get_content()) for part in message.walk() if not part.is_multipart()
    }
    return ReadCopy(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        html=parts.get("text/html", ""),
        text=parts.get("text/plain", "").replace("\r\n", "\n"),
    )
