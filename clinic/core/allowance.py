"""How often somebody may do something: counted when it begins, and given back when nothing came of it.

All counts of a request are one trip to Redis. Whenever Redis does not answer, this process counts in its own
memory for a while.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import redis
from flask import Flask, current_app
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

PREFIX = "LIMITS:"
"""Flask-Limiter's own, so that whoever resets its counters resets these."""
ANSWER_SECONDS = 0.5
AWAY_SECONDS = 5.0
"""How long Redis is left alone when it did not answer, so that not every request waits for it."""

TAKE = """
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * i - 1]) then return 0 end
end
for i, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[2 * i]) end
end
return 1
"""
GIVE_BACK = "for _, key in ipairs(KEYS) do if redis.call('EXISTS', key) == 1 then redis.call('DECR', key) end end"


@dataclass(frozen=True)
class Count:
    """Whose count, named without personal data, and the rates it must stay under, e.g. "20 per hour"."""

    name: str
    rates: str

    def rates_by_key(self) -> list[tuple[str, RateLimitItem]]:
        return [(PREFIX + rate.key_for(self.name), rate) for rate in _parsed(self.rates)]


class Allowance:
    def __init__(self, redis_url: str) -> None:
        bounds: dict[str, Any] = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
        client = redis.Redis.from_url(redis_url, retry=Retry(NoBackoff(), 1), **bounds)
        self.in_redis_take, self.in_redis_give_back = client.register_script(TAKE), client.register_script(GIVE_BACK)
        self.memory = MemoryStorage()
        self.away_until = 0.0

    def take(self, counts: Sequence[Count]) -> bool:
        """Add one to every count; adds nothing, and gives False, when one of them is used up."""
        keys = dict(pair for count in counts for pair in count.rates_by_key())
        if time.monotonic() >= self.away_until:
            try:
                numbers = [number for rate in keys.values() for number in (rate.amount, rate.get_expiry())]
                return bool(self.in_redis_take(list(keys), numbers))
            except redis.RedisError as fault:
                self._leave_alone(fault)
        return self._take_in_memory(keys)

    def give_back(self, counts: Sequence[Count]) -> None:
        keys = [key for count in counts for key, _ in count.rates_by_key()]
        if time.monotonic() >= self.away_until:
            try:
                self.in_redis_give_back(keys)
                return
            except redis.RedisError as fault:
                self._leave_alone(fault)
        for key in keys:
            self.memory.decr(key)

    def _take_in_memory(self, keys: dict[str, RateLimitItem]) -> bool:
        if any(self.memory.get(key) >= rate.amount for key, rate in keys.items()):
            return False
        for key, rate in keys.items():
            self.memory.incr(key, rate.get_expiry())
        return True

    def _leave_alone(self, fault: redis.RedisError) -> None:
        self.away_until = time.monotonic() + AWAY_SECONDS
        logger.warning("Redis did not count (%s); counting in memory meanwhile.", type(fault).__name__)


@lru_cache
def _parsed(rates: str) -> list[RateLimitItem]:
    return list(parse_many(rates))


def allowance() -> Allowance:
    return cast(Allowance, current_app.extensions["allowance"])


def init_app(app: Flask, redis_url: str) -> None:
    app.extensions["allowance"] = Allowance(redis_url)
