from collections.abc import Iterator

import pytest

from newsletter.core import tokens
from tests.conftest import TEST_KEY


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    tokens.configure(["newest", "oldest"])
    yield
    tokens.configure([TEST_KEY])


def test_a_token_gives_back_its_numbers() -> None:
    numbers = (0, 127, 128, 10_000_000_000)
    assert tokens.verify("unsubscribe", tokens.sign("unsubscribe", *numbers)) == numbers


def test_a_token_serves_one_purpose_only() -> None:
    assert tokens.verify("preferences", tokens.sign("unsubscribe", 7)) is None


@pytest.mark.parametrize("glued", [".", ">", ")", ">.", '"'])
def test_punctuation_that_mail_software_glues_on_does_not_matter(glued: str) -> None:
    assert tokens.verify("view", tokens.sign("view", 7) + glued) == (7,)


@pytest.mark.parametrize("wrong", ["", "x", "å", "A" * 40, "%00", "../../etc/passwd", "=" * 9])
def test_what_is_no_token_is_no_error(wrong: str) -> None:
    assert tokens.verify("view", wrong) is None


def test_one_changed_letter_makes_it_worthless() -> None:
    token = tokens.sign("view", 7, 8, 9)
    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        assert tokens.verify("view", token[:position] + other + token[position + 1 :]) is None


def test_links_signed_with_an_older_key_still_work() -> None:
    old = tokens.sign("view", 7)
    tokens.configure(["brand new", "newest", "oldest"])
    assert tokens.verify("view", old) == (7,)
    tokens.configure(["brand new"])
    assert tokens.verify("view", old) is None


def test_an_unsubscribe_address_stays_short_enough_for_a_header() -> None:
    address = f"<https://nyhetsbrev.example.org/unsubscribe/{tokens.sign('unsubscribe', 100_000, 2_000_000)}>"
    assert len(address) <= 78


def test_only_the_hash_of_a_random_token_needs_to_be_kept() -> None:
    token, stored = tokens.random_token()
    assert stored == tokens.hash_token(token + ".")
    assert token not in stored


def test_links_that_were_sent_before_keep_their_meaning() -> None:
    tokens.configure(["a key of old"])
    assert tokens.sign("unsubscribe", 9, 123_456) == "P1mIkQPHBVJ1O93qo8MjncEJwMQH"
    assert tokens.keyed_hash("delivery", "9:123456").startswith("32c707e14c79fd61")
