"""Passwords: argon2id at rest, long rather than complicated."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from newsletter.errors import Invalid

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT = 5

# What people type when asked for twelve characters. Longer lists hardly hold more of that length.
COMMON = frozenset(
    """
    password1234 password12345 password123456 passwordpassword p@ssword1234 p@ssw0rd1234 passw0rd1234
    qwertyuiop12 qwertyuiop123 qwertyuiopasdfgh qwerty123456 qwerty1234567 1qaz2wsx3edc 1q2w3e4r5t6y
    123456789012 1234567890123 12345678901234 0123456789012 1234567890ab abcdefghijkl abcdefgh1234 abcd12345678
    administrator administrator1 admin1234567 adminadmin12 welcome12345 welcome123456 changeme1234 letmein12345
    iloveyou1234 sommar123456 sommaren2025 sommaren2026 sommaren2027 vinter123456 lösenord1234 losenord1234
    lösenord12345 adgangskode1 adgangskode12 adgangskode123 passord12345 passord123456 salasana1234 salasana12345
    kodeord12345 kodeord123456 hejhejhejhej newsletter12 newsletter123 newsletter1234 budkavle1234 budkavle12345
    """.split()
)

_hasher = PasswordHasher()
# A hash that no password has, to compare with; written out, for making one would delay the start of every process.
_DUMMY = f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${'A' * 22}${'A' * 43}"


def _normal(password: str) -> str:
    """One form for what keyboards write differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def check_new(password: str, address: str) -> None:
    """Refuses what is guessed first; asks for no digits or signs.

    Raises:
        Invalid: with the sentence to show at the field `password`.
    """
    plain = _normal(password)
    folded = plain.casefold()
    if len(plain) < SHORTEST:
        raise Invalid(_("Choose a password of at least %(count)s characters", count=SHORTEST), "password")
    if len(plain) > LONGEST:
        raise Invalid(_("Choose a password of at most %(count)s characters", count=LONGEST), "password")
    if folded in COMMON or folded == address.casefold() or len(set(folded)) < FEWEST_DIFFERENT:
        raise Invalid(
            _(
                "This password is easy to guess. Choose another, such as a few words that only you put together"
            ),
            "password",
        )


def hash_password(password: str) -> str:
    return _hasher.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Takes the same time whether there is a stored hash or not, so that nobody learns who has an account."""
    try:
        _hasher.verify(stored or _DUMMY, _normal(password[: LONGEST * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
