"""Hours at a time that a clock leaves out are allowed, and said."""

import uuid
from datetime import date, time

from clinic.scheduling.arranging.clock_changes import missing_in_week, missing_on
from clinic.scheduling.arranging.written import BY_VIDEO, Place, WorkingHours
from tests.world import World

SPRING = date(2027, 3, 28)
"""On which London's clocks go from 1:00 to 2:00."""
FARAWAY = uuid.uuid4()
ZONES = {None: "Europe/London", FARAWAY: "America/New_York"}
EARLY = WorkingHours(time(1, 30), time(6), BY_VIDEO)


def test_a_time_that_the_clock_leaves_out_is_said_with_what_it_means() -> None:
    [missing] = missing_on(SPRING, [EARLY], ZONES)
    assert missing.words == (
        "On Sunday 28 March 2027 the clock is put forward and does not show 1:30: on that day it means 2:30."
    )


def test_the_hour_that_comes_twice_and_other_places_are_as_usual() -> None:
    assert list(missing_on(date(2027, 10, 31), [EARLY], ZONES)) == []
    assert list(missing_on(SPRING, [EARLY._replace(place=Place(FARAWAY, False))], ZONES)) == []


def test_weekly_hours_are_looked_at_for_two_years(world: World) -> None:
    week: list[list[WorkingHours]] = [[], [], [], [], [], [], [EARLY]]
    with world.context():
        found = missing_in_week(week, ZONES)
    assert [each.on for each in found] == [SPRING, date(2028, 3, 26)]
