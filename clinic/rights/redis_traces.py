"""Looking through Redis: names of keys, every value of every kind, and the arguments of tasks that wait."""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

import redis

from clinic.core.settings import settings

BODY = re.compile(rb'"body": ?"([A-Za-z0-9+/=]+)"')
READ: dict[bytes, Callable[[Any, bytes], Any]] = {
    b"string": lambda store, key: store.get(key),
    b"list": lambda store, key: store.lrange(key, 0, -1),
    b"set": lambda store, key: store.smembers(key),
    b"zset": lambda store, key: store.zrange(key, 0, -1),
    b"hash": lambda store, key: [*store.hgetall(key).items()],
    b"stream": lambda store, key: store.xrange(key),
}


def found(words: list[str]) -> list[str]:
    """Give the kinds of values that hold one of these words, in small letters. Raises redis.RedisError."""
    store = redis.Redis.from_url(settings().redis_url, socket_timeout=5, socket_connect_timeout=2)
    wanted = [word.encode() for word in words]
    places = {kind for kind, content in _contents(store) if any(word in content.lower() for word in wanted)}
    return [f"Redis: {kind}" for kind in sorted(places)]


def _contents(store: Any) -> Iterator[tuple[str, bytes]]:
    for key in store.scan_iter(count=500):
        kind = store.type(key)
        yield "name of a key", key
        read = READ.get(kind)
        for content in _bytes_in(read(store, key)) if read else ():
            yield kind.decode(), content
            yield from (("task", base64.b64decode(body)) for body in BODY.findall(content))


def _bytes_in(value: Any) -> Iterator[bytes]:
    """Give every piece of text in what the client answered, whatever it is made of."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from _bytes_in([*value.items()])
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _bytes_in(each)
