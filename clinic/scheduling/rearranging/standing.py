"""Which appointments ahead no longer lie in what is arranged, and why."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, exists, or_, select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.practice.working_time import WorkingTime
from clinic.scheduling.arranging import queries as arranging
from clinic.scheduling.arranging.hours import Span, Timetable, span
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule, TimeOff, kind_practitioner
from clinic.scheduling.availability import DAY
from clinic.scheduling.models import AHEAD, Appointment, State
from clinic.scheduling.rearranging.models import Why


class Ahead(NamedTuple):
    """An appointment still to come, or a time that somebody is choosing, and what of its surroundings still holds."""

    id: uuid.UUID
    sequence: int
    state: State
    practitioner_id: uuid.UUID
    location_id: uuid.UUID | None
    starts_at: datetime
    ends_at: datetime
    zone: str | None
    has_practitioner: bool
    has_kind: bool
    has_place: bool
    is_off: bool

    @property
    def is_booked(self) -> bool:
        return self.state in AHEAD


class Fault(NamedTuple):
    """An appointment that does not stand, and why."""

    appointment: Ahead
    whys: tuple[Why, ...]
    """The greatest first."""

    @property
    def why(self) -> Why:
        return self.whys[0]

    def beyond(self, other: "Fault | None") -> "Fault | None":
        """Give what is at fault that was not before; nothing when nothing is."""
        fresh = tuple(why for why in self.whys if other is None or why not in other.whys)
        return Fault(self.appointment, fresh) if fresh else None


Faults = Mapping[uuid.UUID, Fault]


def faults(now: datetime, opening: WorkingTime, *only: ColumnElement[bool]) -> Faults:
    """Give the appointments after this moment that do not stand, by their ids; of some of them only."""
    ahead = [Ahead(*row) for row in db.session.execute(_ahead(now, *only))]
    timetables = _timetables(ahead)
    found = ((each, _whys(each, timetables.get(each.practitioner_id), opening)) for each in ahead)
    return {each.id: Fault(each, whys) for each, whys in found if whys}


def _ahead(now: datetime, *only: ColumnElement[bool]) -> Select[Any]:
    of_both = (
        kind_practitioner.c.kind_id == Appointment.kind_id,
        kind_practitioner.c.practitioner_id == Appointment.practitioner_id,
    )
    mode_is_given = case((Appointment.location_id.is_(None), AppointmentKind.by_video), else_=AppointmentKind.in_person)
    off = (
        TimeOff.practitioner_id == Appointment.practitioner_id,
        TimeOff.starts_at < Appointment.ends_at,
        TimeOff.ends_at > Appointment.starts_at,
    )
    wanted = (
        select(Appointment.id, Appointment.sequence, Appointment.state, Appointment.practitioner_id)
        .add_columns(Appointment.location_id, Appointment.starts_at, Appointment.ends_at, Location.zone)
        .add_columns(Schedule.is_open, mode_is_given & exists().where(*of_both))
        .add_columns(or_(Appointment.location_id.is_(None), Location.is_open), exists().where(*off))
        .join(AppointmentKind, AppointmentKind.id == Appointment.kind_id)
        .join(Schedule, Schedule.practitioner_id == Appointment.practitioner_id)
        .outerjoin(Location, Location.id == Appointment.location_id)
    )
    is_held = (Appointment.state == State.held) & (Appointment.held_until > now)
    wanted = wanted.where(Appointment.starts_at > now - DAY, Appointment.ends_at > now)
    return wanted.where(or_(Appointment.state.in_(AHEAD), is_held), *only).order_by(Appointment.starts_at)


def _timetables(ahead: list[Ahead]) -> Mapping[uuid.UUID, Timetable]:
    if not ahead:
        return {}
    first, last = ahead[0].starts_at.date() - DAY, ahead[-1].starts_at.date() + DAY
    found = arranging.timetables_of({each.practitioner_id for each in ahead}, first, last)
    return {each.practitioner_id: each for each in found}


def _whys(ahead: Ahead, timetable: Timetable | None, opening: WorkingTime) -> tuple[Why, ...]:
    """Say what is at fault with an appointment, the greatest first."""
    day = ahead.starts_at.astimezone(ZoneInfo(ahead.zone) if ahead.zone else settings().clinic_timezone).date()
    is_closed = opening.is_closed(day) and not (timetable and day in timetable.changed)
    holds = {
        Why.practitioner: ahead.has_practitioner,
        Why.kind: ahead.has_kind,
        Why.location: ahead.has_place,
        Why.time_off: not ahead.is_off,
        Why.closed: not is_closed,
        # Without a place, or on a day of rest, there are no hours to lie in.
        Why.hours: is_closed or not ahead.has_place or _lies_in_hours(ahead, timetable, day),
    }
    return tuple(why for why, does_hold in holds.items() if not does_hold)


def _lies_in_hours(ahead: Ahead, timetable: Timetable | None, day: date) -> bool:
    hours = timetable.on(day, is_closed=False) if timetable else []
    theirs = [span(day, each.opens, each.closes, each.zone) for each in hours if each.offers(ahead.location_id)]
    return any(_holds(each, ahead) for each in _joined(theirs))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Put spans that go on without a break into one."""
    joined: list[Span] = []
    for each in sorted(spans):
        if joined and each.begins <= joined[-1].ends:
            joined[-1] = Span(joined[-1].begins, max(each.ends, joined[-1].ends))
        else:
            joined.append(each)
    return joined


def _holds(span: Span, ahead: Ahead) -> bool:
    return span.begins <= ahead.starts_at and ahead.ends_at <= span.ends
