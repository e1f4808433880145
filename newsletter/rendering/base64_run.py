"""A base64 part whose static pieces are encoded beforehand, whatever stands between them.

Base64 turns three octets into four characters, so a piece comes out differently for each of the three phases in
which it may begin. All three are kept; a value is encoded with the few octets beside it that complete its phase.
"""

from collections.abc import Callable, Mapping, Sequence

from newsletter.rendering.transfer import base64_lines

Value = Callable[[Mapping[str, str]], bytes]
Phase = tuple[bytes, bytes, bytes]  # octets that complete what came before, encoded lines, octets left over


def _phase(raw: bytes, carried: int) -> Phase:
    start = -carried % 3
    end = start + max(0, len(raw) - start) // 3 * 3
    return raw[:start], base64_lines(raw[start:end]), raw[end:]


class Base64Run:
    def __init__(self, pieces: Sequence[bytes | Value]) -> None:
        self._steps: list[tuple[Phase, ...] | Value] = [
            tuple(_phase(piece, carried) for carried in range(3)) if isinstance(piece, bytes) else piece
            for piece in pieces
        ]

    def encode(self, values: Mapping[str, str]) -> bytes:
        lines = []
        carry = b""
        known: dict[Value, bytes] = {}  # a value that stands in many places is encoded once
        for step in self._steps:
            if not isinstance(step, tuple):
                octets = known.get(step)
                if octets is None:
                    octets = known[step] = step(values)
                carry += octets
                continue
            head, encoded, tail = step[len(carry) % 3]
            carry += head
            if len(carry) % 3:  # the piece is shorter than the phase needs
                continue
            lines.append(base64_lines(carry))
            lines.append(encoded)
            carry = tail
        lines.append(base64_lines(carry))
        return b"".join(lines)
