"""Signatures as dkimpy sees them, with the public keys at hand instead of in the DNS."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.rendering.form import Form, Slot, When
from newsletter.rendering.freeze import freeze
from newsletter.rendering.places import Place, Transfer
from newsletter.rendering.transfer import quoted_printable
from newsletter.signing_keys import read_signing_keys
from newsletter.transport.dkim import Signer
from tests.email.letters import LETTERS, LOOK, VALUES
from tests.support.dkim_keys import Published, ed25519_key, published, rsa_key, verdicts

HEAD = (
    b"From: News <news@sender.test>\r\nTo: reader@example.org\r\nSubject: =?utf-8?q?Hej_p=C3=A5?=\r\n"
    b" =?utf-8?q?_dig?=\r\nDate: Fri, 05 Mar 2027 08:30:00 +0100\r\nMessage-ID: <1@news.test>\r\n"
    b"List-Id: News <news.sender.test>\r\nList-Unsubscribe:\r\n <https://news.test/unsubscribe/x>,\r\n"
    b"\t<mailto:leave@sender.test>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"X-Mood:  fine \r\nMIME-Version: 1.0\r\nContent-Type: text/plain;   charset=utf-8  \r\n\r\n"
)
BODIES = {
    "plain": b"Hello\r\n",
    "no line end": b"Hello",
    "empty": b"",
    "only blank lines": b"\r\n\r\n \t\r\n",
    "blank lines at the end": b"Hello\r\n\r\n\r\n  \r\n\r\n",
    "white space": b"a  b\t\tc \t d\t\r\n\r\n   e  \r\nf",
    "quoted-printable": quoted_printable("Välkommen till  ett\tseminarium om barns hälsa.\n".encode() * 9),
    "base64": b"SGVq\r\nSGVq\r\n",
    "octets beyond ASCII": "Välkommen till Åbo\r\n".encode(),
    "doubled dots": b"..\r\n...\r\n..x\r\n\r\n..\r\nwords..\r\n. x\r\n",
}
RSA, OLD_RSA = published("rsa1", rsa_key()), published("rsa0", rsa_key(number=1))
ED25519 = published("ed1", ed25519_key())


def signed(wire: bytes, *keys: Published, is_canonical: bool = False) -> bytes:
    signer = Signer(read_signing_keys(" ".join(key.entry for key in keys)))
    return signer.signed(wire, is_canonical=is_canonical)


def received(wire: bytes) -> bytes:
    """As a mail server takes it: the first dot of each line is the transport's (RFC 5321, 4.5.2)."""
    return wire.replace(b"\r\n.", b"\r\n")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_both_kinds_of_signature_hold(body: bytes) -> None:
    message = received(signed(HEAD + body, RSA, ED25519))
    assert message.endswith(received(HEAD + body))
    assert verdicts(message, RSA, ED25519) == [True, True]


@given(st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b"..", b"x", b"=", b"\r\n.."]), max_size=40))
def test_any_body_of_dots_and_spaces_verifies(pieces: list[bytes]) -> None:
    body = re.sub(rb"(?m)^\.+", b"..", b"".join([*pieces, b"\r\n"]))
    assert verdicts(received(signed(HEAD + body, ED25519)), ED25519) == [True]


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_copies_of_our_letters_need_no_rewriting_and_verify(name: str, language: str) -> None:
    form = freeze(LETTERS[name](language), LOOK)
    values = VALUES | {"name": "Åsa \u200b  Öberg. ", "organisation_name": ".. x"}
    for conditions in range(2 ** len(form.conditions)):
        assert form.is_canonical(conditions)
        copy = form.merge(values, conditions)
        message = signed(copy, ED25519, is_canonical=True)
        assert message == signed(copy, ED25519)
        assert verdicts(message, ED25519) == [True]


