"""Promises count the hours in which the clinic is open, over weekends, bank holidays and changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.practice.arrangements import DEFAULTS, Closure, Nation, Opening
from clinic.practice.working_time import NeverOpen, WorkingTime

LONDON = ZoneInfo("Europe/London")
USUAL = WorkingTime(DEFAULTS, LONDON)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def after(start: str, hours: float, arranged: WorkingTime = USUAL) -> str:
    found = arranged.after(wall(start).astimezone(UTC), timedelta(hours=hours))
    return found.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "hours", "due", "story"),
    [
        ("2026-11-24 10:00", 2, "2026-11-24 12:00", "within a Tuesday"),
        ("2026-11-24 16:00", 2, "2026-11-25 10:00", "over a night"),
        ("2026-11-24 07:00", 2, "2026-11-24 11:00", "from before the clinic opens"),
        ("2026-11-24 20:00", 1, "2026-11-25 10:00", "from after it has closed"),
        ("2026-11-24 09:00", 8, "2026-11-24 17:00", "a whole day ends when the clinic closes"),
        ("2026-11-27 16:00", 2, "2026-11-30 10:00", "over a weekend"),
        ("2026-11-28 12:00", 1, "2026-11-30 10:00", "from a Saturday"),
        ("2026-12-24 16:00", 2, "2026-12-29 10:00", "over Christmas, whose Saturday is made good on a Monday"),
        ("2027-03-25 16:00", 2, "2027-03-30 10:00", "over Easter"),
        ("2027-03-26 12:00", 1, "2027-03-30 10:00", "from Good Friday"),
    ],
)
def test_a_promise_is_kept_in_opening_hours(start: str, hours: float, due: str, story: str) -> None:
    assert after(start, hours) == due, story


@pytest.mark.parametrize(
    ("start", "due", "story"),
    [
        ("2027-03-28 00:30", "2027-03-28 04:00", "the hour from one to two is not there in spring"),
        ("2027-10-31 00:30", "2027-10-31 02:00", "the hour from one to two is there twice in autumn"),
    ],
)
def test_a_night_desk_works_as_long_on_the_days_on_which_clocks_change(start: str, due: str, story: str) -> None:
    nights = msgspec.structs.replace(DEFAULTS, openings=(Opening(6, time(0), time(8)),))
    assert after(start, 2.5, WorkingTime(nights, LONDON)) == due, story


@pytest.mark.parametrize(
    ("start", "due"), [("2027-03-27 12:00", "2027-03-30 10:00"), ("2027-10-30 12:00", "2027-11-01 10:00")]
)
def test_the_morning_after_a_change_of_clocks_begins_at_nine_on_the_wall(start: str, due: str) -> None:
    assert after(start, 1) == due


def test_scotland_rests_on_saint_andrews_day_and_england_does_not() -> None:
    scottish = WorkingTime(msgspec.structs.replace(DEFAULTS, nation=Nation.scotland), LONDON)
    assert after("2026-11-27 16:00", 2, scottish) == "2026-12-01 10:00"
    assert after("2026-11-27 16:00", 2) == "2026-11-30 10:00"


def test_a_closure_of_the_clinics_own_is_passed_over() -> None:
    closure = Closure(date(2026, 11, 25), date(2026, 11, 26), "Moving house")
    closed = WorkingTime(msgspec.structs.replace(DEFAULTS, closures=(closure,)), LONDON)
    assert after("2026-11-24 16:00", 2, closed) == "2026-11-27 10:00"


def test_a_lunch_break_does_not_count() -> None:
    halves = (Opening(1, time(9), time(12)), Opening(1, time(13), time(17)))
    broken = WorkingTime(msgspec.structs.replace(DEFAULTS, openings=halves), LONDON)
    assert after("2026-11-24 11:00", 2, broken) == "2026-11-24 14:00"


def test_a_clinic_that_never_opens_can_promise_nothing() -> None:
    with pytest.raises(NeverOpen):
        WorkingTime(msgspec.structs.replace(DEFAULTS, openings=()), LONDON).after(datetime.now(UTC), timedelta(hours=1))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(LONDON), allow_imaginary=False),  # noqa: DTZ001  # the zone is given beside
    st.integers(1, 60 * 200),
)
def test_what_lies_between_a_request_and_its_promise_is_what_was_promised(start: datetime, minutes: int) -> None:
    working = timedelta(minutes=minutes)
    assert USUAL.between(start.astimezone(UTC), USUAL.after(start.astimezone(UTC), working)) == working


def test_no_working_time_lies_within_a_night() -> None:
    assert USUAL.between(wall("2026-11-24 17:00"), wall("2026-11-25 09:00")) == timedelta()
