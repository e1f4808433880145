"""From a rendered page to pieces: static text encoded once, slots and conditional pieces in between."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from newsletter.rendering.anatomy import Anatomy, UnfitPlace
from newsletter.rendering.errors import FreezeError
from newsletter.rendering.form import Base64Part, Piece, Slot, When
from newsletter.rendering.places import Place, Transfer
from newsletter.rendering.slots import BeginMark, EndMark, Mark, Sentinels, ValueMark
from newsletter.rendering.transfer import is_base64_shorter, quoted_printable

PlaceOf = Callable[[int, int], Place]


@dataclass(frozen=True)
class Part:
    """A body part: its transfer encoding as the header names it, and its pieces."""

    encoding: str
    pieces: tuple[Piece, ...]


def text_part(text: str, sentinels: Sentinels) -> Part:
    return _part(text, sentinels, lambda start, end: Place.PLAIN)


def html_part(html: str, sentinels: Sentinels, at_fault: Callable[[Mark], str]) -> Part:
    """
    Raises:
        FreezeError: where a slot stands in a place that cannot take a value, or a condition cuts an element in two.
    """
    anatomy = Anatomy(html)
    opened: list[tuple[Mark, int]] = []
    for start, end, mark in sentinels.found(html):
        place = _checked_place(anatomy, start, end, mark, sentinels, at_fault)
        if isinstance(mark, BeginMark | EndMark) and place is not Place.HTML:
            raise FreezeError(
                at_fault(mark), f"the condition “{sentinels.describe(mark)}” stands inside a tag."
            )
        if isinstance(mark, BeginMark):
            opened.append((mark, end))
        elif isinstance(mark, EndMark) and opened and not anatomy.is_balanced(opened.pop()[1], start):
            raise FreezeError(
                at_fault(mark), f"the condition “{sentinels.describe(mark)}” cuts an element in two."
            )
    return _part(html, sentinels, anatomy.place)


def _checked_place(
    anatomy: Anatomy, start: int, end: int, mark: Mark, sentinels: Sentinels, at_fault: Callable[[Mark], str]
) -> Place:
    try:
        return anatomy.place(start, end)
    except UnfitPlace as unfit:
        raise FreezeError(
            at_fault(mark), f"the slot “{sentinels.describe(mark)}” cannot be used there: {unfit}."
        ) from None


def _part(text: str, sentinels: Sentinels, place_of: PlaceOf) -> Part:
    if is_base64_shorter(text.encode()):
        pieces = _Cutter(text, sentinels, place_of, Transfer.RAW, _with_wire_line_ends).pieces()
        return Part("base64", (Base64Part(pieces),))
    pieces = _Cutter(text, sentinels, place_of, Transfer.QP, quoted_printable).pieces()
    return Part("quoted-printable", pieces)


def _with_wire_line_ends(text: bytes) -> bytes:
    return text.replace(b"\n", b"\r\n")


class _Cutter:
    """Cuts a text at its sentinels."""

    def __init__(
        self,
        text: str,
        sentinels: Sentinels,
        place_of: PlaceOf,
        transfer: Transfer,
        encode: Callable[[bytes], bytes],
    ) -> None:
        self._text = text
        self._place_of = place_of
        self._transfer = transfer
        self._encode = encode
        self._found = sentinels.found(text)
        self._position = 0

    def pieces(self) -> tuple[Piece, ...]:
        return tuple(self._until(None))

    def _until(self, closing: EndMark | None) -> Iterator[Piece]:
        for start, end, mark in self._found:
            yield from self._static(start)
            self._position = end
            match mark:
                case ValueMark():
                    yield Slot(mark.name, self._place_of(start, end), self._transfer, mark.fallback)
                case BeginMark():
                    yield When(mark.bit, mark.present, tuple(self._until(EndMark(mark.bit))))
                case EndMark() if mark == closing:
                    return
                case EndMark():
                    raise FreezeError("conditions", "two conditions overlap.")
        if closing is not None:
            raise FreezeError("conditions", "a condition is never closed.")
        yield from self._static(len(self._text))

    def _static(self, end: int) -> Sequence[bytes]:
        piece = self._text[self._position : end]
        return [self._encode(piece.encode())] if piece else []
