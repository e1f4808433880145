"""The header of a message, in the order in which people read it."""

from collections.abc import Iterator

from newsletter.rendering.compile import Part
from newsletter.rendering.form import Piece, Slot
from newsletter.rendering.headers import list_id_field, mailbox_field, plain_field, text_field
from newsletter.rendering.letter import Letter, MailClass
from newsletter.rendering.look import Look
from newsletter.rendering.places import Place, Transfer


def message(
    letter: Letter, look: Look, subject: str, boundary: str, text: Part, html: Part
) -> Iterator[Piece]:
    """The whole message as pieces. `boundary` must hold `=_`, which neither encoding can produce."""
    yield from _address_fields(letter, subject)
    yield from _leaving_fields(letter, look)
    for name, value in letter.headers:
        yield plain_field(name, value).encode()
    yield (
        "MIME-Version: 1.0\r\n"
        f"Content-Language: {letter.language}\r\n"
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    ).encode()
    yield _part_header(boundary, "plain", text)
    yield from text.pieces
    yield _part_header(boundary, "html", html)
    yield from html.pieces
    yield f"\r\n--{boundary}--\r\n".encode()


def _part_header(boundary: str, subtype: str, part: Part) -> bytes:
    return (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {part.encoding}\r\n\r\n"
    ).encode()


def _slot(name: str, place: Place) -> Slot:
    return Slot(name, place, Transfer.NONE)


def _address_fields(letter: Letter, subject: str) -> Iterator[Piece]:
    yield mailbox_field("From", letter.sender.name, letter.sender.address).encode() + b"To: "
    yield _slot("to_address", Place.ADDRESS)
    yield b"\r\n"
    if letter.reply_to:
        yield mailbox_field("Reply-To", letter.reply_to.name, letter.reply_to.address).encode()
    yield text_field("Subject", subject).encode() + b"Date: "
    yield _slot("date", Place.LINE)
    yield b"\r\nMessage-ID: <"
    yield _slot("message_id", Place.TOKEN)
    yield b">\r\n"


def _leaving_fields(letter: Letter, look: Look) -> Iterator[Piece]:
    if letter.list_id:
        yield list_id_field(letter.list_id.name, letter.list_id.identifier).encode()
    if letter.mail_class is MailClass.TRANSACTIONAL:
        yield b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
        return
    # On a line of its own the address stays whole; encoded or folded it is lost, and one-click leaving with it.
    yield b"List-Unsubscribe:\r\n <"
    yield _slot("unsubscribe_url", Place.TOKEN)
    if letter.mailto_unsubscribe:
        yield b">,\r\n <"
        yield _slot("unsubscribe_mailto", Place.TOKEN)
    yield b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    if look.contact_email:
        yield plain_field("List-Help", f"<mailto:{look.contact_email}>").encode()
    yield b"Precedence: bulk\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n"
