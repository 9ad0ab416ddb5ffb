"""The clinic hears once that an answer about somebody's data is nearly due, while nobody has given it."""

from datetime import timedelta

import time_machine

from clinic.core.clock import utcnow
from clinic.notifications.models import State
from clinic.rights import services, tasks
from clinic.rights.clocks import days_left
from clinic.rights.models import Kind
from clinic.rights.watching import NEARLY_DUE, watch_clocks
from tests.rights.asked import ask, staff
from tests.scheduling.told import ledger, subjects
from tests.world import DESK, World


def test_a_week_before_it_is_due_the_clinic_hears_once(world: World) -> None:
    ask(world, world.request().id, Kind.access)
    with world.context():
        assert watch_clocks() == 0
    with time_machine.travel(utcnow() + timedelta(days=22), tick=False):
        with world.context():
            tasks.watch_clocks()
            assert watch_clocks() == 0
        world.send_mail()
    assert subjects(world, DESK).count("An answer about data is due in 6 days:") == 1


def test_what_was_answered_meanwhile_is_not_told(world: World) -> None:
    case = ask(world, world.request().id, Kind.complaint)
    with time_machine.travel(utcnow() + timedelta(days=24), tick=False):
        _, actor = staff(world)
        with world.context():
            assert watch_clocks() == 1
            services.acknowledge(case.id, actor)
            assert watch_clocks() == 0
        world.send_mail()
        with world.context():
            assert {state for state, _ in ledger(NEARLY_DUE)} == {State.withheld}


def test_what_is_left_is_said_in_days_on_the_clinics_wall(world: World) -> None:
    now = utcnow()
    with world.context(), time_machine.travel(now.replace(hour=12), tick=False):
        noon = utcnow()
        told = {days: days_left(noon + timedelta(days=days)) for days in (3, 1, 0, -1, -5)}
    assert told == {
        3: "due in 3 days",
        1: "due in 1 day",
        0: "due today",
        -1: "overdue for 1 day",
        -5: "overdue for 5 days",
    }
