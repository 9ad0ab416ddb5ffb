"""Where the rate limits count: in Redis and, whenever it does not answer or cannot write, in this process's memory.

Flask-Limiter's own fallback serves only requests that come after the one that met the fault: others under way at
that moment, and a form that was stored and is only then counted, would answer 500. It also takes any error of ours,
such as a database that is away, for a fault of Redis.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from limits.storage import MemoryStorage, RedisStorage, Storage
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

T = TypeVar("T")

SCHEME = "counters+"
ANSWER_SECONDS = 0.5
AWAY_SECONDS = 5.0
"""How long Redis is left alone when it did not answer, so that not every request waits for it."""


class Redis(RedisStorage):
    """Imports no library for Valkey beside the one for Redis, which speaks with both."""

    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}


class Counters(Storage):
    """A store for Flask-Limiter, found by its scheme: the address of Redis with `counters+` before it."""

    STORAGE_SCHEME = [f"{SCHEME}redis", f"{SCHEME}rediss"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        bounds = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
        self.redis = Redis(uri.removeprefix(SCHEME), retry=Retry(NoBackoff(), 1), **bounds)  # type: ignore[arg-type]  # its types know no options of redis-py
        self.memory = MemoryStorage()
        self.away_until = 0.0

    def _ask(self, question: Callable[[Storage], T]) -> T:
        if time.monotonic() >= self.away_until:
            try:
                return question(self.redis)
            except redis.RedisError as fault:
                self.away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("Redis did not count (%s); counting in memory meanwhile.", type(fault).__name__)
        return question(self.memory)

    @property
    def base_exceptions(self) -> type[Exception]:
        return redis.RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._ask(lambda store: store.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return self._ask(lambda store: store.get(key))

    def get_expiry(self, key: str) -> float:
        return self._ask(lambda store: store.get_expiry(key))

    def check(self) -> bool:
        return self._ask(lambda store: store.check())

    def reset(self) -> int | None:
        self.memory.reset()
        return self._ask(lambda store: store.reset())

    def clear(self, key: str) -> None:
        self.memory.clear(key)
        self._ask(lambda store: store.clear(key))
