"""Who is owed which email when an appointment changes, and what is withheld because it says what is no longer so."""

from datetime import timedelta

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification
from clinic.notifications.models import State as Progress
from clinic.notifications.services import owe, plan, withhold
from clinic.scheduling import queries
from clinic.scheduling.models import Appointment, AppointmentEvent, Change, State
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


def tell(appointment: Appointment, change: Change, after: timedelta) -> None:
    """Withhold what is no longer so, and owe the patient and the practitioner what is, each after a while."""
    if appointment.intake_id is None:
        return
    was_unsaid = _withhold(appointment, change)
    patient = _address_of_patient(appointment)
    if patient and (kind := _news(appointment, change, was_unsaid)):
        tokens.keep_open(Purpose.request_link, appointment.intake_id)
        owe(_envelope(kind, appointment, patient), after=after)
    if patient and appointment.state is State.booked:
        _plan_reminders(appointment, patient)
    if change in (Change.booked, Change.moved, Change.cancelled, Change.put_back):
        owe(_envelope(DIARY, appointment, _address_of_practitioner(appointment)), after=after)


def _news(appointment: Appointment, change: Change, was_unsaid: bool) -> str | None:
    """Give what the patient is to be told, in view of what they know already."""
    if change is Change.put_back:
        return _news_of_putting_back(appointment, was_unsaid)
    if change is Change.moved and was_unsaid and not _has_heard(appointment):
        return CONFIRMED
    return NEWS.get(change)


def _news_of_putting_back(appointment: Appointment, was_unsaid: bool) -> str | None:
    """Contradict what was told; tell of an appointment that stands again and of which nothing was told yet."""
    has_heard = _has_heard(appointment)
    if appointment.state is not State.booked:
        return CANCELLED if has_heard and appointment.state is State.cancelled and not was_unsaid else None
    if not has_heard:
        return CONFIRMED
    return None if was_unsaid or _latest_change(appointment) not in NEWS else MOVED


def _has_heard(appointment: Appointment) -> bool:
    """Tell whether an email about this appointment has gone to the patient, or is on its way."""
    gone = select(Notification.id).where(Notification.item_id == appointment.id, Notification.kind.in_(NEWS.values()))
    gone = gone.where(Notification.state.in_((Progress.sending, Progress.sent)))
    return db.session.scalar(gone.limit(1)) is not None


def _latest_change(appointment: Appointment) -> Change | None:
    """Give the change before the one that is being made."""
    wanted = select(AppointmentEvent.change).where(AppointmentEvent.appointment_id == appointment.id)
    return db.session.scalar(wanted.order_by(AppointmentEvent.id.desc()).limit(1))


def _withhold(appointment: Appointment, change: Change) -> bool:
    """Withhold what waits and says something else by now; tells whether there was news for the patient among it."""
    reason = STANDS_NO_MORE.get(change)
    if reason is None:
        return False
    withhold([DIARY, *REMINDERS], appointment.id, reason)
    return withhold(NEWS.values(), appointment.id, reason) > 0


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
