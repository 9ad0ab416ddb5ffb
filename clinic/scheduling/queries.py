"""What is asked about appointments."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule
from clinic.scheduling.models import AHEAD, Appointment, AppointmentEvent
from clinic.scheduling.rules import RULES, BookingRules
from clinic.staff.models import Practitioner


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


def one_ahead(intake_id: uuid.UUID) -> Booked | None:
    """Give the appointment that a request has ahead of it."""
    return next(iter(_all(Appointment.intake_id == intake_id, Appointment.state.in_(AHEAD))), None)


def held_for(draft_id: uuid.UUID) -> Booked | None:
    """Give the time held for a form, also when its hold has run out and nobody else wanted it yet."""
    return next(iter(_all(Appointment.draft_id == draft_id)), None)


def changed_at(appointment_id: uuid.UUID) -> datetime:
    """Give when an appointment was last changed."""
    latest = select(func.max(AppointmentEvent.at)).where(AppointmentEvent.appointment_id == appointment_id)
    return db.session.scalars(latest).one()


def _all(*conditions: object) -> list[Booked]:
    wanted = (
        select(Appointment, AppointmentKind, Practitioner, Location, Schedule.video_url)
        .join(AppointmentKind, AppointmentKind.id == Appointment.kind_id)
        .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
        .join(Schedule, Schedule.practitioner_id == Appointment.practitioner_id)
        .outerjoin(Location, Location.id == Appointment.location_id)
        .where(*conditions)  # type: ignore[arg-type]  # columns' comparisons
        .order_by(Appointment.starts_at)
    )
    rows = db.session.execute(wanted, execution_options={"populate_existing": True})
    return [Booked(*row) for row in rows]
