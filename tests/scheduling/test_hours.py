"""Hours are those on the wall: on both sides of a change of the clock, and on the day of it."""

import uuid
from datetime import date, time

import pytest

from clinic.scheduling.arranging.hours import Hours, Timetable, span
from clinic.scheduling.availability import end_of
from tests.scheduling.arranged import LONDON, at

SKIPPED, DOUBLED = date(2027, 3, 28), date(2027, 10, 31)
"""London's clocks show no time from 01:00 to 02:00 on the one, and each of them twice on the other."""


def in_utc(day: date, opens: str, closes: str, zone: str = "Europe/London") -> tuple[str, str]:
    begins, ends = span(day, time.fromisoformat(opens), time.fromisoformat(closes), zone)
    return f"{begins:%d %H:%M}", f"{ends:%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "opens", "closes", "moments"),
    [
        (date(2027, 3, 27), "09:00", "12:00", ("27 09:00", "27 12:00")),
        (SKIPPED, "09:00", "12:00", ("28 08:00", "28 11:00")),
        (date(2027, 10, 30), "09:00", "12:00", ("30 08:00", "30 11:00")),
        (DOUBLED, "09:00", "12:00", ("31 09:00", "31 12:00")),
        (SKIPPED, "00:30", "02:30", ("28 00:30", "28 01:30")),
        (DOUBLED, "00:30", "02:30", ("30 23:30", "31 02:30")),
        (SKIPPED, "01:30", "03:00", ("28 01:30", "28 02:00")),
        (DOUBLED, "01:30", "03:00", ("31 00:30", "31 03:00")),
    ],
)
def test_hours_are_moments_by_the_clock_of_that_very_day(
    day: date, opens: str, closes: str, moments: tuple[str, str]
) -> None:
    assert in_utc(day, opens, closes) == moments


def test_hours_are_by_the_clock_of_their_own_place() -> None:
    assert in_utc(date(2027, 1, 11), "09:00", "12:00", "Pacific/Auckland") == ("10 20:00", "10 23:00")


def test_a_day_that_has_changed_is_as_it_was_changed_even_when_the_clinic_is_closed() -> None:
    usual, other = Hours(time(9), time(12), None, True, "Europe/London"), Hours(time(14), time(16), None, True, "UTC")
    monday, tuesday, sunday = (date(2027, 1, day) for day in (11, 12, 10))
    timetable = Timetable(uuid.uuid4(), "", "", {0: [usual], 1: [usual]}, {monday: [other], tuesday: []})
    assert timetable.on(monday, is_closed=True) == [other]
    assert timetable.on(tuesday, is_closed=False) == []
    assert timetable.on(date(2027, 1, 18), is_closed=False) == [usual]
    assert timetable.on(date(2027, 1, 18), is_closed=True) == []
    assert timetable.on(sunday, is_closed=False) == []


def test_a_day_ends_at_midnight_whatever_its_length() -> None:
    assert end_of(SKIPPED, LONDON) == at("00:00", date(2027, 3, 29))
    assert (end_of(DOUBLED, LONDON) - at("00:00", DOUBLED)).total_seconds() == 25 * 3600
