"""An appointment that a change of what is arranged touches."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import today
from clinic.core.db import db
from clinic.intake.models import Source
from clinic.intake.services import submit_intake
from clinic.scheduling import booking
from clinic.scheduling.arranging import weeks
from clinic.scheduling.arranging.models import Schedule, TimeOff
from clinic.scheduling.availability import DAY, diary
from clinic.scheduling.models import Appointment
from clinic.scheduling.rearranging.models import Rearrangement
from tests.scheduling.arranged import Arranged, arrange
from tests.world import QUICK


@dataclass(frozen=True)
class Touched:
    """A practitioner with a changed day and time off, and an appointment that lies in the latter."""

    location_id: uuid.UUID
    kind_id: uuid.UUID
    practitioner_id: uuid.UUID
    changed_on: date
    time_off_id: uuid.UUID
    task_id: uuid.UUID


def arrange_once() -> Touched:
    """Arrange a clinic and book somebody whom time off then touches; another clinic each time it is asked for."""
    unique = uuid.uuid4().hex
    arranged = arrange(called=unique)
    appointment = book(arranged, unique)
    practitioner_id, changed_on = arranged.practitioner_ids[0], today() + DAY * 30
    weeks.change_day(practitioner_id, version(practitioner_id), changed_on, [], "", SYSTEM)
    absence = weeks.Absence(appointment.starts_at, appointment.ends_at, "Training")
    weeks.take_off(practitioner_id, version(practitioner_id), absence, SYSTEM)
    time_off_id = db.session.scalars(select(TimeOff.id).where(TimeOff.practitioner_id == practitioner_id)).one()
    task_id = db.session.scalars(select(Rearrangement.id).where(Rearrangement.appointment_id == appointment.id)).one()
    return Touched(arranged.location_id, arranged.kind_id, practitioner_id, changed_on, time_off_id, task_id)


def book(arranged: Arranged, key: str = "a key", **answers: object) -> Appointment:
    """Book the first time that is free from a week on for somebody new."""
    intake_id = submit_intake({**QUICK, **answers}, Source.quick, key, PATIENT).id
    wish, first = arranged.staffs_wish(), today() + DAY * 7
    slot = diary(wish, first, first + DAY * 7).slots[0]
    return booking.book(intake_id, wish, slot.starts_at, SYSTEM)


def version(practitioner_id: uuid.UUID) -> int:
    return db.session.scalars(select(Schedule.version).where(Schedule.practitioner_id == practitioner_id)).one()


def off_around(moment: datetime) -> weeks.Absence:
    return weeks.Absence(moment - timedelta(hours=1), moment + timedelta(hours=3), "Training")
