"""Rates as people write them in settings."""

import re

OTHERS = "*"

_UNITS = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "hour": 3600, "day": 86400}
_rate = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*([a-z]+)\s*").fullmatch


def parse_rate(text: str) -> float:
    """Messages per second of "5/s", "60/min", "1000/h" or "20000/day"."""
    found = _rate(text.lower())
    if found is None or found[2] not in _UNITS or not float(found[1]):
        raise ValueError(f"“{text.strip()}” is no rate like 5/s, 60/min or 1000/h")
    return float(found[1]) / _UNITS[found[2]]


def parse_domain_rates(text: str) -> dict[str, float]:
    """Rates of "example.org=5/s, test=60/min, *=20/s"; the star is for all other domains, each by itself."""
    rates = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        domain, found, rate = part.partition("=")
        name = domain.strip().strip(".").lower()
        if not found or not name or " " in name:
            raise ValueError(f"“{part}” does not look like example.org=5/s")
        rates[name if name == OTHERS else _as_mailed(name)] = parse_rate(rate)
    return rates


def _as_mailed(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode()
