"""Passwords: long ones pass, guessable ones do not, and nobody's account shows by the time it takes."""

from collections.abc import Iterator

import pytest
from flask import Flask

from newsletter.accounts import passwords
from newsletter.errors import Invalid


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "bark canoe lantern nine",
        "ÅÄÖ åäö och ett",
        "correct horse battery",
        "        spaced       out",
        "🦔🦊🐻🐺🦌🐟🐦🦆🦉🐝🐌🦋",
    ],
)
def test_long_passwords_pass_without_digits_or_signs(password: str) -> None:
    passwords.check_new(password, "ida@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "x" * 201,
        "PASSWORD1234",
        "Lösenord1234",
        "aaaaaaaaaaaaaaa",
        "abababababababab",
        "Ida@example.org",
    ],
)
def test_short_endless_and_guessable_passwords_are_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password, "ida@example.org")
    assert refused.value.field == "password"


def test_a_password_is_kept_as_argon2id_only() -> None:
    stored = passwords.hash_password("bark canoe lantern nine")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "bark canoe lantern nine")
    assert not passwords.matches(stored, "bark canoe lantern ten")


def test_keyboards_that_compose_letters_differently_give_the_same_password() -> None:
    stored = passwords.hash_password("sju sjösjuka sjömän")
    assert passwords.matches(stored, "sju sjo\u0308sjuka sjo\u0308ma\u0308n")


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_nothing_matches_an_account_without_a_password(stored: str | None) -> None:
    assert not passwords.matches(stored, "nobody has this password")


def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x")
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hash_password("x"))
