"""Free times as they are shown: a few days at a time, why a day has none, and which are nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.practice.queries import working_time
from clinic.scheduling.availability import DAY, Diary, Slot, Wish, diary, end_of

SHOWN = 7
"""Days at a time."""
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


def offer(wish: Wish, since: date | None = None) -> Offer:
    """Give the times of a week from a date on, or from the first on which there is one."""
    first, last = _bounds(wish)
    begins = min(max(since or first, first), last)
    looked = _look(wish, begins, last)
    by_day = looked.by_day()
    if since is None:
        begins = next((day for day, slots in by_day.items() if slots), begins)
    shown = [day for day in by_day if begins <= day < begins + DAY * SHOWN]
    days = [OfferedDay(day, by_day[day], "" if by_day[day] else _why_none(looked, day)) for day in shown]
    after = (slot for day, slots in by_day.items() if day > shown[-1] for slot in slots)
    return Offer(
        wish,
        days,
        next(after, None) if not any(day.slots for day in days) else None,
        earlier=max(first, begins - DAY * SHOWN) if begins > first else None,
        later=shown[-1] + DAY if shown[-1] < last else None,
    )


def _look(wish: Wish, begins: date, last: date) -> Diary:
    """Look into the days that may be shown, and much farther ahead only if the first week of them has no time."""
    near = diary(wish, begins, min(last, begins + DAY * (2 * SHOWN - 2)))
    soon = end_of(begins + DAY * (SHOWN - 1), wish.place.zone)
    if near.last == last or (near.slots and near.slots[0].starts_at < soon):
        return near
    return diary(wish, begins, min(last, begins + LOOKED_AHEAD))


def nearest(wish: Wish, moment: datetime, number: int = 5) -> list[Slot]:
    """Give the free times closest to a moment, in their own order."""
    first, last = _bounds(wish)
    moment = min(max(moment, wish.earliest), wish.latest)
    around = moment.astimezone(wish.place.zone).date()
    looked = diary(wish, max(first, around - DAY * SHOWN), min(last, max(first, around) + LOOKED_AHEAD))
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
    if not any(_has_hours(looked, day)):
        yield "No appointments on this day"
    if day <= looked.wish.earliest.astimezone(looked.wish.place.zone).date():
        yield "Too soon, or fully booked"
    yield "Fully booked"


def _has_hours(looked: Diary, day: date) -> Iterator[bool]:
    is_closed = working_time().is_closed(day)
    for timetable in looked.timetables:
        yield any(hours.offers(looked.wish.place.location_id) for hours in timetable.on(day, is_closed))
