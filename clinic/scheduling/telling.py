"""Who is owed which email when an appointment changes, and what is withheld because it says what is no longer so."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose, Source
from clinic.notifications import queries as mail
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe, plan, withhold
from clinic.scheduling import reminders
from clinic.scheduling.models import Appointment, Change, State
from clinic.scheduling.reminders import REMINDERS
from clinic.scheduling.told import Standing, as_told, is_told
from clinic.staff.models import Practitioner

CONFIRMED = "scheduling.confirmed"
MOVED = "scheduling.moved"
CANCELLED = "scheduling.cancelled"
MISSED = "scheduling.missed"
QUESTIONNAIRE = "scheduling.questionnaire"
"""Please tell us more before we meet."""
DIARY = "scheduling.diary"
"""To the practitioner."""
HANDED_ON = "scheduling.handed_on"
"""To the practitioner who had it before."""

NEWS = {Change.booked: CONFIRMED, Change.moved: MOVED, Change.cancelled: CANCELLED, Change.missed: MISSED}
STANDS_NO_MORE = {
    Change.moved: "The appointment was moved.",
    Change.cancelled: "The appointment was cancelled.",
    Change.missed: "The appointment was missed.",
    Change.arrived: "The patient had arrived.",
    Change.completed: "The appointment had taken place.",
    Change.put_back: "The change was taken back.",
}
OVERTAKEN = (*NEWS.values(), DIARY, *REMINDERS)
TIMES_TOLD = (CONFIRMED, MOVED)
"""By these a patient knows when to come."""
IN_DIARY = (Change.booked, Change.moved, Change.cancelled, Change.put_back)
"""What practitioners hear of."""

ASKED_AFTER = timedelta(hours=3)
"""After booking by the short form people are asked for the rest: not in one breath with the booking."""


class Patient(NamedTuple):
    email: str | None
    source: Source


def tell(appointment: Appointment, change: Change, after: timedelta, before: Mapping[str, Any] | None = None) -> None:
    """Withhold what is no longer so, and owe the patient and the practitioners what is, each after a while.

    `before` is how the appointment stood until now, as an event keeps it.
    """
    if appointment.intake_id is None:
        return
    if reason := STANDS_NO_MORE.get(change):
        withhold(OVERTAKEN, appointment.id, reason)
    patient = _patient(appointment.intake_id)
    if patient.email:
        _tell_patient(appointment, change, patient.email, after)
        if change is Change.booked and patient.source is Source.quick:
            plan(utcnow() + ASKED_AFTER, _envelope(QUESTIONNAIRE, appointment, patient.email))
    if change in IN_DIARY:
        _tell_practitioners(appointment, after, before)


def _tell_patient(appointment: Appointment, change: Change, patient: str, after: timedelta) -> None:
    if kind := _news(appointment, change, patient):
        assert appointment.intake_id is not None, "nobody is told of a time that is held for a form"
        tokens.keep_open(Purpose.request_link, appointment.intake_id)
        owe(_envelope(kind, appointment, patient), after=after)
    if appointment.state is State.booked:
        for kind, at in reminders.planned(appointment.starts_at).items():
            plan(at, _envelope(kind, appointment, patient))


def _news(appointment: Appointment, change: Change, patient: str) -> str | None:
    """Give the email by which a patient hears of a change. Who knows of no time yet has it confirmed, not moved."""
    if change is Change.put_back:
        return _news_of_taking_back(appointment, patient)
    if change is Change.moved and not is_told(appointment, patient, TIMES_TOLD):
        return CONFIRMED
    return NEWS.get(change)


def _news_of_taking_back(appointment: Appointment, patient: str) -> str | None:
    """Let who was told of what is taken back, or never told of what stands again, know what stands."""
    knows = is_told(appointment, patient, TIMES_TOLD)
    if appointment.state is not State.booked:
        return CANCELLED if knows and appointment.state is State.cancelled else None
    if not knows:
        return CONFIRMED
    told = as_told(appointment, patient, TIMES_TOLD)
    is_wrong = told not in (None, Standing.of(appointment))
    return MOVED if is_wrong or mail.is_going(appointment.id, NEWS.values()) else None


def _tell_practitioners(appointment: Appointment, after: timedelta, before: Mapping[str, Any] | None) -> None:
    """Tell whose diary it is in, and who had it until now. What they know already is seen when it is sent."""
    owe(_envelope(DIARY, appointment, _address(appointment.practitioner_id)), after=after)
    earlier = Standing.kept(before).practitioner_id if before else appointment.practitioner_id
    if earlier != appointment.practitioner_id:
        owe(_envelope(HANDED_ON, appointment, _address(earlier)), after=after)


def _envelope(kind: str, appointment: Appointment, recipient: str) -> Envelope:
    assert appointment.intake_id is not None, "nobody is told of a time that is held for a form"
    return Envelope(kind, appointment.intake_id, recipient, appointment.id)


def _patient(intake_id: uuid.UUID) -> Patient:
    row = db.session.execute(select(Intake.email, Intake.source).where(Intake.id == intake_id)).one()
    return Patient(*row)


def _address(practitioner_id: uuid.UUID) -> str:
    return db.session.scalars(select(Practitioner.email).where(Practitioner.id == practitioner_id)).one()
