"""The rate limits count on whatever becomes of Redis."""

import secrets
from collections.abc import Iterator

import pytest
import redis
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from clinic.core.counters import SCHEME, Counters
from clinic.local.valkey import Valkey, free_port

TWICE = parse("2 per hour")


@pytest.fixture
def key() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def full_redis(valkey: Valkey) -> Iterator[str]:
    with redis.Redis.from_url(valkey.url) as client:
        client.config_set("maxmemory", "1")
        yield valkey.url
        client.config_set("maxmemory", "64mb")


def hits(url: str, key: str, times: int = 3) -> list[bool]:
    limiter = FixedWindowRateLimiter(Counters(SCHEME + url))
    return [limiter.test(TWICE, key) and limiter.hit(TWICE, key) for _ in range(times)]


def test_two_processes_share_their_counts_in_redis(valkey: Valkey, key: str) -> None:
    assert hits(valkey.url, key, 1) == [True]
    assert hits(valkey.url, key) == [True, False, False]


def test_without_redis_a_process_counts_in_its_memory(key: str) -> None:
    assert hits(f"redis://127.0.0.1:{free_port()}/0", key) == [True, True, False]


def test_with_a_redis_that_is_full_a_process_counts_in_its_memory(full_redis: str, key: str) -> None:
    assert hits(full_redis, key) == [True, True, False]
