"""What the database keeps but must not show to who reads it: links into meetings, answers about people's health.

Sealed with keys that follow from the signing keys; older ones still open what they sealed.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect, Text, TypeDecorator

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_keys: tuple[str, ...] = ()


def configure(keys: Sequence[str]) -> None:
    """Signing keys, newest first."""
    global _keys
    _keys = tuple(keys)
    _box.cache_clear()


@cache
def _box() -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # six megabytes that workers do without

    return MultiFernet([Fernet(_derived(key)) for key in _keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"budkavle sealed" + key.encode()).digest())


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Empty for what no key of ours opens: a lost key must not stop the page that shows everything else."""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


class SealedText(TypeDecorator[str]):
    """Text that is sealed in the database; the empty text stays empty."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return seal(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return unseal(value) if value else value


class SealedAnswers(TypeDecorator[dict[str, Any]]):
    """A JSON object that is sealed in the database; null when there is nothing to keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return seal(json.dumps(value, ensure_ascii=False)) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any]:
        opened = unseal(value) if value else ""
        return dict(json.loads(opened)) if opened else {}
