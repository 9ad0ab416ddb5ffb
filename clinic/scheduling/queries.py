"""What is asked about appointments."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule
from clinic.scheduling.models import AHEAD, Appointment, AppointmentEvent, State
from clinic.scheduling.rules import RULES, BookingRules
from clinic.staff.models import Practitioner

BY_VIDEO = "video"
"""As the place of an appointment, in a page's address."""


BOOKED = (
    select(Appointment, AppointmentKind, Practitioner, Location, Schedule.video_url)
    .join(AppointmentKind, AppointmentKind.id == Appointment.kind_id)
    .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
    .join(Schedule, Schedule.practitioner_id == Appointment.practitioner_id)
    .outerjoin(Location, Location.id == Appointment.location_id)
    .order_by(Appointment.starts_at)
)
HELD = select(Appointment.id).where(Appointment.draft_id == bindparam("form"))


@dataclass(frozen=True)
class Booked:
    """An appointment with everything that is said of it."""

    appointment: Appointment
    kind: AppointmentKind
    practitioner: Practitioner
    location: Location | None
    video_url: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.zone) if self.location else settings().clinic_timezone


def rules() -> BookingRules:
    """Give the rules that hold, as this process knows them: at most half a minute old."""
    return RULES.memory.now().value


def booked(appointment_id: uuid.UUID) -> Booked | None:
    return next(iter(_all(Appointment.id == appointment_id)), None)


def appointments(*ids: uuid.UUID) -> list[Booked]:
    """Give these appointments in the order of their times."""
    return _all(Appointment.id.in_(ids)) if ids else []


def appointments_of(*intake_ids: uuid.UUID) -> list[Booked]:
    """Give the appointments of these requests, cancelled ones too, in the order of their times."""
    return _all(Appointment.intake_id.in_(intake_ids))


def ahead_of(intake_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Booked]:
    """Give the appointments that these requests have ahead of them, by request."""
    found = _all(Appointment.intake_id.in_(list(intake_ids)), Appointment.state.in_(AHEAD))
    return {each.appointment.intake_id: each for each in found if each.appointment.intake_id}


def one_ahead(intake_id: uuid.UUID) -> Booked | None:
    """Give the appointment that a request has ahead of it."""
    return next(iter(_all(Appointment.intake_id == intake_id, Appointment.state.in_(AHEAD))), None)


def is_ahead(
    intake_id: ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID],
    practitioner_id: uuid.UUID | None,
    place: str,
) -> ColumnElement[bool]:
    """Tell, in another question, whether a request has an appointment ahead with somebody, and in a place.

    The place is BY_VIDEO or a location's id; nothing is any.
    """
    wanted = select(Appointment.id).where(Appointment.intake_id == intake_id, Appointment.state.in_(AHEAD))
    if practitioner_id:
        wanted = wanted.where(Appointment.practitioner_id == practitioner_id)
    if place == BY_VIDEO:
        wanted = wanted.where(Appointment.location_id.is_(None))
    elif place:
        wanted = wanted.where(Appointment.location_id == uuid.UUID(place))
    return wanted.exists()


def standing_before(appointment_id: uuid.UUID, sequence: int) -> dict[str, Any] | None:
    """Give how an appointment stood before this change of it; nothing when it was not there."""
    wanted = select(AppointmentEvent.before).where(AppointmentEvent.appointment_id == appointment_id)
    before: dict[str, Any] | None = db.session.scalars(wanted.where(AppointmentEvent.sequence == sequence)).one()
    return before


def was_changed_by_others(intake_id: uuid.UUID, since: datetime) -> bool:
    """Tell whether somebody other than the staff changed an appointment of a request since a moment."""
    changed = select(AppointmentEvent.id).join(Appointment, Appointment.id == AppointmentEvent.appointment_id)
    changed = changed.where(Appointment.intake_id == intake_id, AppointmentEvent.at >= since)
    return db.session.scalar(changed.where(~AppointmentEvent.actor.startswith("staff:")).limit(1)) is not None


def lost_by(intake_id: uuid.UUID) -> Booked | None:
    """Give the time that was held for a request's form and had gone when it was sent: it was never an appointment."""
    gone = (Appointment.state == State.cancelled, Appointment.sequence == 0)
    return next(iter(_all(Appointment.intake_id == intake_id, *gone)), None)


def had_one(intake_id: uuid.UUID) -> bool:
    """Tell whether a request ever had an appointment, whatever became of it."""
    had = select(Appointment.id).where(Appointment.intake_id == intake_id, Appointment.state != State.held)
    return db.session.scalar(had.where(Appointment.sequence > 0).limit(1)) is not None


def is_new(intake_id: uuid.UUID) -> bool:
    """Tell whether nobody has seen this person here yet, as far as this request knows."""
    seen = select(Appointment.id).where(Appointment.intake_id == intake_id, Appointment.state == State.completed)
    return db.session.scalar(seen.limit(1)) is None


def held_for(draft_id: uuid.UUID) -> Booked | None:
    """Give the time held for a form, also when its hold has run out and nobody else wanted it yet."""
    id = held_id(draft_id)  # most forms hold none, which is told sooner by this alone
    return booked(id) if id else None


def held_id(draft_id: uuid.UUID) -> uuid.UUID | None:
    return db.session.scalar(HELD, {"form": draft_id})


def changed_at(appointment_id: uuid.UUID) -> datetime:
    """Give when an appointment was last changed."""
    latest = select(func.max(AppointmentEvent.at)).where(AppointmentEvent.appointment_id == appointment_id)
    return db.session.scalars(latest).one()


def _all(*conditions: object) -> list[Booked]:
    wanted = BOOKED.where(*conditions)  # type: ignore[arg-type]  # columns' comparisons
    rows = db.session.execute(wanted, execution_options={"populate_existing": True})
    return [Booked(*row) for row in rows]
