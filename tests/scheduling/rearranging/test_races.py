"""Somebody books, moves or cancels in the moment in which the hours change: they are told, or it is a task."""

import threading
import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM
from clinic.core.db import db
from clinic.scheduling import booking
from clinic.scheduling.arranging import weeks
from clinic.scheduling.availability import DAY
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import Appointment
from clinic.scheduling.rearranging import queries
from clinic.scheduling.rearranging.services import newest_opening
from clinic.scheduling.rearranging.standing import faults
from clinic.scheduling.wishes import NotOffered
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.scheduling.rearranging.changes import CHANGES
from tests.scheduling.rearranging.touched import version
from tests.world import World

pytestmark = pytest.mark.commits

ROUNDS = 10


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    with world.context():
        yield arrange(practitioners=2)


def at_once(world: World, *deeds: Callable[[], object]) -> None:
    """Do all of these at the same moment, each in its own session; being told no is no fault."""
    start, failed = threading.Barrier(len(deeds)), list[BaseException]()

    def do(deed: Callable[[], object]) -> None:
        with world.app.app_context():
            start.wait()
            try:
                deed()
            except (SlotTaken, NotOffered, booking.ChangedMeanwhile):
                pass
            except BaseException as fault:
                failed.append(fault)

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def assert_none_is_lost() -> None:
    db.session.rollback()
    does_not_stand = set(faults(NOW, newest_opening()))
    assert {task.booked.appointment.id for task in queries.open_tasks()} == does_not_stand


class Round:
    """One Monday of its own, with somebody's request."""

    def __init__(self, world: World, arranged: Arranged, number: int) -> None:
        self.arranged = arranged
        self.day = MONDAY + DAY * 7 * number
        self.intake_id = world.request(f"key {number}", email=f"p{number}@example.com").id

    def book(self) -> Appointment:
        return booking.book(self.intake_id, self.arranged.staffs_wish(0), at("10:00", self.day), SYSTEM)

    def move(self) -> None:
        booking.move(self.id, 0, self.arranged.staffs_wish(), at("11:00", self.day), SYSTEM)

    def cancel(self) -> None:
        booking.cancel(self.id, 0, SYSTEM)

    def change_day(self) -> None:
        id = self.arranged.practitioner_ids[0]
        weeks.change_day(id, version(id), self.day, [], "", SYSTEM)

    @property
    def id(self) -> uuid.UUID:
        return db.session.scalars(select(Appointment.id).where(Appointment.intake_id == self.intake_id)).one()


def test_a_time_is_booked_while_its_day_is_changed(world: World, arranged: Arranged) -> None:
    for each in (Round(world, arranged, number) for number in range(ROUNDS)):
        at_once(world, each.book, each.change_day)
        assert_none_is_lost()


def test_an_appointment_is_moved_or_cancelled_while_its_day_is_changed(world: World, arranged: Arranged) -> None:
    for number in range(ROUNDS):
        each = Round(world, arranged, number)
        each.book()
        at_once(world, each.cancel if number % 2 else each.move, each.change_day)
        assert_none_is_lost()


@pytest.mark.parametrize("change", ["a location closes", "a practitioner no longer gives this kind"])
def test_a_time_is_booked_while_what_many_share_is_changed(world: World, arranged: Arranged, change: str) -> None:
    rearranging = CHANGES[change]
    for number in range(ROUNDS):
        each = Round(world, arranged, number)
        at_once(world, each.book, lambda: rearranging.do(arranged, SYSTEM))
        assert_none_is_lost()
        rearranging.take_back(arranged, SYSTEM)
