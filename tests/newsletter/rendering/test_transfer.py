import quopri
from base64 import b64decode

from hypothesis import given
from hypothesis import strategies as st

from newsletter.rendering.base64_run import Base64Run
from newsletter.rendering.transfer import base64_lines, is_base64_shorter, quoted_printable

texts = st.text(st.sampled_from("ab =.\t\nåé日😀From -"), max_size=300)


@given(texts)
def test_quoted_printable_decodes_to_what_went_in(text: str) -> None:
    encoded = quoted_printable(text.encode())
    assert quopri.decodestring(encoded).replace(b"\r\n", b"\n") == text.encode()


@given(texts)
def test_no_encoded_line_is_long_or_begins_with_a_dot_or_from(text: str) -> None:
    for line in quoted_printable(text.encode()).split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))


@given(texts, texts)
def test_pieces_encoded_apart_join_to_one_text(first: str, second: str) -> None:
    joined = quoted_printable(first.encode()) + quoted_printable(second.encode())
    assert quopri.decodestring(joined).replace(b"\r\n", b"\n") == (first + second).encode()


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=130)), max_size=8))
def test_base64_pieces_join_in_every_phase(pieces: list[tuple[bool, bytes]]) -> None:
    run = Base64Run([octets if is_static else (lambda _values, o=octets: o) for is_static, octets in pieces])
    encoded = run.encode({})
    assert b64decode(encoded.replace(b"\r\n", b""), validate=True) == b"".join(octets for _, octets in pieces)
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))


def test_nordic_text_goes_quoted_printable_and_greek_goes_base64() -> None:
    assert not is_base64_shorter("Välkommen till en förmiddag om barnets röst".encode())
    assert is_base64_shorter("Καλώς ήρθατε σε ένα πρωινό για τη φωνή του παιδιού".encode())


def test_base64_lines_are_ended() -> None:
    assert base64_lines(b"x" * 58) == b"eHh4" * 19 + b"\r\neA==\r\n"


@given(texts)
def test_white_space_is_such_that_dkim_has_nothing_to_make_canonical(text: str) -> None:
    encoded = quoted_printable(text.encode())
    assert b"  " not in encoded
    assert b"\t" not in encoded
