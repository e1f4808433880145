"""Keeps one worker to the pace: of its mail server, and of each recipient domain."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from newsletter.transport.commons import Commons, Wish
from newsletter.transport.pace import (
    LEASE_SECONDS,
    UNKNOWN_DOMAIN,
    Bucket,
    Limits,
    Slowness,
    portion,
    slowed,
)

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0  # so old may be what is known of slowness that other workers met with
HAND_SECONDS = 2.0  # tokens in hand that were not used by then are worth nothing any more
LONGEST_REST = 60.0
SHORTEST_REST = 1.0
SHORTEST_TURN = 0.1  # who got less than asked for does not ask again before
DOMAIN = "domain:"
MEASURE_SECONDS = 1.0
SHORTEST_MEASURE = 0.02
LEAST_SPEED = 10.0  # what a server without a set rate is taken to stand, before more is known


class Leave(NamedTuple):
    """How many copies to a domain may go now, and in how many seconds to look at the others again."""

    copies: int
    rest: float


class Pacer:
    """Costs nothing as long as no rate is set and nobody complains: `is_limited` and `limits_domains` are False."""

    def __init__(
        self,
        server: str,
        limits: Limits | None = None,
        commons: Commons | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.limits = limits or Limits()
        self._server = f"server:{server}"
        self._commons = commons
        self._clock = clock
        self._slow: dict[str, Slowness] = {}
        self._alone: dict[str, Bucket] = {}
        self._in_hand = 0
        self._hand_until = self._ask_at = self._look_at = 0.0
        self._speed = LEAST_SPEED  # copies per second, as last measured
        self._measured: tuple[float, int] = (clock(), 0)
        self._resting: dict[str, dict[int, float]] = {}  # domain -> batches that wait for it, until when
        self.may_owe = False  # mail that somebody waits for goes before its turn, and others pay
        self.news = 0  # grows when somebody was slowed down
        self._settle()

    # The mail server

    def take(self) -> bool:
        """Whether one more copy may leave now; to be asked only while `is_limited`."""
        now = self._clock()
        if self._in_hand and _is_near(self._hand_until, now):
            self._in_hand -= 1
            return True
        if _is_near(self._ask_at, now) and not self.may_owe:
            return False
        rate = self.rate(now)
        if rate is None:
            self._settle()
            return True
        wish = Wish(self._server, rate, 1 if self.may_owe else portion(rate, self.workers))
        granted = self._ask([wish], now)[0]
        self._in_hand, self._hand_until = max(0, granted - 1), now + HAND_SECONDS
        self._ask_at = now if granted == wish.wanted else now + min(max(1 / rate, SHORTEST_TURN), 1.0)
        return granted > 0

    def rate(self, now: float | None = None) -> float | None:
        """Copies per second that the server gets from all workers; None: as many as possible."""
        slowness = self._slow.get(self._server)
        allowed = slowness.rate_at(self._clock() if now is None else now) if slowness is not None else None
        if allowed is None:
            return self.limits.rate or None
        return min(allowed, self.limits.rate or allowed)

    def lease_room(self) -> int | None:
        """How many copies a worker may hold at a time; None: any number."""
        rate = self.rate() if self.is_limited else None
        return None if rate is None else max(1, int(rate * LEASE_SECONDS / self.workers))

    def connections(self, most: int) -> int:
        """This worker's part of the connections, at least one."""
        if not self.limits.connections:
            return most
        return max(1, min(most, self.limits.connections // self.workers))

    @property
    def workers(self) -> int:
        return self._commons.workers if self._commons is not None else 1

    # Recipient domains

    def admit(self, batch_id: int, counts: Mapping[str, int]) -> dict[str, Leave]:
        """For each limited domain among these, how many of so many copies may leave; one trip for a whole batch."""
        now = self._clock()
        limited = {domain: found for domain in counts if (found := self._limit(domain, now)) is not None}
        if not limited:
            return {}
        wishes = [
            Wish(DOMAIN + name, rate, min(counts[domain], max(1, int(rate * LEASE_SECONDS))))
            for domain, (name, rate) in limited.items()
        ]
        granted = self._ask(wishes, now)
        return {
            domain: Leave(given, self._rest(batch_id, name, rate, now) if given < counts[domain] else 0.0)
            for (domain, (name, rate)), given in zip(limited.items(), granted, strict=True)
        }

    def _limit(self, domain: str, now: float) -> tuple[str, float] | None:
        name, usual = self.limits.of_domain(domain) or (domain, None)
        slowness = self._slow.get(DOMAIN + name)
        allowed = slowness.rate_at(now) if slowness is not None else None
        if allowed is None:
            return None if usual is None else (name, usual)
        return name, allowed if usual is None else min(allowed, usual)

    def _rest(self, batch_id: int, name: str, rate: float, now: float) -> float:
        """Batches that wait for one domain take turns, each for about a second's worth."""
        resting = {key: until for key, until in self._resting.get(name, {}).items() if until > now}
        resting.pop(batch_id, None)
        turns = (len(resting) + 1) * self.workers
        rest = min(max(SHORTEST_REST, 1 / rate) * turns, LONGEST_REST)
        self._resting[name] = resting | {batch_id: now + rest + SHORTEST_REST}
        return rest

    # Complaints

    def complain(self, domain: str | None = None, begun: int = 0) -> None:
        """The server asked us to slow down: altogether, or with mail to one domain."""
        now = self._clock()
        if domain is None:
            name, usual = self._server, self.limits.rate or self._present_speed(now, begun) * self.workers
        else:
            counted, rate = self.limits.of_domain(domain) or (domain, UNKNOWN_DOMAIN)
            name, usual = DOMAIN + counted, rate
        before = self._slow.get(name)
        slowness = slowed(before, usual, now)
        if slowness is before:
            return
        self._slow[name] = slowness
        log.warning("%s asks for patience: %.3g a second from now on", name, slowness.rate)
        if self._commons is not None:
            self._commons.slow_down(name, slowness)
        self._settle()
        self._in_hand = 0
        self.news += 1

    def start(self, begun: int) -> None:
        """A run of copies begins; the time of rest before it says nothing about speed."""
        self._measured = (self._clock(), begun)

    def look(self, begun: int) -> None:
        """To be called now and then with the number of copies begun so far: measures, and hears of other workers."""
        now = self._clock()
        since, before = self._measured
        if now - since >= MEASURE_SECONDS:
            self._speed = max(LEAST_SPEED, (begun - before) / (now - since))
            self._measured = (now, begun)
        if not _is_near(self._look_at, now):
            self._look_at = now + LOOK_EVERY
            self._hear(now)

    def _present_speed(self, now: float, begun: int) -> float:
        since, before = self._measured
        return max(self._speed, (begun - before) / max(now - since, SHORTEST_MEASURE))

    def _hear(self, now: float) -> None:
        if self._commons is not None:
            self._commons.take([], now)
            for name, slowness in (self._commons.slow() or {}).items():
                if name not in self._slow or self._slow[name].since < slowness.since:
                    self._slow[name] = slowness
                    self.news += 1
        self._resting = {name: kept for name, kept in self._resting.items() if max(kept.values()) > now}
        for name in [name for name, slowness in self._slow.items() if slowness.rate_at(now) is None]:
            del self._slow[name]
            log.info("%s gets mail at the usual pace again", name)
            if self._commons is not None:
                self._commons.forget(name)
        self._settle()

    def _settle(self) -> None:
        self.is_limited = bool(self.limits.rate) or self._server in self._slow
        self.limits_domains = bool(self.limits.domains) or any(name.startswith(DOMAIN) for name in self._slow)

    # Tokens

    def _ask(self, wishes: list[Wish], now: float) -> list[int]:
        """Tokens from those that all share; without Redis from this worker's part."""
        if self._commons is not None:
            granted = self._commons.take(wishes, now, may_owe=self.may_owe)
            if granted is not None:
                self._alone.clear()
                return granted
        return [
            self._alone.setdefault(wish.name, Bucket(now)).take(
                wish.wanted, wish.rate / self.workers, now, may_owe=self.may_owe
            )
            for wish in wishes
        ]

    def close(self) -> None:
        if self._commons is not None:
            self._commons.leave()


def _is_near(moment: float, now: float) -> bool:
    """Whether a moment set a little ahead has not come yet; one far ahead was set before the clock was put back."""
    return now < moment <= now + LOOK_EVERY
