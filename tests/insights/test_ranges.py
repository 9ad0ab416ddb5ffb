"""Any range is made of whole weeks or months, but for its ends, and of each of its days once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.insights.ranges import DAY, MOST_WEEKS, Range, monday_of

DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))
LENGTHS = st.integers(1, 800)


@given(DATES, LENGTHS)
def test_periods_follow_one_another_from_the_first_day_to_the_last(first: date, length: int) -> None:
    whole = Range(first, first + timedelta(days=length - 1))
    periods = whole.periods()
    assert [day for period in periods for day in period.days()] == list(whole.days())
    assert whole.length == length
    for period in periods:
        is_same = period.first.month == period.last.month if period.is_month else period.length <= 7
        assert is_same


@given(DATES, LENGTHS)
def test_whole_weeks_lie_within_and_no_more_would(first: date, length: int) -> None:
    whole = Range(first, first + timedelta(days=length - 1))
    weeks = whole.whole_weeks()
    mondays = [day for day in whole.days() if day.weekday() == 0 and day + 6 * DAY <= whole.last]
    assert mondays == [day for day in weeks.days() if day.weekday() == 0]
    assert weeks.length == 7 * len(mondays)


def test_half_a_year_is_told_by_weeks_and_a_year_by_months() -> None:
    monday = monday_of(date(2026, 6, 1))
    assert [each.short for each in Range(monday, monday + timedelta(days=MOST_WEEKS * 7 - 1)).periods()][:2] == [
        "1 Jun",
        "8 Jun",
    ]
    year = Range(date(2026, 1, 1), date(2026, 12, 31)).periods()
    assert [each.short for each in year] == [f"{date(2026, month, 1):%b} 2026" for month in range(1, 13)]
    assert (year[1].words, Range(date(2026, 1, 9), date(2026, 12, 31)).periods()[0].words) == (
        "February 2026",
        "9 to 31 January 2026",
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-02", "2026-11-08", "2 to 8 November 2026"),
        ("2026-10-26", "2026-11-01", "26 October to 1 November 2026"),
        ("2026-12-28", "2027-01-03", "28 December 2026 to 3 January 2027"),
        ("2026-01-05", "2027-01-04", "5 January 2026 to 4 January 2027"),
        ("2026-11-02", "2026-11-02", "2 November 2026"),
    ],
)
def test_a_range_is_named_with_nothing_twice(first: str, last: str, words: str) -> None:
    assert Range(date.fromisoformat(first), date.fromisoformat(last)).words == words
