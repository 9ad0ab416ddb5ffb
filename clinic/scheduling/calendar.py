"""The calendar: what is booked, held and free on a day or in a week, by the clock of each place."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.intake.models import Intake
from clinic.practice.queries import working_time
from clinic.scheduling.arranging import queries as arranging
from clinic.scheduling.arranging.hours import Hours, Span, days, span
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule, TimeOff
from clinic.scheduling.availability import DAY, end_of
from clinic.scheduling.marking import marks_of
from clinic.scheduling.models import TAKING_TIME, Appointment, Change, State
from clinic.staff.models import Practitioner

SHOWN = (*TAKING_TIME, State.missed)


class Length(StrEnum):
    """How much is shown at once."""

    day = "day"
    week = "week"


@dataclass(frozen=True)
class Looked:
    """What somebody looks at."""

    on: date
    length: Length = Length.day
    practitioner_id: uuid.UUID | None = None
    location_id: uuid.UUID | None = None
    is_by_video: bool = False

    @property
    def first(self) -> date:
        return self.on if self.length is Length.day else self.on - DAY * self.on.weekday()

    @property
    def last(self) -> date:
        return self.first if self.length is Length.day else self.first + 6 * DAY

    @property
    def before(self) -> date:
        return self.first - DAY

    @property
    def after(self) -> date:
        return self.last + DAY

    @property
    def is_anywhere(self) -> bool:
        return self.location_id is None and not self.is_by_video

    def holds(self, hours: Hours) -> bool:
        """Tell whether these hours are in the place that is looked at."""
        return self.is_anywhere or hours.offers(self.location_id)


class Free(NamedTuple):
    """Time in which somebody sees people and has nothing yet."""

    begins: datetime
    ends: datetime
    zone: ZoneInfo
    place: str


class Off(NamedTuple):
    """Time in which somebody sees nobody."""

    begins: datetime
    ends: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class Taken:
    """An appointment, or a time held for a form that somebody is filling in."""

    appointment: Appointment
    kind: str
    location: Location | None
    reference: str | None
    name: str | None

    @property
    def begins(self) -> datetime:
        return self.appointment.starts_at

    @property
    def ends(self) -> datetime:
        return self.appointment.ends_at

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.zone) if self.location else settings().clinic_timezone

    @property
    def place(self) -> str:
        return self.location.name if self.location else "By video"

    @property
    def takes_time(self) -> bool:
        return self.appointment.state in TAKING_TIME

    @property
    def marks(self) -> list[Change]:
        """Give what can be noted of it by now."""
        return marks_of(self.appointment, self.zone)


Entry = Free | Off | Taken


class Diary(NamedTuple):
    """One practitioner's entries of a date."""

    practitioner: Practitioner
    entries: list[Entry]


class Day(NamedTuple):
    on: date
    diaries: list[Diary]
    """Of those of whom there is anything to show."""
    why_closed: str

    @property
    def number(self) -> int:
        """Count the appointments."""
        return sum(isinstance(entry, Taken) for diary in self.diaries for entry in diary.entries)


def shown(looked: Looked) -> list[Day]:
    """Give the days that somebody looks at: in five questions, however many there are."""
    asked = _Asked(looked)
    return [asked.day(on) for on in days(looked.first, looked.last)]


