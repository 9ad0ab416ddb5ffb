"""The doctor looks whether the database and Redis are reached over TLS, where they are on another machine."""

from dataclasses import replace

import pytest

from clinic.core.connections import seals_database, seals_redis
from tests.world import World

ELSEWHERE = "postgresql+psycopg://clinic@db.example.org/clinic"


@pytest.mark.parametrize(
    ("url", "is_sealed"),
    [
        ("postgresql+psycopg://clinic@/clinic?host=%2Frun%2Fpostgresql", True),
        ("postgresql+psycopg://clinic@localhost/clinic", True),
        (ELSEWHERE, False),
        (f"{ELSEWHERE}?sslmode=require", False),
        (f"{ELSEWHERE}?sslmode=verify-full", True),
    ],
)
def test_another_machines_database_must_prove_who_it_is(url: str, is_sealed: bool) -> None:
    assert seals_database(url) is is_sealed


@pytest.mark.parametrize(
    ("url", "is_sealed"),
    [
        ("redis://:secret@127.0.0.1:6379/0", True),
        ("redis://:secret@redis.example.org:6379/0", False),
        ("rediss://:secret@redis.example.org:6379/0", True),
        ("rediss://:secret@redis.example.org:6379/0?ssl_cert_reqs=none", False),
    ],
)
def test_another_machines_redis_must_prove_who_it_is(url: str, is_sealed: bool) -> None:
    assert seals_redis(url) is is_sealed


def test_the_doctor_names_an_address_that_is_not_sealed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_all = replace(world.app.extensions["settings"], redis_url="redis://redis.invalid:6379/0")
    monkeypatch.setitem(world.app.extensions, "settings", open_to_all)
    answer = world.app.test_cli_runner().invoke(args=["doctor"])
    assert "FAULT  connections    REDIS_URL" in answer.output
