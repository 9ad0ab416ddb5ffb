"""Free times as they are shown: a few days at a time, why a day has none, and which are nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.practice.queries import working_time
from clinic.scheduling.arranging import queries as arranging
from clinic.scheduling.arranging.hours import Timetable, days
from clinic.scheduling.availability import DAY, Diary, Slot, Wish, diary, open_hours

WEEK = timedelta(days=6)
"""From the first to the last day that are shown at a time."""
LOOKED_AHEAD = timedelta(days=92)
"""In which the nearest times are looked for."""


@dataclass(frozen=True)
class OfferedDay:
    on: date
    slots: list[Slot]
    why_none: str
    """In words, when it has none."""


@dataclass(frozen=True)
class Offer:
    """The times of some days."""

    wish: Wish
    days: list[OfferedDay]
    nearest: Slot | None
    """The first that can be chosen on a later day than these, when these have none."""
    earlier: date | None
    """From which the days before are shown, where a time could be chosen then; and so `later`."""
    later: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.slots for day in self.days)


def offer(wish: Wish, since: date | None = None, timetables: tuple[Timetable, ...] | None = None) -> Offer:
    """Give the times of a week from a date on, or from the first on which there is one.

    By the timetables that are remembered of all who could be meant, or else by those that the database knows.
    """
    first, last = _bounds(wish)
    begins = min(max(since or first, first), last)
    far = min(last, begins + LOOKED_AHEAD)
    if timetables is None:
        timetables = tuple(arranging.timetables(wish.kind.id, begins - DAY, far + DAY, *wish.whom()))
    if since is None:
        begins = _first_open(wish, timetables, begins, far)
    looked = diary(wish, begins, min(last, begins + WEEK), timetables)
    if looked.first_free is None:
        looked = diary(wish, begins, far, timetables)
    if since is None:
        begins = looked.first_free or begins
    if looked.last < min(last, begins + WEEK):
        looked = diary(wish, begins, min(last, begins + WEEK), timetables)
    return _offer(looked, begins, first, last)


def _first_open(wish: Wish, timetables: tuple[Timetable, ...], begins: date, last: date) -> date:
    """Give the first date that has hours which are not over before the earliest time that is wished."""
    for day in days(begins, last):
        hours = open_hours(timetables, wish.place, day, day)
        if hours and hours.last - wish.kind.length >= wish.earliest:
            return day
    return begins


def _offer(looked: Diary, begins: date, first: date, last: date) -> Offer:
    by_day = looked.by_day()
    shown = [day for day in by_day if begins <= day <= begins + WEEK]
    return Offer(
        looked.wish,
        [OfferedDay(day, by_day[day], "" if by_day[day] else _why_none(looked, day)) for day in shown],
        next(iter(looked.slots), None) if not any(by_day[day] for day in shown) else None,
        earlier=max(first, begins - WEEK - DAY) if begins > first else None,
        later=shown[-1] + DAY if shown[-1] < last else None,
    )


def nearest(wish: Wish, moment: datetime, number: int = 5) -> list[Slot]:
    """Give the free times closest to a moment, in their own order."""
    first, last = _bounds(wish)
    moment = min(max(moment, wish.earliest), wish.latest)
    around = moment.astimezone(wish.place.zone).date()
    looked = diary(wish, max(first, around - WEEK), min(last, max(first, around) + LOOKED_AHEAD))
    closest = sorted(looked.slots, key=lambda slot: abs(slot.starts_at - moment))[:number]
    return sorted(closest)


def _bounds(wish: Wish) -> tuple[date, date]:
    """Give the first and the last date on which a time may be chosen, by the clock of the place."""
    zone = wish.place.zone
    return wish.earliest.astimezone(zone).date(), wish.latest.astimezone(zone).date() - _is_midnight(wish)


def _is_midnight(wish: Wish) -> timedelta:
    """Give the day that a moment at midnight is too much by, as the end of a date."""
    latest = wish.latest.astimezone(wish.place.zone)
    return DAY if latest == latest.replace(hour=0, minute=0, second=0, microsecond=0) else timedelta()


def _why_none(looked: Diary, day: date) -> str:
    """Say why a day has no time, the reason first that no choice of theirs would change."""
    return next(_reasons(looked, day))


def _reasons(looked: Diary, day: date) -> Iterator[str]:
    if closed := working_time().why_closed(day):
        yield f"Closed: {closed}"
    if not open_hours(looked.timetables, looked.wish.place, day, day):
        yield "No appointments on this day"
    if day <= looked.wish.earliest.astimezone(looked.wish.place.zone).date():
        yield "Too soon, or fully booked"
    yield "Fully booked"
