"""Free times as anybody would look for them in paper diaries: slowly, one time after another."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.practice.queries import working_time
from clinic.scheduling.arranging.models import (
    ChangedDay,
    ChangedHours,
    HoursRow,
    Location,
    Schedule,
    TimeOff,
    WeeklyHours,
    kind_practitioner,
)
from clinic.scheduling.availability import Wish
from clinic.scheduling.models import Appointment, State

FREE_AGAIN = (State.cancelled, State.missed)


def obvious_times(wish: Wish, first: date, last: date) -> list[tuple[datetime, set[uuid.UUID]]]:
    """Give every time between two dates, and with whom it is free."""
    found: dict[datetime, set[uuid.UUID]] = {}
    for practitioner_id in _who(wish):
        for begins, ends in _hours(wish, practitioner_id, first, last):
            moment = begins
            while moment + wish.kind.length <= ends:
                if first <= _date(wish, moment) <= last and _may_be(wish, practitioner_id, moment):
                    found.setdefault(moment, set()).add(practitioner_id)
                moment += timedelta(minutes=wish.kind.every_minutes)
    return sorted(found.items())


def _who(wish: Wish) -> list[uuid.UUID]:
    wanted = select(Schedule.practitioner_id).join(
        kind_practitioner, kind_practitioner.c.practitioner_id == Schedule.practitioner_id
    )
    able = db.session.scalars(wanted.where(kind_practitioner.c.kind_id == wish.kind.id, Schedule.is_open))
    return [each for each in able if wish.practitioner_id in (None, each)]


def _hours(wish: Wish, practitioner_id: uuid.UUID, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    day = first - timedelta(days=2)
    while day <= last + timedelta(days=2):
        for row in _rows(practitioner_id, day):
            if row.by_video if wish.place.location_id is None else row.location_id == wish.place.location_id:
                zone = _zone(row)
                yield _on_the_wall(day, row.opens, zone), _on_the_wall(day, row.closes, zone)
        day += timedelta(days=1)


def _rows(practitioner_id: uuid.UUID, day: date) -> list[HoursRow]:
    changed = select(ChangedDay).where(ChangedDay.practitioner_id == practitioner_id, ChangedDay.on == day)
    if found := db.session.scalar(changed):
        return list(db.session.scalars(select(ChangedHours).where(ChangedHours.changed_day_id == found.id)))
    if working_time().is_closed(day):
        return []
    usual = select(WeeklyHours).where(WeeklyHours.practitioner_id == practitioner_id)
    return list(db.session.scalars(usual.where(WeeklyHours.weekday == day.weekday())))


def _zone(row: HoursRow) -> ZoneInfo:
    location = db.session.get(Location, row.location_id) if row.location_id else None
    return ZoneInfo(location.zone if location else "Europe/London")


def _on_the_wall(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC"))


def _date(wish: Wish, moment: datetime) -> date:
    return moment.astimezone(wish.place.zone).date()


def _may_be(wish: Wish, practitioner_id: uuid.UUID, moment: datetime) -> bool:
    kind, ends = wish.kind, moment + wish.kind.length
    if not wish.earliest <= moment <= wish.latest:
        return False
    off = db.session.scalars(select(TimeOff).where(TimeOff.practitioner_id == practitioner_id))
    if any(each.starts_at < ends and moment < each.ends_at for each in off):
        return False
    taken = _taken(wish, practitioner_id)
    if any(each.taken_from < ends + kind.after and moment - kind.before < each.taken_until for each in taken):
        return False
    alike = [each for each in taken if each.kind_id == kind.id and _date(wish, each.starts_at) == _date(wish, moment)]
    return kind.most_per_day is None or len(alike) < kind.most_per_day


def _taken(wish: Wish, practitioner_id: uuid.UUID) -> list[Appointment]:
    rows = db.session.scalars(select(Appointment).where(Appointment.practitioner_id == practitioner_id))
    return [
        each
        for each in rows
        if each.state not in FREE_AGAIN
        and each.id not in wish.besides
        and (each.held_until is None or each.held_until > utcnow())
    ]
