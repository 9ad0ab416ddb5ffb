"""Several people want the same time at the same moment: one has it, the others are told so, none waits in vain.

Real connections, real commits.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, func, select, text

from clinic.core.audit import SYSTEM
from clinic.core.db import db, transaction
from clinic.intake.models import Intake
from clinic.notifications.models import Notification
from clinic.scheduling import booking, events, holding
from clinic.scheduling.models import Appointment, AppointmentEvent
from clinic.scheduling.telling import CONFIRMED
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.scheduling.racing import (
    Deed,
    booked,
    books,
    forms,
    holds,
    lets_go,
    moves,
    overlaps,
    patients,
    race,
    sends,
    taking,
)
from tests.world import World

pytestmark = pytest.mark.commits
MOST = 16


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange()


@pytest.mark.parametrize("people", [2, 5, MOST])
def test_of_several_who_book_one_time_one_gets_it(world: World, arranged: Arranged, people: int) -> None:
    ends = race(world, *(books(arranged, each) for each in patients(world, people)))
    assert ends == {"done": 1, "SlotTaken": people - 1}
    assert overlaps(world) == 0


def test_of_several_who_hold_one_time_one_gets_it(world: World, arranged: Arranged) -> None:
    assert race(world, *(holds(arranged, each) for each in forms(world, MOST))) == {"done": 1, "SlotTaken": MOST - 1}


def test_times_that_overlap_are_one_time(world: World) -> None:
    with world.context():
        arranged = arrange(every_minutes=5, minutes_before=5, minutes_after=10)
    clocks = [f"10:{5 * number:02}" for number in range(12)]
    ends = race(world, *(books(arranged, *each) for each in zip(patients(world, 12), clocks, strict=True)))
    assert ends == {"done": 1, "SlotTaken": 11}
    assert overlaps(world) == 0


def test_who_comes_while_all_are_free_is_given_one_each(world: World) -> None:
    with world.context():
        arranged = arrange(practitioners=3)
    ends = race(world, *(books(arranged, each, practitioner=None) for each in patients(world, 8)))
    assert ends == {"done": 3, "SlotTaken": 5}
    assert {each.practitioner_id for each in taking(world)} == set(arranged.practitioner_ids)


def test_one_who_holds_and_one_who_books_do_not_both_get_it(world: World, arranged: Arranged) -> None:
    for _ in range(5):
        [intake_id], [draft_id] = patients(world, 1), forms(world, 1)
        assert race(world, books(arranged, intake_id), holds(arranged, draft_id)) == {"done": 1, "SlotTaken": 1}
        assert len(taking(world)) == 1
        _empty_diaries(world)


def test_two_who_move_to_one_time_do_not_both_get_it(world: World, arranged: Arranged) -> None:
    one, other = (booked(world, arranged, *each) for each in zip(patients(world, 2), ("09:00", "11:00"), strict=True))
    ends = race(world, moves(arranged, one, "10:00"), moves(arranged, other, "10:00"))
    assert ends == {"done": 1, "SlotTaken": 1}
    assert len(taking(world)) == 2
    assert overlaps(world) == 0


def test_two_changes_of_one_appointment_are_not_both_made(world: World, arranged: Arranged) -> None:
    appointment = booked(world, arranged, patients(world, 1)[0], "09:00")
    ends = race(
        world,
        moves(arranged, appointment, "10:00"),
        moves(arranged, appointment, "11:00"),
        lambda: booking.cancel(appointment.id, appointment.sequence, SYSTEM),
    )
    assert ends == {"done": 1, "ChangedMeanwhile": 2}


@pytest.mark.parametrize("practitioners", [1, 2])
def test_two_who_want_each_others_time_neither_wait_for_ever_nor_get_it(world: World, practitioners: int) -> None:
    with world.context():
        arranged = arrange(practitioners=practitioners)
    clocks = ("09:00", "11:00")
    one, other = (booked(world, arranged, *each) for each in zip(patients(world, 2), clocks, strict=True))
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        ends = race(world, _moves_only_with(arranged, one, other), _moves_only_with(arranged, other, one))
        assert ends == {"SlotTaken": 2}
        seconds.append(time.perf_counter() - started)
    assert median(seconds) < 1, "the database needs a second to find a deadlock"


def _moves_only_with(arranged: Arranged, mine: Appointment, others: Appointment) -> Deed:
    who = arranged.practitioner_ids.index(others.practitioner_id)
    return lambda: booking.move(mine.id, mine.sequence, arranged.staffs_wish(who), others.starts_at, SYSTEM)


def test_two_changes_that_are_taken_back_into_each_others_time_end_cleanly(world: World, arranged: Arranged) -> None:
    """Both stood there before: whoever is first has it, and the other is refused, not left waiting."""
    one, other = (booked(world, arranged, *each) for each in zip(patients(world, 2), ("09:00", "10:00"), strict=True))
    with world.context():
        before = [events.standing(each) for each in (one, other)]
        booking.move(one.id, 0, arranged.staffs_wish(), at("11:00"), SYSTEM)
        booking.move(other.id, 0, arranged.staffs_wish(), at("09:00"), SYSTEM)
    ends = race(
        world,
        lambda: booking.take_back(one.id, 1, before[0], SYSTEM),
        lambda: booking.take_back(other.id, 1, before[1], SYSTEM),
    )
    assert sum(ends.values()) == 2
    assert set(ends) <= {"done", "SlotTaken"}
    assert overlaps(world) == 0


def test_who_sends_as_their_hold_runs_out_and_who_wants_the_time_do_not_both_get_it(
    world: World, arranged: Arranged, clock: Any
) -> None:
    for _ in range(5):
        [mine, others] = forms(world, 2)
        with world.context():
            holding.hold(mine, arranged.choice(), at("10:00"))
        clock.shift(holding.HOLD)
        ends = race(world, sends(mine), holds(arranged, others))
        assert ends["done"] in (1, 2)  # a request is stored in any case
        assert sum(ends.values()) == 2
        assert len(taking(world)) == 1
        assert overlaps(world) == 0
        _empty_diaries(world)


def test_a_form_that_is_sent_many_times_at_once_books_once(world: World, arranged: Arranged) -> None:
    [form] = forms(world, 1)
    with world.context():
        holding.hold(form, arranged.choice(), at("10:00"))
    assert race(world, *[sends(form)] * MOST) == {"done": MOST}
    with world.context():
        assert [db.session.scalar(select(func.count()).select_from(each)) for each in (Intake, Appointment)] == [1, 1]
        assert db.session.scalar(select(func.count()).select_from(AppointmentEvent)) == 1
        assert db.session.scalar(select(func.count()).where(Notification.kind == CONFIRMED)) == 1


def test_who_sends_and_lets_go_in_two_tabs_gets_one_clean_end(world: World, arranged: Arranged) -> None:
    for _ in range(10):
        [form] = forms(world, 1)
        with world.context():
            holding.hold(form, arranged.choice(), at("10:00"))
        ends = race(world, sends(form), lets_go(form))
        assert ends == {"done": 2}
        _empty_diaries(world)


def test_a_request_that_is_booked_twice_at_once_has_one_appointment(world: World, arranged: Arranged) -> None:
    [intake_id] = patients(world, 1)
    ends = race(world, *(books(arranged, intake_id, clock) for clock in ("09:00", "10:00", "11:00")))
    assert ends == {"done": 1, "BookedAlready": 2}


def test_most_of_a_day_is_not_passed_by_many_at_once(world: World) -> None:
    with world.context():
        arranged = arrange(every_minutes=15, minutes=15, most_per_day=3)
    clocks = [f"{9 + number // 4:02}:{number % 4 * 15:02}" for number in range(10)]
    ends = race(world, *(books(arranged, *each) for each in zip(patients(world, 10), clocks, strict=True)))
    assert ends == {"done": 3, "SlotTaken": 7}


def test_who_waits_too_long_for_a_diary_is_told_that_the_time_is_gone(world: World, arranged: Arranged) -> None:
    [intake_id] = patients(world, 1)
    with _diary_locked(world, arranged):
        assert race(world, books(arranged, intake_id)) == {"SlotTaken": 1}


def test_those_who_wait_for_a_time_learn_all_at_once_that_it_has_gone(world: World, arranged: Arranged) -> None:
    one, *others = patients(world, 6)
    with ThreadPoolExecutor() as pool:
        with _written(world, books(arranged, one)):
            waiting = pool.submit(race, world, *(books(arranged, each) for each in others))
            assert _until_they_wait(world, len(others)) == {"ShareLock"}
        assert waiting.result() == {"SlotTaken": len(others)}


def test_those_who_wait_with_other_times_get_them_one_after_another(world: World) -> None:
    with world.context():
        arranged = arrange(every_minutes=15, minutes=15)
    one, *others = patients(world, 5)
    clocks = ("09:00", "09:15", "09:30", "09:45")
    with ThreadPoolExecutor() as pool:
        with _written(world, books(arranged, one)):
            deeds = [books(arranged, *each) for each in zip(others, clocks, strict=True)]
            waiting = pool.submit(race, world, *deeds)
            _until_they_wait(world, len(others))
        assert waiting.result() == {"done": len(others)}
    assert overlaps(world) == 0


@contextmanager
def _written(world: World, deed: Deed) -> Iterator[None]:
    """Do something of which nobody knows yet: it is committed at the end."""
    with world.context(), transaction():
        deed()
        yield


def _until_they_wait(world: World, number: int) -> set[str]:
    """Give the kinds of locks for which so many wait in the end."""
    waiting = text("SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    modes: list[str] = []
    with world.context(), db.engine.connect() as connection:
        while len(modes) < number:
            time.sleep(0.02)
            modes = list(connection.scalars(waiting))
    return set(modes)


@contextmanager
def _diary_locked(world: World, arranged: Arranged) -> Iterator[None]:
    with world.context(), db.engine.connect() as connection:
        connection.execute(text("SELECT FROM schedule FOR NO KEY UPDATE"))
        yield


def _empty_diaries(world: World) -> None:
    with world.context(), transaction() as session:
        session.execute(delete(Appointment))
