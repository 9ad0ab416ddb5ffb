import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.notifications import claims, queries, services
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification, State
from tests.world import World


def test_a_worker_that_comes_back_late_does_not_give_back_what_another_has_taken_over(world: World) -> None:
    request = world.request()
    with world.context():
        late = claims.fresh()
    with world.context(), transaction() as session:
        session.execute(update(Notification).values(lease_until=utcnow() - timedelta(seconds=1)))
    with world.context():
        (taken,) = claims.abandoned()
    with world.context():
        claims.release(late)
    with world.context():
        states = {row.id: row.state for row in queries.about(request.id)}
    assert states[taken.id] is State.sending


def test_what_was_claimed_and_not_tried_is_given_back_as_it_was(world: World) -> None:
    request = world.request()
    with world.context():
        claims.release(claims.fresh())
    with world.context():
        rows = queries.about(request.id)
    assert {(row.state, row.attempts, row.lease_until) for row in rows} == {(State.queued, 0, None)}


def test_a_drain_ends_before_its_task_is_broken_off(world: World) -> None:
    limit = world.app.extensions["celery"].conf.task_soft_time_limit
    assert services.DRAIN_SECONDS + claims.LEASE.total_seconds() < limit


@pytest.mark.parametrize("plan", ["enable_hashjoin", "enable_mergejoin", "enable_nestloop", "enable_hashagg"])
def test_one_abandoned_row_is_claimed_however_the_database_plans_it(world: World, plan: str) -> None:
    with world.context():
        services.owe(*(Envelope("test.claims", uuid.uuid4(), f"{n}@example.com") for n in range(30)))
        claims.fresh()
    with world.context(), transaction() as session:
        session.execute(update(Notification).values(lease_until=utcnow() - timedelta(seconds=1)))
        for name in {"enable_hashjoin", "enable_mergejoin", "enable_material", "enable_hashagg", "enable_sort"} - {
            plan
        }:
            session.execute(text(f"SET LOCAL {name} = off"))
        assert len(claims.abandoned()) == 1
