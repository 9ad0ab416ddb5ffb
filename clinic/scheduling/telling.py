"""Who is owed which email when an appointment changes, and what is withheld because it says what is no longer so."""

from datetime import timedelta

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe, plan, withhold
from clinic.scheduling import queries
from clinic.scheduling.models import Appointment, Change, State
from clinic.staff.models import Practitioner

CONFIRMED = "scheduling.confirmed"
MOVED = "scheduling.moved"
CANCELLED = "scheduling.cancelled"
MISSED = "scheduling.missed"
DIARY = "scheduling.diary"
"""To the practitioner."""
REMINDERS = ("scheduling.first_reminder", "scheduling.second_reminder", "scheduling.last_reminder")

NEWS = {Change.booked: CONFIRMED, Change.moved: MOVED, Change.cancelled: CANCELLED, Change.missed: MISSED}
STANDS_NO_MORE = {
    Change.moved: "The appointment was moved.",
    Change.cancelled: "The appointment was cancelled.",
    Change.missed: "The appointment was missed.",
    Change.arrived: "The patient had arrived.",
    Change.completed: "The appointment had taken place.",
    Change.put_back: "The change was taken back.",
}
OVERTAKEN = (CONFIRMED, MOVED, CANCELLED, MISSED, DIARY, *REMINDERS)


def tell(appointment: Appointment, change: Change, after: timedelta) -> None:
    """Withhold what is no longer so, and owe the patient and the practitioner what is, each after a while."""
    if appointment.intake_id is None:
        return
    was_unsaid = _withhold(appointment, change)
    patient = _address_of_patient(appointment)
    if patient and change in NEWS:
        kind = CONFIRMED if change is Change.moved and was_unsaid else NEWS[change]
        tokens.keep_open(Purpose.request_link, appointment.intake_id)
        owe(_envelope(kind, appointment, patient), after=after)
    if patient and appointment.state is State.booked:
        _plan_reminders(appointment, patient)
    if change in (Change.booked, Change.moved, Change.cancelled):
        owe(_envelope(DIARY, appointment, _address_of_practitioner(appointment)), after=after)


def _withhold(appointment: Appointment, change: Change) -> bool:
    """Withhold what waits and says something else by now; tells whether the confirmation was among it."""
    reason = STANDS_NO_MORE.get(change)
    if reason is None:
        return False
    withhold([each for each in OVERTAKEN if each != CONFIRMED], appointment.id, reason)
    return withhold([CONFIRMED], appointment.id, reason) > 0


def _plan_reminders(appointment: Appointment, patient: str) -> None:
    for kind, ahead in zip(REMINDERS, queries.rules().reminders, strict=True):
        at = appointment.starts_at - timedelta(hours=ahead)
        if ahead and at > utcnow():
            plan(at, _envelope(kind, appointment, patient))


def _envelope(kind: str, appointment: Appointment, recipient: str) -> Envelope:
    assert appointment.intake_id is not None, "nobody is told of a time that is held for a form"
    return Envelope(kind, appointment.intake_id, recipient, appointment.id)


def _address_of_patient(appointment: Appointment) -> str | None:
    return db.session.scalar(select(Intake.email).where(Intake.id == appointment.intake_id))


def _address_of_practitioner(appointment: Appointment) -> str:
    wanted = select(Practitioner.email).where(Practitioner.id == appointment.practitioner_id)
    return db.session.scalars(wanted).one()
