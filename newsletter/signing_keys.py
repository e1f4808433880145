"""The private keys of DKIM as the setting names them, read and checked before anything is signed with them."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import idna

SHORTEST_RSA = 2048
Sign = Callable[[bytes], bytes]

_entries = re.compile(r"[^\s:]+:[^\s:]+:-----BEGIN.*?-----END[^-]*-----|\S+", re.DOTALL)
_label = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_selector = re.compile(rf"{_label}(?:\.{_label})*").fullmatch


@dataclass(frozen=True)
class SigningKey:
    """Receivers look for its public half at `selector._domainkey.domain`."""

    selector: str
    domain: str
    algorithm: str
    sign: Sign = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


def read_signing_keys(text: str) -> tuple[SigningKey, ...]:
    """Keys written as `selector:domain:path` or `selector:domain:PEM`, with white space in between.

    Raises:
        ValueError: with every fault at once. It never quotes what might be a piece of a key.
    """
    keys: dict[str, SigningKey] = {}
    faults = []
    for entry in _entries.findall(text):
        try:
            key = _read(entry)
        except ValueError as error:
            faults.append(str(error))
            continue
        if key.name in keys:
            faults.append(f"{key.name} is named twice")
        keys[key.name] = key
    if faults:
        raise ValueError("; ".join(dict.fromkeys(faults)))
    return tuple(keys.values())


def _read(entry: str) -> SigningKey:
    selector, _, rest = entry.partition(":")
    domain, _, source = rest.partition(":")
    if not (_selector(selector) and source):
        raise ValueError("must hold entries like selector:domain:path, or with the key itself for the path")
    try:
        key = SigningKey(selector, idna.encode(domain, uts46=True).decode(), *_algorithm(_pem(source)))
    except idna.IDNAError:
        raise ValueError(f"the domain of {selector} is not valid") from None
    except OSError as error:
        raise ValueError(f"the key file of {selector}:{domain} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"the key of {selector}:{domain} {error}") from None
    return key


def _pem(source: str) -> bytes:
    return source.encode() if source.startswith("-----") else Path(source).expanduser().read_bytes()


def _algorithm(pem: bytes) -> tuple[str, Sign]:
    """Its name in a signature, and what signs; the library is loaded only where there is a key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    private = _private_key(pem)
    if isinstance(private, RSAPrivateKey):
        if private.key_size < SHORTEST_RSA:
            raise ValueError(f"has {private.key_size} bits; RSA needs at least {SHORTEST_RSA}")
        padding, digest = PKCS1v15(), SHA256()
        return "rsa-sha256", lambda octets: private.sign(octets, padding, digest)
    if isinstance(private, Ed25519PrivateKey):
        return "ed25519-sha256", lambda octets: private.sign(hashlib.sha256(octets).digest())
    raise ValueError("is neither RSA nor Ed25519")


def _private_key(pem: bytes) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem, password=None)
    except TypeError:
        raise ValueError("is locked with a password; it must be stored without one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("is no private key in PEM form") from None