@pytest.mark.parametrize(
    "body",
    [
        (b"..x\r\n",),
        (b"x\r\n..\r\n",),
        (b"a  b\r\n",),
        (b"a\tb\r\n",),
        (b"a \r\n",),
        (b"a",),
        (b"a ", Slot("x", Place.PLAIN, Transfer.QP), b"\r\n"),
        (b"a ", When(0, False, (b" b",)), b"\r\n"),
        (b"a", Slot("x", Place.PLAIN, Transfer.NONE), b"\r\n"),
    ],
)
def test_a_form_that_is_not_canonical_is_found_out(body: tuple[bytes | Slot | When, ...]) -> None:
    form = Form("h", "t", "sv", "s", (), (HEAD, *body))
    assert not form.is_canonical()


def test_what_must_not_change_is_signed_and_from_once_more_than_it_occurs() -> None:
    message = signed(HEAD + b"x\r\n", RSA)
    field = re.sub(rb"\s+", b"", message.partition(b"\r\nFrom:")[0]).decode()
    tags = dict(tag.split("=", 1) for tag in field.partition(":")[2].split(";"))
    names = tags["h"].split(":")
    assert names.count("from") == 2
    assert {"to", "subject", "date", "message-id", "mime-version", "content-type", "list-id"} <= set(names)
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(names)
    assert "x-mood" not in names
    assert (tags["a"], tags["c"]) == ("rsa-sha256", "relaxed/relaxed")
    assert "l" not in tags


def test_lines_of_a_signature_are_short() -> None:
    message = signed(HEAD + b"x\r\n", RSA, ED25519, published("2027-spring", rsa_key(), "mail." * 8 + "test"))
    assert max(map(len, message.partition(b"\r\nFrom:")[0].split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Hello", b"Hallo"),
        (b"One-Click", b"Two-Click"),
        (b"unsubscribe/x", b"unsubscribe/y"),
        (b"Subject: ", b"Subject: Re: "),
        (b"\r\nFrom: ", b"\r\nFrom: Other <other@example.org>\r\nFrom: "),
        (b"To: reader@example.org\r\n", b"To: reader@example.org\r\nFrom: other@example.org\r\n"),
        (b"charset=utf-8", b"charset=latin-1"),
        (b"Hello\r\n", b"Hello\r\nmore\r\n"),
    ],
)
def test_tampering_breaks_both(before: bytes, after: bytes) -> None:
    message = signed(HEAD + b"Hello\r\n", RSA, ED25519)
    assert verdicts(message, RSA, ED25519) == [True, True]
    assert verdicts(message.replace(before, after), RSA, ED25519) == [False, False]


def test_what_relays_do_to_white_space_breaks_nothing() -> None:
    message = signed(HEAD + b"a b\r\nc\r\n", RSA, ED25519)
    changed = message.replace(b"a b\r\n", b"a \t b \r\n").replace(b"\r\nTo: ", b"\r\nTO:\r\n\t") + b"\r\n\r\n"
    assert verdicts(changed, RSA, ED25519) == [True, True]


def test_a_key_is_exchanged_without_a_gap() -> None:
    """Both sign for a while; then the old record may go, for mail that is still on its way has the new signature."""
    before, between, after = (signed(HEAD + b"x\r\n", *keys) for keys in ((OLD_RSA,), (RSA, OLD_RSA), (RSA,)))
    assert [verdicts(mail, RSA, OLD_RSA) for mail in (before, between, after)] == [
        [True],
        [True, True],
        [True],
    ]
    assert [any(verdicts(mail, RSA)) for mail in (before, between, after)] == [False, True, True]


def test_a_domain_beyond_ascii_is_written_as_a_labels() -> None:
    key = published("s", ed25519_key(), "växjö.example", in_dns="xn--vxj-qla6g.example")
    message = signed(HEAD + b"x\r\n", key)
    assert b" d=xn--vxj-qla6g.example;" in message
    assert verdicts(message, key) == [True]


def test_without_a_key_the_copy_stays_as_it_is() -> None:
    assert Signer(()).signed(HEAD + b"x\r\n") == HEAD + b"x\r\n"
