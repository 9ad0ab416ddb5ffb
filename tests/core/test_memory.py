"""A process asks the database once in a while, and goes on with what it knows while the database is away."""

from dataclasses import dataclass

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.core.memory import Memory
from tests.world import World

NAME = "answer of a test"
NOT_MIGRATED = ProgrammingError("", {}, Exception("there is no such table"))


@dataclass
class Database:
    """Answers how often it was asked, or with a fault."""

    fault: Exception | None = None
    asked: int = 0

    def ask(self) -> int:
        self.asked += 1
        if self.fault:
            raise self.fault
        return self.asked


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def memory(world: World, database: Database) -> Memory[int]:
    return Memory(NAME, database.ask, lambda: 0)


def grow_old(world: World) -> None:
    known = world.app.extensions["memory"]
    known[NAME] = known[NAME]._replace(until=0.0)


def test_what_was_asked_is_not_asked_again_within_half_a_minute(world: World, memory: Memory[int]) -> None:
    with world.context():
        assert [memory.now(), memory.now(), memory.at_hand()] == [1, 1, 1]
        grow_old(world)
        assert [memory.now(), memory.at_hand()] == [2, 2]


def test_asking_anew_does_not_wait_for_that(world: World, memory: Memory[int]) -> None:
    with world.context():
        assert [memory.now(), memory.renewed(), memory.now()] == [1, 2, 2]


def test_what_has_run_out_is_asked_again_and_stays_known(world: World, memory: Memory[int]) -> None:
    with world.context():
        memory.now()
        memory.expire()
        assert (memory.last(), memory.now()) == (1, 2)


@pytest.mark.parametrize("fault", [OperationalError("", {}, Exception()), PoolTimeout(), NOT_MIGRATED])
def test_with_the_database_away_or_not_migrated_yet_the_last_answer_stands_and_nobody_waits_twice(
    world: World, memory: Memory[int], database: Database, fault: Exception
) -> None:
    with world.context():
        memory.now()
        grow_old(world)
        database.fault = fault
        assert [memory.at_hand(), memory.at_hand(), memory.last()] == [1, 1, 1]
        assert database.asked == 2
        grow_old(world)
        with pytest.raises(type(fault)):
            memory.now()


def test_who_never_asked_knows_what_holds_without_asking(world: World, memory: Memory[int], database: Database) -> None:
    database.fault = PoolTimeout()
    with world.context():
        assert (memory.last(), memory.at_hand()) == (0, 0)


def test_another_fault_is_not_taken_for_an_absence(world: World, memory: Memory[int], database: Database) -> None:
    database.fault = KeyError()
    with world.context(), pytest.raises(KeyError):
        memory.at_hand()
