"""What all workers share about pace, in Redis: tokens, who was slowed down, how many workers there are.

Redis is asked for hints only. When it is away everything here answers None for a few seconds without trying again,
and each worker keeps to its share of the rate.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast

from redis import Redis
from redis.exceptions import RedisError

from newsletter.transport.pace import Slowness

log = logging.getLogger(__name__)

T = TypeVar("T")

SOCKET_SECONDS = 0.25
AWAY_FOR = 3.0  # so long a Redis that did not answer is not asked again
SILENCE = 3600.0  # a worker that is not heard of for so long is gone
ASSUMED_WORKERS = 8  # before Redis has ever answered: rather too slow than too fast
STANDING_SECONDS = 900

PREFIX = "budkavle:pace:"
WORKERS = PREFIX + "workers"
SLOW = PREFIX + "slow"
STANDING = PREFIX + "standby"

_TAKE = """
local now = tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
local answer = {redis.call('ZCARD', KEYS[1])}
for i = 2, #KEYS do
  local rate, wanted = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local most = math.max(1, rate)
  local kept = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens, at = tonumber(kept[1] or 1), tonumber(kept[2] or now)
  if at - now > 10 then at = now end -- clocks differ a little; this one was set back
  tokens = math.min(most, tokens + math.max(0, now - at) * rate)
  local granted = math.max(0, math.min(wanted, math.floor(tokens + most * ARGV[4])))
  redis.call('HSET', KEYS[i], 'tokens', tostring(tokens - granted), 'at', string.format('%.6f', math.max(at, now)))
  redis.call('EXPIRE', KEYS[i], math.ceil(2 * most / rate) + 60)
  answer[i] = granted
end
return answer
"""


class Wish(NamedTuple):
    """So many tokens of a bucket that fills at that rate."""

    name: str
    rate: float
    wanted: int


class Commons:
    def __init__(self, redis: "Redis", worker: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._worker = worker
        self._monotonic = monotonic
        self._take = redis.register_script(_TAKE)
        self._ask_again_at = -AWAY_FOR
        self.workers = ASSUMED_WORKERS

    @classmethod
    def at(cls, redis_url: str, worker: str) -> "Commons":
        return cls(connect(redis_url), worker)

    def take(self, wishes: Sequence[Wish], now: float, *, may_owe: bool = False) -> list[int] | None:
        """Tokens for each wish, all in one trip; also counts the workers."""
        keys = [WORKERS, *(f"{PREFIX}bucket:{wish.name}" for wish in wishes)]
        numbers = [number for wish in wishes for number in (wish.rate, wish.wanted)]
        arguments = [self._worker, repr(now), SILENCE, int(may_owe), *numbers]
        answer = self._ask(lambda: self._take(keys=keys, args=arguments))
        if answer is None:
            return None
        self.workers = max(1, int(answer[0]))
        return [int(granted) for granted in answer[1:]]

    def slow(self) -> dict[str, Slowness] | None:
        """Everybody who was slowed down."""
        return self._ask(lambda: _read_slow(self._redis))

    def slow_down(self, name: str, slowness: Slowness) -> None:
        self._ask(lambda: self._redis.hset(SLOW, name, json.dumps(slowness)))

    def forget(self, name: str) -> None:
        self._ask(lambda: self._redis.hdel(SLOW, name))

    def stand_in(self, server: str, reason: str) -> None:
        """Says that this worker uses the second server, until it says that it does not (server is "")."""
        if server:
            said = json.dumps([server, reason])
            self._ask(lambda: self._redis.set(f"{STANDING}:{self._worker}", said, ex=STANDING_SECONDS))
        else:
            self._ask(lambda: self._redis.delete(f"{STANDING}:{self._worker}"))

    def leave(self) -> None:
        """This worker ends."""
        self._ask(lambda: self._redis.zrem(WORKERS, self._worker))
        self.stand_in("", "")

    def _ask(self, question: Callable[[], T]) -> T | None:
        moment = self._monotonic()
        if moment < self._ask_again_at:
            return None
        try:
            return question()
        except (RedisError, OSError) as error:
            if self._ask_again_at + 10 * AWAY_FOR < moment:
                log.warning("Redis is away, each worker keeps to its share of the pace: %s", error)
            self._ask_again_at = self._monotonic() + AWAY_FOR
            return None


class Standing(NamedTuple):
    """What the pages and figures tell of the way to the mail servers. `second`: server and reason, for each worker."""

    slow: dict[str, float]
    second: list[tuple[str, str]]


NOTHING_KNOWN = Standing({}, [])


def standing(redis_url: str, now: float) -> Standing:
    """Who is served slowly and who stands in; empty when Redis is away."""
    with suppress(RedisError, OSError, ValueError), connect(redis_url) as redis:
        rates = {name: slowness.rate_at(now) for name, slowness in _read_slow(redis).items()}
        names = cast(list[Any], redis.keys(f"{STANDING}:*"))
        said = [value for value in cast(list[Any], redis.mget(names)) if value] if names else []
        second = sorted((str(server), str(reason)) for server, reason in map(json.loads, said))
        return Standing({name: rate for name, rate in rates.items() if rate is not None}, second)
    return NOTHING_KNOWN


def connect(redis_url: str) -> "Redis":
    return Redis.from_url(redis_url, socket_connect_timeout=SOCKET_SECONDS, socket_timeout=SOCKET_SECONDS)


def _read_slow(redis: "Redis") -> dict[str, Slowness]:
    kept = cast(dict[bytes, bytes], redis.hgetall(SLOW))
    return {name.decode(): Slowness(*map(float, json.loads(said))) for name, said in kept.items()}
