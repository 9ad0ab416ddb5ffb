"""What is arranged, as those ask who offer times, and those who change it."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, SmallInteger, bindparam, null, select, type_coerce, union_all

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.scheduling.arranging import written
from clinic.scheduling.arranging.hours import Hours, Timetable
from clinic.scheduling.arranging.models import (
    AppointmentKind,
    ChangedDay,
    ChangedHours,
    HoursRow,
    Location,
    Schedule,
    TimeOff,
    WeeklyHours,
    kind_practitioner,
)
from clinic.scheduling.arranging.written import WorkingHours
from clinic.staff.models import Practitioner


def timetables(kind_id: uuid.UUID, first: date, last: date, *only: uuid.UUID) -> list[Timetable]:
    """Give the hours, between two dates, of those who give this kind of appointment, by name; of some of them only."""
    if only:
        return _read(SOME_GIVERS, first, last, kind_id=kind_id, who=only)
    return _read(GIVERS, first, last, kind_id=kind_id)


def every_timetable(first: date, last: date) -> list[Timetable]:
    """Give the hours, between two dates, of all who take appointments, whatever they are for."""
    return _read(EVERYBODY, first, last)


def timetable(practitioner_id: uuid.UUID, first: date, last: date) -> Timetable | None:
    """Give one practitioner's hours, whatever they are for."""
    return next(iter(timetables_of([practitioner_id], first, last)), None)


def timetables_of(practitioner_ids: Collection[uuid.UUID], first: date, last: date) -> list[Timetable]:
    """Give the hours of these practitioners between two dates, whatever they are for and whether they are open."""
    return _read(SOME, first, last, who=list(practitioner_ids))


def _rows(who: Select[uuid.UUID]) -> Select[Any]:
    """Ask for weekly hours and for changed days in one question; a changed day without hours has one row too."""
    weekly = select(
        WeeklyHours.practitioner_id,
        WeeklyHours.weekday,
        type_coerce(null(), Date).label("on"),
        *_columns(WeeklyHours),
    ).where(WeeklyHours.practitioner_id.in_(who))
    changed = (
        select(
            ChangedDay.practitioner_id,
            type_coerce(null(), SmallInteger).label("weekday"),
            ChangedDay.on,
            *_columns(ChangedHours),
        )
        .outerjoin(ChangedHours, ChangedHours.changed_day_id == ChangedDay.id)
        .where(ChangedDay.practitioner_id.in_(who), ChangedDay.on.between(bindparam("first"), bindparam("last")))
    )
    hours = union_all(weekly, changed).subquery()
    wanted = select(hours, Practitioner.name, Practitioner.title, Location.zone, Location.is_open)
    wanted = wanted.join(Practitioner, Practitioner.id == hours.c.practitioner_id)
    wanted = wanted.outerjoin(Location, Location.id == hours.c.location_id)
    return wanted.order_by(Practitioner.name, Practitioner.id, hours.c.opens)


def _columns(kind: type[HoursRow]) -> list[Any]:
    return [kind.opens, kind.closes, kind.location_id, kind.by_video]


_DIARIES = select(Schedule.practitioner_id)
_THESE = Schedule.practitioner_id.in_(bindparam("who", expanding=True))
_GIVERS = _DIARIES.join(kind_practitioner, kind_practitioner.c.practitioner_id == Schedule.practitioner_id).where(
    kind_practitioner.c.kind_id == bindparam("kind_id"), Schedule.is_open
)
GIVERS, SOME_GIVERS = _rows(_GIVERS), _rows(_GIVERS.where(_THESE))
EVERYBODY, SOME = _rows(_DIARIES.where(Schedule.is_open)), _rows(_DIARIES.where(_THESE))
"""Whose hours are asked for. Made once: to put these questions together takes longer than to have them answered."""


def _read(wanted: Select[Any], first: date, last: date, **asked: Any) -> list[Timetable]:
    found: dict[uuid.UUID, Timetable] = {}
    for row in db.session.execute(wanted, {"first": first, "last": last, **asked}):
        timetable = found.get(row.practitioner_id)
        if timetable is None:
            timetable = found[row.practitioner_id] = Timetable(row.practitioner_id, row.name, row.title)
        if row.on is None:
            hours = timetable.weekly.setdefault(row.weekday, [])
        else:
            hours = timetable.changed.setdefault(row.on, [])
        if row.opens is not None and row.is_open is not False:  # a location that is closed has no hours
            zone = row.zone or settings().clinic_timezone.key
            hours.append(Hours(row.opens, row.closes, row.location_id, row.by_video, zone))
    return list(found.values())


