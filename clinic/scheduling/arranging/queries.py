"""What is arranged, as those ask who offer times, and those who change it."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, SmallInteger, null, select, type_coerce, union_all

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.scheduling.arranging.hours import Hours, Timetable
from clinic.scheduling.arranging.models import (
    AppointmentKind,
    ChangedDay,
    ChangedHours,
    HoursRow,
    Location,
    Schedule,
    WeeklyHours,
    kind_practitioner,
)
from clinic.staff.models import Practitioner


def timetables(kind_id: uuid.UUID, first: date, last: date, *only: uuid.UUID) -> list[Timetable]:
    """Give the hours, between two dates, of those who give this kind of appointment, by name; of some of them only."""
    return _read(_rows(first, last, _who_gives(kind_id, only)))


def timetable(practitioner_id: uuid.UUID, first: date, last: date) -> Timetable | None:
    """Give one practitioner's hours, whatever they are for."""
    found = _read(
        _rows(first, last, select(Schedule.practitioner_id).where(Schedule.practitioner_id == practitioner_id))
    )
    return found[0] if found else None


def _who_gives(kind_id: uuid.UUID, only: tuple[uuid.UUID, ...]) -> Select[uuid.UUID]:
    wanted = select(Schedule.practitioner_id).join(
        kind_practitioner, kind_practitioner.c.practitioner_id == Schedule.practitioner_id
    )
    wanted = wanted.where(kind_practitioner.c.kind_id == kind_id, Schedule.is_open)
    return wanted.where(Schedule.practitioner_id.in_(only)) if only else wanted


def _rows(first: date, last: date, who: Select[uuid.UUID]) -> Select[Any]:
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
        .where(ChangedDay.practitioner_id.in_(who), ChangedDay.on.between(first, last))
    )
    hours = union_all(weekly, changed).subquery()
    wanted = select(hours, Practitioner.name, Practitioner.title, Location.zone)
    wanted = wanted.join(Practitioner, Practitioner.id == hours.c.practitioner_id)
    wanted = wanted.outerjoin(Location, Location.id == hours.c.location_id)
    return wanted.order_by(Practitioner.name, Practitioner.id, hours.c.opens)


def _columns(kind: type[HoursRow]) -> list[Any]:
    return [kind.opens, kind.closes, kind.location_id, kind.by_video]


def _read(wanted: Select[Any]) -> list[Timetable]:
    found: dict[uuid.UUID, Timetable] = {}
    for row in db.session.execute(wanted):
        timetable = found.get(row.practitioner_id)
        if timetable is None:
            timetable = found[row.practitioner_id] = Timetable(row.practitioner_id, row.name, row.title)
        if row.on is None:
            hours = timetable.weekly.setdefault(row.weekday, [])
        else:
            hours = timetable.changed.setdefault(row.on, [])
        if row.opens is not None:
            zone = row.zone or settings().clinic_timezone.key
            hours.append(Hours(row.opens, row.closes, row.location_id, row.by_video, zone))
    return list(found.values())


def locations() -> list[Location]:
    return list(db.session.scalars(select(Location).order_by(Location.name)))


def kinds() -> list[AppointmentKind]:
    return list(db.session.scalars(select(AppointmentKind).order_by(AppointmentKind.name)))
