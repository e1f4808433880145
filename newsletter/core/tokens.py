"""Tokens in links. Two kinds: signed ones that need no row, and random ones of which only the hash is stored.

A signed token is HMAC-SHA256 over (purpose, numbers) with the key's id in front, cut to 128 bits. Short on purpose:
`<https://host/unsubscribe/token>` must stay within 76 octets, because mail software encodes longer header tokens
and one-click unsubscribe breaks (RFC 2047 section 5, RFC 8058).
"""

import base64
import hashlib
import hmac
import secrets
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

MAC_BYTES = 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_INNER_PAD = bytes(octet ^ 0x36 for octet in range(256))  # RFC 2104
_OUTER_PAD = bytes(octet ^ 0x5C for octet in range(256))
_LAST = {digit: bytes([digit]) for digit in range(0x80)}  # digits of LEB128
_MORE = {digit: bytes([digit | 0x80]) for digit in range(0x80)}
_keys: tuple[bytes, ...] = ()
_key_ids: tuple[bytes, ...] = ()


def configure(keys: Sequence[str]) -> None:
    """Signing keys, newest first; older ones still verify."""
    global _keys, _key_ids
    _keys = tuple(hashlib.sha256(b"budkavle" + key.encode()).digest() for key in keys)
    _key_ids = tuple(hashlib.sha256(b"id" + key).digest()[:1] for key in _keys)


def _b64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _pack(numbers: Sequence[int]) -> bytes:
    """Numbers as LEB128: small ids give short links."""
    return b"".join(map(_packed, numbers))


def _packed(number: int) -> bytes:
    return _LAST[number] if number <= 0x7F else _MORE[number & 0x7F] + _higher(number >> 7)


@lru_cache(maxsize=1024)
def _higher(number: int) -> bytes:
    """What follows the lowest digit: the same for 128 ids in a row, and ids come in rows."""
    return _packed(number)


def _unpack(raw: bytes) -> tuple[int, ...]:
    numbers, current, shift = [], 0, 0
    for byte in raw:
        current |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(current)
            current, shift = 0, 0
    return tuple(numbers)


@lru_cache(maxsize=64)
def _begun(key: bytes, purpose: str) -> "tuple[Hash, Hash]":
    """Inner and outer hash of HMAC-SHA256, fed with all that is the same for every token of one purpose.

    Each copy of a mailing carries three tokens; going on from here takes a fifth of the time of `hmac.digest`.
    """
    padded = key.ljust(hashlib.sha256().block_size, b"\0")
    inner = hashlib.sha256(padded.translate(_INNER_PAD) + purpose.encode() + b"\0")
    return inner, hashlib.sha256(padded.translate(_OUTER_PAD))


def _mac(key: bytes, purpose: str, payload: bytes) -> bytes:
    inner, outer = _begun(key, purpose)
    inner, outer = inner.copy(), outer.copy()
    inner.update(payload)
    outer.update(inner.digest())
    return outer.digest()


def sign(purpose: str, *numbers: int) -> str:
    """Token that carries `numbers` (each >= 0) for one `purpose`."""
    payload = _pack(numbers)
    return _b64(_key_ids[0] + _mac(_keys[0], purpose, payload)[:MAC_BYTES] + payload)


def signer(purpose: str, *numbers: int) -> Callable[..., str]:
    """What makes the tokens of one purpose that begin with the same numbers, from those that differ.

    Each copy of a mailing carries three tokens: what they have in common is hashed and looked up once.
    """
    beginning = _pack(numbers)
    finish = _finisher(purpose, beginning)
    key_id = _key_ids[0]

    def sign_rest(*rest: int) -> str:
        payload = _pack(rest)
        return _b64(b"%b%b%b%b" % (key_id, finish(payload)[:MAC_BYTES], beginning, payload))

    return sign_rest


def keyed_hasher(purpose: str, beginning: str) -> Callable[[str], str]:
    """`keyed_hash` of many values that begin alike."""
    finish = _finisher(purpose, beginning.encode(), key=-1)
    return lambda rest: finish(rest.encode()).hex()


def _finisher(purpose: str, beginning: bytes, key: int = 0) -> Callable[[bytes], bytes]:
    """Finishes HMACs that have been begun; the newest key, or another."""
    inner, outer = _begun(_keys[key], purpose)
    inner = inner.copy()
    inner.update(beginning)
    copy_inner, copy_outer = inner.copy, outer.copy

    def finish(rest: bytes) -> bytes:
        within, around = copy_inner(), copy_outer()
        within.update(rest)
        around.update(within.digest())
        return around.digest()

    return finish


def verify(purpose: str, token: str) -> tuple[int, ...] | None:
    """The numbers of a token made by `sign` for the same purpose, or None for anything else.

    Mail software glues punctuation to links; what cannot be part of a token is cut off at its end.
    """
    try:
        raw = _unb64(token.strip().rstrip(".,;:>)]}'\"="))
    except ValueError:
        return None
    key_id, mac, payload = raw[:1], raw[1 : 1 + MAC_BYTES], raw[1 + MAC_BYTES :]
    for key, its_id in zip(_keys, _key_ids, strict=True):
        if key_id == its_id and hmac.compare_digest(mac, _mac(key, purpose, payload)[:MAC_BYTES]):
            return _unpack(payload)
    return None


def random_token() -> tuple[str, str]:
    """A fresh 128-bit token and the hash to store in its place."""
    token = secrets.token_urlsafe(16)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.strip().rstrip(".,;:>)]}'\"=").encode()).hexdigest()


def keyed_hash(purpose: str, value: str) -> str:
    """Hash of a personal value that only this installation can compute (cool-downs, erased addresses)."""
    return _mac(_keys[-1], purpose, value.encode()).hex()
