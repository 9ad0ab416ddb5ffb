"""Time as the clinic works: opening hours on the wall's clock, bank holidays, closures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

from clinic.practice.arrangements import Arrangements, Nation, Opening

LONGEST_SEARCH = 400
"""Days."""


class NeverOpen(Exception):
    """The clinic is not open for long enough within a year."""


@dataclass(frozen=True)
class WorkingTime:
    arrangements: Arrangements
    zone: ZoneInfo

    def after(self, start: datetime, working: timedelta) -> datetime:
        """Give the moment, in UTC, when the clinic has been open for this long since `start`. Raises NeverOpen."""
        left = working
        for opens, closes in self.open_times(start):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise NeverOpen

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Give for how long the clinic was open between two moments that are at most a year apart."""
        times = takewhile(lambda each: each[0] < end, self.open_times(start))
        return sum((min(closes, end) - max(opens, start) for opens, closes in times), timedelta())

    def open_times(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give when the clinic opens and closes, in UTC, from the first closing after `start`, for about a year.

        Hours are those on the wall: on the day on which clocks change, a morning begins at its usual hour.
        """
        first = start.astimezone(self.zone).date()
        for day in (first + timedelta(days=count) for count in range(LONGEST_SEARCH)):
            for opening in self._openings(day):
                opens, closes = self._moment(day, opening.opens), self._moment(day, opening.closes)
                if closes > max(start, opens):
                    yield opens, closes

    def opens_on(self, day: date) -> bool:
        return bool(self._openings(day))

    def is_closed(self, day: date) -> bool:
        """Tell whether this is a bank holiday or one of the clinic's own closures."""
        return bool(self.why_closed(day))

    def why_closed(self, day: date) -> str:
        """Name the bank holiday or the clinic's own closure that a date is; nothing when it is neither."""
        closures = (each.reason for each in self.arrangements.closures if each.first_on <= day <= each.last_on)
        return bank_holidays(self.arrangements.nation, day.year).get(day) or next(closures, "")

    def _openings(self, day: date) -> list[Opening]:
        if self.is_closed(day):
            return []
        return sorted(each for each in self.arrangements.openings if each.weekday == day.weekday())

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


@cache
def bank_holidays(nation: Nation, year: int) -> dict[date, str]:
    """Give the name of each bank holiday of a year by its date."""
    return dict(holidays.country_holidays("GB", subdiv=nation, years=year))
