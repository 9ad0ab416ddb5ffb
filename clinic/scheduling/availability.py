"""Free times: open minus busy, computed when somebody asks and never stored."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, cast, func, select, text

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.practice.queries import working_time
from clinic.scheduling.arranging import queries as arranging
from clinic.scheduling.arranging.hours import Timetable, days, span
from clinic.scheduling.arranging.models import AppointmentKind
from clinic.scheduling.models import TAKING_TIME, Appointment, Mode

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)

FREE = text("""
    WITH open AS (
        SELECT practitioner_id, begins AS begun, tstzrange(to_timestamp(begins), to_timestamp(ends)) AS during
        FROM unnest(
            CAST(:practitioners AS uuid[]), CAST(:begins AS float8[]), CAST(:ends AS float8[])
        ) AS hours (practitioner_id, begins, ends)
    ), busy AS (
        SELECT practitioner_id, range_agg(during) AS times FROM (
            SELECT practitioner_id, tstzrange(taken_from - :after, taken_until + :before) AS during
            FROM appointment
            WHERE practitioner_id = ANY(:who)
                AND starts_at BETWEEN :first - interval '1 day' AND :last + interval '1 day'
                AND state IN ('held', 'booked', 'arrived', 'completed')
                AND (state <> 'held' OR held_until > :now)
                AND id <> ALL(:besides)
            UNION ALL
            SELECT practitioner_id, tstzrange(starts_at, ends_at)
            FROM time_off
            WHERE practitioner_id = ANY(:who) AND starts_at < :last AND ends_at > :first
        ) AS taken GROUP BY practitioner_id
    )
    SELECT practitioner_id, begun,
        CAST(extract(epoch FROM lower(free)) AS float8) AS free_from,
        CAST(extract(epoch FROM upper(free)) AS float8) AS free_until
    FROM open LEFT JOIN busy USING (practitioner_id)
    CROSS JOIN LATERAL unnest(tstzmultirange(during) - coalesce(times, '{}')) AS free
    WHERE upper(free) - lower(free) >= :length
""")
"""What is left of each span of open hours, beside when it began; a held time counts until its hold runs out.

In seconds since 1970: of hundreds of rows the moments would take longer to read than to find.
"""


@dataclass(frozen=True)
class Place:
    """Where the two meet: at a location, or by video without one."""

    location_id: uuid.UUID | None
    zone: ZoneInfo

    @property
    def mode(self) -> Mode:
        return Mode.in_person if self.location_id else Mode.video


@dataclass(frozen=True)
class Wish:
    """What a time is looked for."""

    kind: AppointmentKind
    place: Place
    earliest: datetime
    latest: datetime
    practitioner_id: uuid.UUID | None = None
    """One in particular, or whoever is free."""
    besides: tuple[uuid.UUID, ...] = ()
    """Appointments that do not count as taken: the one that is moved, the person's own hold."""

    def whom(self) -> tuple[uuid.UUID, ...]:
        return (self.practitioner_id,) if self.practitioner_id else ()


class Slot(NamedTuple):
    """A time that is free, and those with whom it is."""

    starts_at: datetime
    practitioner_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class Diary:
    """What can be chosen between two dates, and the hours that it comes from."""

    wish: Wish
    first: date
    last: date
    timetables: tuple[Timetable, ...]
    slots: tuple[Slot, ...]

    def by_day(self) -> dict[date, list[Slot]]:
        """Give the times of each date from the first to the last, by the clock of the place; some have none."""
        found: dict[date, list[Slot]] = {day: [] for day in days(self.first, self.last)}
        for slot in self.slots:
            found[slot.starts_at.astimezone(self.wish.place.zone).date()].append(slot)
        return found

    def at(self, starts_at: datetime) -> tuple[uuid.UUID, ...]:
        """Give those who are free at this very time."""
        return next((slot.practitioner_ids for slot in self.slots if slot.starts_at == starts_at), ())


def diary(wish: Wish, first: date, last: date) -> Diary:
    """Find every time between two dates, both included, that this wish allows: in two questions, or three."""
    timetables = arranging.timetables(wish.kind.id, first - DAY, last + DAY, *wish.whom())
    within = _within(wish, first, last)
    hours = list(_open_hours(within, timetables, first, last))
    slots = _without_full_days(within, _slots(within, _free(within, hours)) if hours else [])
    return Diary(wish, first, last, tuple(timetables), tuple(slots))


def who_is_free(wish: Wish, starts_at: datetime) -> tuple[uuid.UUID, ...]:
    """Give those with whom this wish can be met at this very time, by the same rules by which it was offered."""
    if not wish.earliest <= starts_at <= wish.latest:
        return ()
    day = starts_at.astimezone(wish.place.zone).date()
    return diary(wish, day, day).at(starts_at)


