"""How fast mail may leave: the arithmetic alone. Times are seconds of whatever clock the caller has.

A rate is a token bucket that holds at most a second's worth, so that a rest earns no burst. Whoever is complained of
is slowed to half; after a while without a complaint the rate doubles from minute to minute until it is what it was.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from newsletter.rates import OTHERS

PORTION = 0.25  # seconds' worth of tokens that a worker takes at a time
LEASE_SECONDS = 10.0  # a lease holds no more than the pace lets out in this time
SAME_COMPLAINT = 5.0  # complaints this close to each other are one
PATIENCE = 60.0  # after a complaint nothing gets faster for so long
DOUBLING = 60.0
GREATEST_SKEW = (
    10.0  # clocks of several machines differ by less; a time further ahead is of a clock that was set back
)
SLOWEST = 0.1  # per second; slower is as good as standing still, and nothing would be learnt
UNKNOWN_DOMAIN = (
    20.0  # what a domain without a rate of its own is taken to get when it complains for the first time
)


@dataclass(frozen=True)
class Limits:
    """What the settings allow: copies per second in all (0: as fast as possible), per domain, and connections in all."""

    rate: float = 0
    domains: Mapping[str, float] = field(default_factory=dict)
    connections: int = 0  # of all workers together; 0: as many as each may open

    def of_domain(self, domain: str) -> tuple[str, float] | None:
        """Under which name a domain is counted, and its rate; a rate covers the domains below as well."""
        name = domain
        while name:
            if name in self.domains:
                return name, self.domains[name]
            name = name.partition(".")[2]
        return (domain, self.domains[OTHERS]) if OTHERS in self.domains else None


class Bucket:
    """Tokens of a worker that is alone; `commons` does the same sums inside Redis."""

    __slots__ = ("_at", "_tokens")

    def __init__(self, now: float, tokens: float = 0) -> None:
        self._tokens, self._at = tokens, now

    def take(self, wanted: int, rate: float, now: float, *, may_owe: bool = False) -> int:
        """How many of the wanted copies may leave now. Who may owe takes up to a second's worth in advance."""
        most = max(1.0, rate)
        if self._at - now > GREATEST_SKEW:
            self._at = now
        tokens = min(most, self._tokens + max(0.0, now - self._at) * rate)
        granted = max(0, min(wanted, math.floor(tokens + (most if may_owe else 0))))
        self._tokens, self._at = tokens - granted, max(now, self._at)
        return granted


def portion(rate: float, workers: int) -> int:
    """How many tokens to ask for at once: few trips, and little is lost with a worker that dies."""
    return max(1, round(rate * PORTION / workers))


class Slowness(NamedTuple):
    """What a complaint left behind: the rate right after it, the rate at which it is over, and when it was made."""

    rate: float
    full: float
    since: float

    def rate_at(self, now: float) -> float | None:
        """The rate that is allowed now; None when it is over."""
        if self.since - now > GREATEST_SKEW:
            return None
        minutes = max(0.0, now - self.since - PATIENCE) / DOUBLING
        grown = self.rate * 2.0 ** min(minutes, 64)
        return grown if grown < self.full else None


def slowed(before: Slowness | None, usual: float, now: float) -> Slowness:
    """Half of what is allowed at present. `usual` is the rate without complaints: as set, or as measured."""
    if before is not None and abs(now - before.since) < SAME_COMPLAINT:
        return before
    present = before.rate_at(now) if before is not None else None
    full = before.full if before is not None and present is not None else usual
    floor = min(SLOWEST, full / 2)
    return Slowness(max((present or usual) / 2, floor), full, now)