class _Asked:
    """What the database knows of some days, for those who are looked at."""

    def __init__(self, looked: Looked) -> None:
        self.looked = looked
        self.people = _practitioners(looked.practitioner_id)
        self.places = {each.id: each for each in arranging.locations()}
        self.taken, self.off = _taken(looked), _off(looked)
        found = arranging.every_timetable(looked.first, looked.last)
        self.timetables = {each.practitioner_id: each for each in found}

    def day(self, on: date) -> Day:
        diaries = (Diary(each, sorted(self._entries(each.id, on), key=_begins)) for each in self.people)
        return Day(on, [diary for diary in diaries if diary.entries], working_time().why_closed(on))

    def _entries(self, who: uuid.UUID, on: date) -> Iterator[Entry]:
        taken = [each for each in self.taken if each.appointment.practitioner_id == who]
        off = [each for each in self.off if each.practitioner_id == who]
        yield from (each for each in taken if _date(each) == on and self._is_here(each))
        yield from self._free(who, on, taken, off)
        begins, ends = span(on, time.min, time.max, settings().clinic_timezone.key)
        yield from (
            Off(max(each.starts_at, begins), min(each.ends_at, ends), settings().clinic_timezone)
            for each in off
            if each.starts_at < ends and each.ends_at > begins
        )

    def _is_here(self, taken: Taken) -> bool:
        looked, place = self.looked, taken.appointment.location_id
        return looked.is_anywhere or place == looked.location_id

    def _free(self, who: uuid.UUID, on: date, taken: list[Taken], off: list[TimeOff]) -> Iterator[Free]:
        """Give what is left of somebody's hours, from now on."""
        busy = [(each.appointment.taken_from, each.appointment.taken_until) for each in taken if each.takes_time]
        busy += [(each.starts_at, each.ends_at) for each in off]
        for hours in self._hours(who, on):
            place = self.places.get(hours.location_id) if hours.location_id else None
            for begins, ends in _left(span(on, hours.opens, hours.closes, hours.zone), busy):
                yield Free(begins, ends, ZoneInfo(hours.zone), place.name if place else "By video")

    def _hours(self, who: uuid.UUID, on: date) -> list[Hours]:
        timetable = self.timetables.get(who)
        hours = timetable.on(on, working_time().is_closed(on)) if timetable else []
        return [each for each in hours if self.looked.holds(each)]


def _left(hours: Span, busy: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Give what is left of some hours beside what takes time, from now on."""
    free = max(hours.begins, utcnow().replace(second=0, microsecond=0))
    for begins, ends in sorted(busy):
        if begins > free and begins < hours.ends:
            yield free, begins
        free = max(free, ends)
    if free < hours.ends:
        yield free, hours.ends


def _begins(entry: Entry) -> tuple[datetime, datetime]:
    return entry.begins, entry.ends


def _date(taken: Taken) -> date:
    return taken.begins.astimezone(taken.zone).date()


def _practitioners(only: uuid.UUID | None) -> list[Practitioner]:
    wanted = select(Practitioner).join(Schedule, Schedule.practitioner_id == Practitioner.id)
    wanted = wanted.where(Practitioner.id == only) if only else wanted
    return list(db.session.scalars(wanted.order_by(Practitioner.name, Practitioner.id)))


def _taken(looked: Looked) -> list[Taken]:
    """Give the appointments of these days; a day more at either end, for places whose clocks are others."""
    zone = settings().clinic_timezone
    wanted = (
        select(Appointment, AppointmentKind.name, Location, Intake.reference, Intake.name)
        .join(AppointmentKind, AppointmentKind.id == Appointment.kind_id)
        .outerjoin(Location, Location.id == Appointment.location_id)
        .outerjoin(Intake, Intake.id == Appointment.intake_id)
        .where(Appointment.starts_at.between(end_of(looked.first - 2 * DAY, zone), end_of(looked.last + DAY, zone)))
        .where(Appointment.state.in_(SHOWN), _is_not_run_out())
    )
    if looked.practitioner_id:
        wanted = wanted.where(Appointment.practitioner_id == looked.practitioner_id)
    rows = db.session.execute(wanted, execution_options={"populate_existing": True})
    return [Taken(*row) for row in rows]


def _is_not_run_out() -> ColumnElement[bool]:
    return or_(Appointment.held_until.is_(None), Appointment.held_until > utcnow())


def _off(looked: Looked) -> list[TimeOff]:
    zone = settings().clinic_timezone
    wanted = select(TimeOff).where(TimeOff.starts_at < end_of(looked.last, zone))
    return list(db.session.scalars(wanted.where(TimeOff.ends_at > end_of(looked.first - DAY, zone))))
