"""Races whose guards are taken away: each shows that the tests of races see what comes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, text

from clinic.core.db import db, transaction
from clinic.scheduling import diaries
from clinic.scheduling.models import Appointment
from tests.scheduling.arranged import NOW, Arranged, arrange
from tests.scheduling.racing import books, forms, holds, overlaps, patients, race
from tests.world import World

pytestmark = pytest.mark.commits


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange()


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a diary, and everybody have looked before anybody writes, as on a slower day."""
    monkeypatch.setattr(diaries, "_has", lambda *_: True)
    monkeypatch.setattr(diaries, "lock", lambda *_: None)
    monkeypatch.setattr(diaries, "_drop_holds_run_out", lambda *_: time.sleep(0.1))


@contextmanager
def no_constraints(world: World) -> Iterator[None]:
    """Take the database's judgement away, and give it back with the rows that it would have refused removed."""
    with world.context():
        names = ("practitioner_taken", "patient_taken")
        wanted = text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        definitions = {name: db.session.scalar(wanted, {"name": name}) for name in names}
        with transaction() as session:
            for name in names:
                session.execute(text(f"ALTER TABLE appointment DROP CONSTRAINT {name}"))
    try:
        yield
    finally:
        with world.context(), transaction() as session:
            session.execute(delete(Appointment))
            for name, words in definitions.items():
                session.execute(text(f"ALTER TABLE appointment ADD CONSTRAINT {name} {words}"))


@pytest.mark.usefixtures("unlocked")
def test_a_control_without_lock_and_constraint_sees_doubles(world: World, arranged: Arranged) -> None:
    people, browsers = patients(world, 3), forms(world, 3)
    with no_constraints(world):
        race(world, *(books(arranged, each) for each in people), *(holds(arranged, each) for each in browsers))
        assert overlaps(world) > 0


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_the_constraint_still_judges(world: World, arranged: Arranged) -> None:
    ends = race(world, *(books(arranged, each) for each in patients(world, 5)))
    assert ends == {"done": 1, "SlotTaken": 4}
    assert overlaps(world) == 0


@pytest.mark.usefixtures("unlocked")
def test_a_control_without_the_lock_passes_the_most_of_a_day(world: World) -> None:
    with world.context():
        arranged = arrange(every_minutes=15, minutes=15, most_per_day=1)
    clocks = ("09:00", "10:00", "11:00")
    ends = race(world, *(books(arranged, *each) for each in zip(patients(world, 3), clocks, strict=True)))
    assert ends["done"] > 1
