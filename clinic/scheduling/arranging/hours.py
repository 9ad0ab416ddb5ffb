"""Hours on a wall's clock, as the moments that they are on a given day."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS_REMEMBERED = 20_000


class Hours(NamedTuple):
    """From when to when somebody sees people: at a location, by video, or both."""

    opens: time
    closes: time
    location_id: uuid.UUID | None
    by_video: bool
    zone: str

    def offers(self, location_id: uuid.UUID | None) -> bool:
        """Tell whether people are seen in these hours at this location or, without one, by video."""
        return self.by_video if location_id is None else self.location_id == location_id


class Span(NamedTuple):
    """From one moment to another, in UTC; the end is not part of it."""

    begins: datetime
    ends: datetime


@dataclass(eq=False)
class Timetable:
    """When one practitioner sees people: by weekday, and on dates whose hours are others.

    It is equal to itself alone, so that what was found out from it can be remembered as long as it is.
    """

    practitioner_id: uuid.UUID
    name: str
    title: str
    weekly: dict[int, list[Hours]] = field(default_factory=dict)
    changed: dict[date, list[Hours]] = field(default_factory=dict)

    def on(self, day: date, is_closed: bool) -> list[Hours]:
        """Give the hours of a date. A clinic that is closed has none, but for those arranged for that very date."""
        if day in self.changed:
            return self.changed[day]
        return [] if is_closed else self.weekly.get(day.weekday(), [])


@lru_cache(DAYS_REMEMBERED)
def span(day: date, opens: time, closes: time, zone: str) -> Span:
    """Give the moments between two times on a wall's clock.

    A time that the clock shows twice is the first of the two, and one that it leaves out is as far behind the time
    before as ever (RFC 5545, 3.3.5).
    """
    return Span(_moment(day, opens, zone), _moment(day, closes, zone))


def _moment(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def days(first: date, last: date) -> Iterator[date]:
    """Give each date from the first to the last, both included."""
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
