from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from clinic.local.valkey import Valkey


def test_what_it_was_given_survives_a_restart(tmp_path: Path) -> None:
    with Valkey(tmp_path) as server:
        redis.Redis.from_url(server.url).set("kept", "42")
        server.restart()
        assert redis.Redis.from_url(server.url).get("kept") == b"42"


def test_it_forgets_nothing_to_make_room(tmp_path: Path) -> None:
    with Valkey(tmp_path) as server:
        assert redis.Redis.from_url(server.url).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_it_answers_nobody_without_the_password(tmp_path: Path) -> None:
    with Valkey(tmp_path) as server, pytest.raises(redis.AuthenticationError):
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)).ping()
