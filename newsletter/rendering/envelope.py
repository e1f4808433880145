"""The header of a message, in the order in which people read it, and the frame of its parts."""

from base64 import encodebytes
from collections.abc import Iterator, Sequence

from newsletter.rendering.compile import Part
from newsletter.rendering.form import Piece, Slot, When
from newsletter.rendering.headers import list_id_field, mailbox_field, plain_field, text_field
from newsletter.rendering.letter import TAKES_PART, CalendarFile, Letter, MailClass
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
    yield f"MIME-Version: 1.0\r\nContent-Language: {letter.language}\r\n".encode()
    if letter.calendar is None:
        yield from _alternative(boundary, text, html)
        return
    outer = f"{boundary}.m"
    yield _multipart("mixed", outer) + f"\r\n--{outer}\r\n".encode()
    yield from _alternative(boundary, text, html)
    yield _conditional(letter, letter.calendar.only_if, _calendar_part(outer, letter.calendar))
    yield f"\r\n--{outer}--\r\n".encode()


def _conditional(letter: Letter, conditions: Sequence[tuple[str, bool]], piece: Piece) -> Piece:
    """The piece, in the copies for which all conditions are as stated."""
    for name, present in conditions:
        piece = When(letter.all_conditions.index(name), present, (piece,))
    return piece


def _multipart(subtype: str, boundary: str) -> bytes:
    return f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()


def _alternative(boundary: str, text: Part, html: Part) -> Iterator[Piece]:
    yield _multipart("alternative", boundary)
    yield _part_header(boundary, "plain", text)
    yield from text.pieces
    yield _part_header(boundary, "html", html)
    yield from html.pieces
    yield f"\r\n--{boundary}--\r\n".encode()


def _calendar_part(boundary: str, calendar: CalendarFile) -> bytes:
    """An attachment, not a third way to read the mail: Outlook would show the entry in place of the text."""
    header = (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/calendar; charset=utf-8; method={calendar.method};\r\n"
        ' name="event.ics"\r\n'
        'Content-Disposition: attachment; filename="event.ics"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return header.encode() + encodebytes(calendar.content).replace(b"\n", b"\r\n")


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
    answer = b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
    if letter.mail_class is MailClass.TRANSACTIONAL:
        yield answer
    elif TAKES_PART in letter.conditions:
        bit = letter.conditions.index(TAKES_PART)
        yield When(bit, True, (answer,))
        yield When(bit, False, tuple(_bulk_fields(letter, look)))
    else:
        yield from _bulk_fields(letter, look)


def _bulk_fields(letter: Letter, look: Look) -> Iterator[Piece]:
    if letter.list_id:
        yield list_id_field(letter.list_id.name, letter.list_id.identifier).encode()
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
