"""Whether a signature speaks for the sender: DMARC wants d= and the domain of From to belong to one organisation."""

from collections.abc import Collection

_SHARED = {
    "kommune.no",
    "herad.no",
    "fylke.no",
    "co.uk",
    "gov.uk",
    "org.uk",
    "ac.uk",
    "com.au",
    "gov.au",
    "co.nz",
}
"""Ends under which strangers register: such a parent makes nobody relatives."""


def is_aligned(signing: str, sender: str) -> bool:
    """Relaxed alignment (RFC 9989). Without asking the DNS: who shares at least two labels is taken for one house."""
    one, other = _house(signing), _house(sender)
    return one == other


def _house(domain: str) -> tuple[str, ...]:
    labels = tuple(domain.lower().strip(".").split("."))
    return labels[-3:] if ".".join(labels[-2:]) in _SHARED else labels[-2:]


def warnings(addresses: Collection[str], signing: Collection[str]) -> list[str]:
    """A sentence for each sender for whom no signature speaks."""
    if not signing:
        return []
    return [
        f"Mail from {address} is signed for {', '.join(sorted(signing))}, which is another domain: receivers that check "
        "DMARC will not count the signature. DKIM_KEYS needs a key for the domain of the sender."
        for address in sorted(addresses)
        if not any(is_aligned(domain, address.rpartition("@")[2]) for domain in signing)
    ]