def _within(wish: Wish, first: date, last: date) -> Wish:
    """Give the wish for times on these dates only, by the clock of the place."""
    begins, ends = end_of(first - DAY, wish.place.zone), end_of(last, wish.place.zone)
    return replace(wish, earliest=max(wish.earliest, begins), latest=min(wish.latest, ends - INSTANT))


class OpenHours(NamedTuple):
    practitioner_id: uuid.UUID
    begins: datetime
    ends: datetime


def _open_hours(wish: Wish, timetables: Iterable[Timetable], first: date, last: date) -> Iterator[OpenHours]:
    """Give the hours of these dates, and of the dates beside them, which they are on the wall of another zone."""
    opening, dates = working_time(), list(days(first - DAY, last + DAY))
    closed = {day for day in dates if opening.is_closed(day)}
    for timetable in timetables:
        for day in dates:
            for hours in timetable.on(day, day in closed):
                if hours.offers(wish.place.location_id):
                    begins, ends = span(day, hours.opens, hours.closes, hours.zone)
                    if ends > wish.earliest and begins <= wish.latest and begins < ends:
                        yield OpenHours(timetable.practitioner_id, begins, ends)


def _free(wish: Wish, hours: list[OpenHours]) -> Iterable[Any]:
    """Ask the database what of these hours is free."""
    who, begins, ends = zip(*hours, strict=True)
    asked = {
        "practitioners": _array(who),
        "begins": _array(moment.timestamp() for moment in begins),
        "ends": _array(moment.timestamp() for moment in ends),
        "who": list(set(who)),
        "first": min(begins),
        "last": max(ends),
        "before": wish.kind.before,
        "after": wish.kind.after,
        "length": wish.kind.length,
        "now": utcnow(),
        "besides": list(wish.besides),
    }
    return db.session.execute(FREE, asked)


def _array(values: Iterable[object]) -> str:
    """Spell an array as PostgreSQL does: of hundreds of values the driver would do it more slowly, one by one."""
    return f"{{{','.join(map(str, values))}}}"


def _slots(wish: Wish, free: Iterable[Any]) -> list[Slot]:
    """Cut what is free into times to begin at, counted from when the hours began."""
    step, length = wish.kind.every_minutes * 60, wish.kind.minutes * 60
    earliest, latest = wish.earliest.timestamp(), wish.latest.timestamp()
    found: dict[float, dict[uuid.UUID, None]] = {}
    for practitioner_id, begun, free_from, free_until in free:
        not_before = max(free_from, earliest)
        first = begun + -(-(not_before - begun) // step) * step
        last = min(free_until - length, latest)
        while first <= last:
            found.setdefault(first, {})[practitioner_id] = None  # once, although their hours may overlap
            first += step
    return [Slot(datetime.fromtimestamp(each, UTC), tuple(found[each])) for each in sorted(found)]


def _without_full_days(wish: Wish, slots: list[Slot]) -> list[Slot]:
    """Leave out whoever has had as many of this kind on a day as they may."""
    most = wish.kind.most_per_day
    if most is None or not slots:
        return slots
    numbers = _numbers_by_day(wish, slots[0].starts_at, slots[-1].starts_at)
    left = []
    for slot in slots:
        day = slot.starts_at.astimezone(wish.place.zone).date()
        if able := tuple(each for each in slot.practitioner_ids if numbers.get((each, day), 0) < most):
            left.append(Slot(slot.starts_at, able))
    return left


def _numbers_by_day(wish: Wish, first: datetime, last: datetime) -> Mapping[tuple[uuid.UUID, date], int]:
    """Count the appointments of this kind by practitioner and date of the place."""
    day = cast(func.timezone(wish.place.zone.key, Appointment.starts_at), Date)
    wanted = (
        select(Appointment.practitioner_id, day, func.count())
        .where(Appointment.kind_id == wish.kind.id, Appointment.starts_at.between(first - DAY, last + DAY))
        .where(is_taken(), Appointment.id.not_in(wish.besides))
        .group_by(Appointment.practitioner_id, day)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(wanted)}


def is_taken() -> ColumnElement[bool]:
    """Tell which appointments take somebody's time now: one that is held does until its hold runs out."""
    is_kept = Appointment.held_until.is_(None) | (Appointment.held_until > utcnow())
    return Appointment.state.in_(TAKING_TIME) & is_kept


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment, in UTC, at which a date ends in a zone."""
    return datetime.combine(day + DAY, time(), zone).astimezone(UTC)
