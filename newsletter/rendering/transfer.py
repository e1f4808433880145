"""Quoted-printable and base64 for mail bodies that are put together from pieces encoded beforehand.

Nothing is scanned once more when the pieces are joined, so line ends, leading dots (SMTP doubles them), "From "
(mailbox files mark it), tabs and runs of spaces (DKIM takes them for one space) are settled here.
"""

from binascii import b2a_base64

CRLF = b"\r\n"
SOFT_BREAK = b"=\r\n"
# 76, less the two octets by which a guarded beginning grows and the two by which a space at the end does.
QP_LINE = 72
BASE64_LINE = 76


def _token(octet: int) -> bytes:
    is_plain = octet == 32 or (33 <= octet <= 126 and octet != 61)
    return bytes([octet]) if is_plain else b"=%02X" % octet


_TOKENS = tuple(_token(octet) for octet in range(256))


def _guarded(line: bytes) -> bytes:
    if line.startswith(b"."):
        return b"=2E" + line[1:]
    if line.startswith(b"From "):
        return b"=46" + line[1:]
    return line


def _soft_lines(line: bytes) -> list[bytes]:
    """The encoded line cut into pieces of at most QP_LINE octets, never inside an `=XX`."""
    encoded = b"".join([_TOKENS[octet] for octet in line]).replace(b"  ", b" =20")
    lines = []
    start = 0
    while len(encoded) - start > QP_LINE:
        cut = start + QP_LINE
        escape = encoded.rfind(b"=", cut - 2, cut)
        cut = escape if escape >= 0 else cut
        lines.append(_guarded(encoded[start:cut]))
        start = cut
    lines.append(_guarded(encoded[start:]))
    return lines


def _hard_line(line: bytes) -> bytes:
    lines = _soft_lines(line)
    if lines[-1][-1:] in (b" ", b"\t"):
        lines[-1] = lines[-1][:-1] + b"=%02X" % lines[-1][-1]
    return SOFT_BREAK.join(lines) + CRLF


def quoted_printable(raw: bytes) -> bytes:
    """Encoded text that begins and ends at the beginning of an encoded line.

    Whatever stands after the last line feed ends with a soft break, so that the next piece joins it.
    """
    *whole, rest = raw.split(b"\n")
    encoded = b"".join([_hard_line(line) for line in whole])
    if rest:
        encoded += SOFT_BREAK.join(_soft_lines(rest)) + SOFT_BREAK
    return encoded


def base64_lines(raw: bytes) -> bytes:
    """Base64 in lines of 76 characters, the last one ended as well."""
    encoded = b2a_base64(raw, newline=False)
    if len(encoded) <= BASE64_LINE:
        return encoded + CRLF if encoded else b""
    return b"".join([encoded[at : at + BASE64_LINE] + CRLF for at in range(0, len(encoded), BASE64_LINE)])


def is_base64_shorter(raw: bytes) -> bool:
    return len(base64_lines(raw)) < len(quoted_printable(raw))
