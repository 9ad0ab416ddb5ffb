"""Free times: open minus busy, computed when somebody asks and never stored."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
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
HOURS_REMEMBERED = 64
"""How many answers about open hours a process keeps, of timetables that it remembers."""

FREE = text("""
    WITH busy AS (
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
    ), free AS (
        SELECT number, begins,
            greatest(CAST(extract(epoch FROM lower(span)) AS float8), :earliest) AS free_from,
            least(CAST(extract(epoch FROM upper(span)) AS float8) - :length, :latest) AS free_until
        FROM unnest(
            CAST(:numbers AS int[]), CAST(:begins AS float8[]), CAST(:ends AS float8[])
        ) AS hours (number, begins, ends)
        LEFT JOIN busy ON practitioner_id = (CAST(:who AS uuid[]))[number]
        CROSS JOIN LATERAL unnest(
            tstzmultirange(tstzrange(to_timestamp(begins), to_timestamp(ends))) - coalesce(times, '{}')
        ) AS span
    )
    SELECT start, array_agg(DISTINCT number) AS numbers
    FROM free CROSS JOIN LATERAL generate_series(
        CAST(begins + ceil((free_from - begins) / :step) * :step AS bigint), CAST(floor(free_until) AS bigint), :step
    ) AS start
    GROUP BY start ORDER BY start
""")
"""The times at which what is left of open hours is long enough, counted in steps from when the hours began.

Open hours, and who is free, are told by the place of the practitioner among those who are asked for, from 1; moments in
seconds since 1970. A held time counts until its hold runs out.
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

    def told(self, zone: ZoneInfo) -> tuple[str, str, str]:
        """Give the moment as forms send it, and its day and time of day as a clock in this zone shows them."""
        there = self.starts_at.astimezone(zone)
        return self.starts_at.isoformat(), f"{there:%A %-d %B}", f"{there:%H:%M}"


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

    @property
    def first_free(self) -> date | None:
        """Give the first date that has a time; nothing when none has."""
        return self.slots[0].starts_at.astimezone(self.wish.place.zone).date() if self.slots else None

    def at(self, starts_at: datetime) -> tuple[uuid.UUID, ...]:
        """Give those who are free at this very time."""
        return next((slot.practitioner_ids for slot in self.slots if slot.starts_at == starts_at), ())


def diary(wish: Wish, first: date, last: date, timetables: tuple[Timetable, ...] | None = None) -> Diary:
    """Find every time between two dates, both included, that this wish allows: in two questions, or three.

    Whoever remembers the timetables of all who could be meant brings them, and has one question fewer.
    """
    if timetables is None:
        timetables = tuple(arranging.timetables(wish.kind.id, first - DAY, last + DAY, *wish.whom()))
        hours = _open_hours(timetables, wish.place, first, last, _closed(first, last))  # which nobody asks for again
    else:
        hours = open_hours(timetables, wish.place, first, last)
    within = _within(wish, first, last)
    slots = _without_full_days(within, _slots(within, timetables, hours) if hours else [])
    return Diary(wish, first, last, timetables, tuple(slots))


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
    """From when to when who sees people: arrays as PostgreSQL spells them, of seconds since 1970.

    Of hundreds of values the driver would spell them more slowly, one by one.
    """

    numbers: str
    """The place of each practitioner among the timetables, from 1."""
    begins: str
    ends: str
    first: datetime
    last: datetime


def open_hours(timetables: tuple[Timetable, ...], place: Place, first: date, last: date) -> OpenHours | None:
    """Give the hours of these dates by the clock of the place; nothing when there are none."""
    return KEPT_HOURS(timetables, place, first, last, _closed(first, last))


def _closed(first: date, last: date) -> frozenset[date]:
    """Give the dates on which the clinic is closed, of these and of those beside them."""
    opening = working_time()
    return frozenset(day for day in days(first - DAY, last + DAY) if opening.is_closed(day))


def _open_hours(
    timetables: tuple[Timetable, ...], place: Place, first: date, last: date, closed: frozenset[date]
) -> OpenHours | None:
    found = list(_spans(timetables, place, first, last, closed))
    if not found:
        return None
    numbers, begins, ends = zip(*found, strict=True)
    spelled = _array(numbers), _array(map(datetime.timestamp, begins)), _array(map(datetime.timestamp, ends))
    return OpenHours(*spelled, min(begins), max(ends))


KEPT_HOURS = lru_cache(HOURS_REMEMBERED)(_open_hours)


def _spans(
    timetables: Iterable[Timetable], place: Place, first: date, last: date, closed: frozenset[date]
) -> Iterator[tuple[int, datetime, datetime]]:
    """Look at the dates beside these too, which they are on the wall of another zone."""
    earliest, latest = end_of(first - DAY, place.zone), end_of(last, place.zone)
    for number, timetable in enumerate(timetables, 1):
        for day in days(first - DAY, last + DAY):
            for hours in timetable.on(day, day in closed):
                if hours.offers(place.location_id):
                    begins, ends = span(day, hours.opens, hours.closes, hours.zone)
                    if ends > earliest and begins < latest and begins < ends:
                        yield number, begins, ends


def _array(values: Iterable[object]) -> str:
    return f"{{{','.join(map(str, values))}}}"


def _slots(wish: Wish, timetables: Sequence[Timetable], hours: OpenHours) -> list[Slot]:
    """Ask the database which times in these hours are free, and with whom."""
    who = [each.practitioner_id for each in timetables]
    asked = {
        **hours._asdict(),
        "who": who,
        "earliest": wish.earliest.timestamp(),
        "latest": wish.latest.timestamp(),
        "before": wish.kind.before,
        "after": wish.kind.after,
        "length": wish.kind.length.total_seconds(),
        "step": wish.kind.every_minutes * 60,
        "now": utcnow(),
        "besides": list(wish.besides),
    }
    free = db.session.execute(FREE, asked).all()
    return [Slot(datetime.fromtimestamp(start, UTC), tuple(who[each - 1] for each in able)) for start, able in free]


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