def locations() -> list[Location]:
    return list(db.session.scalars(select(Location).order_by(Location.name)))


def location(id: uuid.UUID) -> Location | None:
    return db.session.get(Location, id, populate_existing=True)


def zones() -> dict[uuid.UUID | None, str]:
    """Give the time zone of each location, and the clinic's for who is seen by video."""
    found = db.session.execute(select(Location.id, Location.zone))
    return {None: settings().clinic_timezone.key, **{row.id: row.zone for row in found}}


def week_of(practitioner_id: uuid.UUID) -> list[list[WorkingHours]]:
    """Give somebody's hours on each weekday, Monday first."""
    week: list[list[WorkingHours]] = [[] for _ in range(7)]
    wanted = select(WeeklyHours).where(WeeklyHours.practitioner_id == practitioner_id).order_by(WeeklyHours.opens)
    for row in db.session.scalars(wanted):
        week[row.weekday].append(written.of_row(row))
    return week


def changed_days(practitioner_id: uuid.UUID, since: date) -> list[tuple[ChangedDay, list[WorkingHours]]]:
    """Give the dates from this one on whose hours are others, each with its hours."""
    wanted = select(ChangedDay, ChangedHours).outerjoin(ChangedHours, ChangedHours.changed_day_id == ChangedDay.id)
    wanted = wanted.where(ChangedDay.practitioner_id == practitioner_id, ChangedDay.on >= since)
    found: dict[uuid.UUID, tuple[ChangedDay, list[WorkingHours]]] = {}
    for day, row in db.session.execute(wanted.order_by(ChangedDay.on, ChangedHours.opens)):
        hours = found.setdefault(day.id, (day, []))[1]
        if row is not None:
            hours.append(written.of_row(row))
    return list(found.values())


def time_off(practitioner_id: uuid.UUID, since: datetime) -> list[TimeOff]:
    """Give when somebody is off, as far as it is not over by then."""
    wanted = select(TimeOff).where(TimeOff.practitioner_id == practitioner_id, TimeOff.ends_at > since)
    return list(db.session.scalars(wanted.order_by(TimeOff.starts_at)))


def absence(practitioner_id: uuid.UUID, id: uuid.UUID) -> TimeOff | None:
    """Give a time off of this practitioner's."""
    return db.session.scalar(select(TimeOff).where(TimeOff.id == id, TimeOff.practitioner_id == practitioner_id))


class Seer(NamedTuple):
    """A practitioner, and their diary if they have one yet."""

    practitioner: Practitioner
    schedule: Schedule | None

    @property
    def version(self) -> int:
        return self.schedule.version if self.schedule else 0

    @property
    def is_open(self) -> bool:
        return self.schedule is not None and self.schedule.is_open


def seers() -> list[Seer]:
    """Give everybody whom patients can see or could, by name."""
    return [Seer(*row) for row in db.session.execute(_seers().order_by(Practitioner.name, Practitioner.id))]


def seer(practitioner_id: uuid.UUID) -> Seer | None:
    wanted = _seers().where(Practitioner.id == practitioner_id)
    row = db.session.execute(wanted, execution_options={"populate_existing": True}).first()
    return Seer(*row) if row else None


def _seers() -> Select[Practitioner, Schedule | None]:
    return select(Practitioner, Schedule).outerjoin(Schedule, Schedule.practitioner_id == Practitioner.id)


def kind(id: uuid.UUID) -> AppointmentKind | None:
    return db.session.get(AppointmentKind, id, populate_existing=True)


def givers(kind_id: uuid.UUID) -> list[uuid.UUID]:
    """Give who gives this kind of appointment."""
    wanted = select(kind_practitioner.c.practitioner_id).where(kind_practitioner.c.kind_id == kind_id)
    return list(db.session.scalars(wanted))


def kinds() -> list[AppointmentKind]:
    return list(db.session.scalars(select(AppointmentKind).order_by(AppointmentKind.name)))
