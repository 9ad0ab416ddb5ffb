import time
from typing import cast

import pytest
import redis

from clinic.core.db import transaction
from clinic.core.settings import settings
from clinic.core.tasks import Doorbell, enqueue
from clinic.local.valkey import free_port
from tests.world import World

QUEUE = "celery"


def waiting(world: World) -> int:
    with world.context():
        broker = redis.Redis.from_url(settings().redis_url)
        return broker.llen(QUEUE)


def doorbell(world: World) -> Doorbell:
    return cast(Doorbell, world.app.extensions["doorbell"])


def empty(world: World) -> None:
    doorbell(world).flush()
    with world.context():
        redis.Redis.from_url(settings().redis_url).delete(QUEUE)


def test_a_task_is_sent_after_the_commit(world: World) -> None:
    empty(world)
    with world.context(), transaction():
        enqueue("notifications.drain")
        assert waiting(world) == 0
    assert doorbell(world).flush()
    assert waiting(world) == 1


def test_a_rolled_back_task_is_not_sent(world: World) -> None:
    empty(world)
    with world.context(), pytest.raises(ZeroDivisionError), transaction():
        enqueue("notifications.drain")
        raise ZeroDivisionError
    doorbell(world).flush()
    assert waiting(world) == 0


def test_a_burst_costs_few_tasks(world: World) -> None:
    empty(world)
    with world.context():
        for _ in range(100):
            with transaction():
                enqueue("notifications.drain")
    assert doorbell(world).flush()
    assert 1 <= waiting(world) < 20


def test_a_task_needs_a_transaction(world: World) -> None:
    with world.context(), pytest.raises(RuntimeError, match="transaction"):
        enqueue("notifications.drain")


def test_a_broker_that_is_away_delays_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = doorbell(world)
    bell.flush()
    monkeypatch.setattr(bell.celery.conf, "broker_write_url", f"redis://127.0.0.1:{free_port()}/0")
    started = time.monotonic()
    with world.context(), transaction():
        enqueue("notifications.drain")
    assert time.monotonic() - started < 0.5
    bell.flush(10)
    assert bell.thread is not None
    assert bell.thread.is_alive()
