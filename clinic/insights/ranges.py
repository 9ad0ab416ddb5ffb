"""The days that somebody looks at, and the weeks or months that they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = 7 * DAY
MOST_WEEKS = 27
"""Longer ranges are told by months."""


@dataclass(frozen=True)
class Range:
    """From one day to another, both included; no day when the last comes before the first."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return max(0, (self.last - self.first) // DAY + 1)

    @property
    def words(self) -> str:
        """Name the days, with nothing twice, e.g. "2 to 8 November 2026"."""
        if self.first == self.last:
            return f"{self.last:%-d %B %Y}"
        has_month, has_year = self.first.month == self.last.month, self.first.year == self.last.year
        begins = f"{self.first:%-d}" if has_month and has_year else f"{self.first:%-d %B}"
        return f"{begins if has_year else f'{self.first:%-d %B %Y}'} to {self.last:%-d %B %Y}"

    def days(self) -> Iterator[date]:
        return (self.first + DAY * number for number in range(self.length))

    def periods(self) -> list["Period"]:
        """Give the weeks, or in a long range the months, as far as they lie within it."""
        begins = next_monday if self.length <= WEEK // DAY * MOST_WEEKS else _next_month
        periods, first = [], self.first
        while first <= self.last:
            following = begins(first)
            periods.append(Period(first, min(following - DAY, self.last), is_month=begins is _next_month))
            first = following
        return periods

    def whole_weeks(self) -> "Range":
        """Give the weeks that lie within it whole, from a Monday to a Sunday; where none does, it has no day."""
        return Range(monday_of(self.first + 6 * DAY), monday_of(self.last + DAY) - DAY)


@dataclass(frozen=True)
class Period(Range):
    """A week or a month, or the part of it that lies within what somebody looks at."""

    is_month: bool

    @property
    def is_whole_month(self) -> bool:
        return self.is_month and self.first.day == 1 and (self.last + DAY).day == 1

    @property
    def words(self) -> str:
        return f"{self.first:%B %Y}" if self.is_whole_month else super().words

    @property
    def short(self) -> str:
        return f"{self.first:%b %Y}" if self.is_month else f"{self.first:%-d %b}"


def monday_of(day: date) -> date:
    return day - DAY * day.weekday()


def next_monday(day: date) -> date:
    return monday_of(day) + WEEK


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 32 * DAY).replace(day=1)
