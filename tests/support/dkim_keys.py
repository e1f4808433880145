"""Keys for signing, and a DNS that knows their public halves."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

Private = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Published:
    """A key as the setting names it, and its record in the DNS."""

    entry: str
    name: str
    record: bytes


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def pem(private: Private) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def published(selector: str, private: Private, domain: str = "sender.test", in_dns: str = "") -> Published:
    public = private.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        kind, octets = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, octets = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    record = f"v=DKIM1; k={kind}; p={b64encode(octets).decode()}"
    name = f"{selector}._domainkey.{in_dns or domain}."
    return Published(f"{selector}:{domain}:{pem(private)}", name, record.encode())


def verdicts(message: bytes, *keys: Published) -> list[bool]:
    """What dkimpy says of each signature, from the top, when the DNS holds the records of `keys`."""
    find = dns(*keys)
    verdicts = []
    for number in range(message.lower().partition(b"\r\n\r\n")[0].count(b"dkim-signature:")):
        try:
            verdicts.append(dkim.DKIM(message, minkey=2048).verify(number, dnsfunc=find))
        except dkim.DKIMException:
            verdicts.append(False)
    return verdicts


def dns(*keys: Published) -> Callable[..., bytes | None]:
    records: Mapping[bytes, bytes] = {key.name.encode(): key.record for key in keys}
    return lambda name, timeout=5: records.get(name)
