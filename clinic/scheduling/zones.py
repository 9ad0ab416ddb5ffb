"""Time zones as calendars read them: what a wall's clock shows, and when it changes (RFC 5545, 3.6.5).

The library's own description has clocks go forward an hour late (as of icalendar 7.3), so this one is ours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS_BEFORE, YEARS_AFTER = 1, 2
"""Around the year of an appointment, in which its zone is described."""
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class Observance(NamedTuple):
    """What the clock shows from a moment on, and what it showed before."""

    since: datetime
    before: timedelta
    now: timedelta
    is_standard: bool
    name: str

    @property
    def onset(self) -> datetime:
        """Give the moment by the clock as it still was."""
        return (self.since + self.before).replace(tzinfo=None)


@lru_cache(maxsize=64)
def described(zone: ZoneInfo, year: int) -> Timezone:
    """Describe a zone for what takes place in a year, or the next."""
    component = Timezone()
    component.add("TZID", zone.key)
    begins, ends = (datetime(each, 1, 1, tzinfo=UTC) for each in (year - YEARS_BEFORE, year + YEARS_AFTER))
    for observance in _observances(zone, begins, ends):
        component.add_component(_component(observance))
    return component


def _component(observance: Observance) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneStandard() if observance.is_standard else TimezoneDaylight()
    component.DTSTART = observance.onset
    component.TZOFFSETFROM, component.TZOFFSETTO = observance.before, observance.now
    component.add("TZNAME", observance.name)
    return component


def _observances(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[Observance]:
    yield _observance(zone, begins, begins)
    day = begins
    while day < ends:
        if _offset(zone, day) != _offset(zone, day + DAY):
            change = _change(zone, day)
            yield _observance(zone, change, change - SECOND)
        day += DAY


def _observance(zone: ZoneInfo, since: datetime, before: datetime) -> Observance:
    local = since.astimezone(zone)
    return Observance(since, _offset(zone, before), _offset(zone, since), not local.dst(), local.tzname() or zone.key)


def _change(zone: ZoneInfo, day: datetime) -> datetime:
    """Find the second of the day from which the clock shows something else."""
    before, first, last = _offset(zone, day), 0, int(DAY.total_seconds())
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if _offset(zone, day + middle * SECOND) == before else (first, middle)
    return day + last * SECOND


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
