"""Hours that begin or end while a clock is put forward, and so at a time that it does not show on that day."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic.core.clock import today
from clinic.practice.clocks import written_clock
from clinic.scheduling.arranging.written import WorkingHours
from clinic.scheduling.availability import DAY

Zones = Mapping[uuid.UUID | None, str]

LOOKED_AHEAD = 731
"""Days."""


class Missing(NamedTuple):
    """A time that a clock leaves out on a date, and what it shows instead."""

    on: date
    clock: time
    instead: time

    @property
    def words(self) -> str:
        return (
            f"On {self.on:%A %-d %B %Y} the clock is put forward and does not show {written_clock(self.clock)}: "
            f"on that day it means {written_clock(self.instead)}."
        )


def missing_in_week(week: Sequence[Sequence[WorkingHours]], zones: Zones) -> list[Missing]:
    """Give what the clocks leave out of weekly hours within two years."""
    found = (
        missing_on(today() + DAY * count, week[(today() + DAY * count).weekday()], zones)
        for count in range(LOOKED_AHEAD)
    )
    return list(chain.from_iterable(found))


def missing_on(day: date, hours: Sequence[WorkingHours], zones: Zones) -> Iterator[Missing]:
    """Give what the clocks leave out of the hours of one date."""
    for each in hours:
        zone = ZoneInfo(zones[each.place.location_id])
        for clock in (each.opens, each.closes):
            shown = datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone).time()
            if shown != clock:
                yield Missing(day, clock, shown)
