"""What people do with their own appointment, by the rules that hold for them and not for staff.

Each locks the request first, so that what is asked here still holds when it is done. Besides what it says, each raises
what the verbs of `booking` raise, and NotOffered.
"""

import uuid
from datetime import datetime, timedelta

from clinic.core.audit import PATIENT
from clinic.core.clock import today, utcnow
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.intake import services as intakes
from clinic.intake.models import Intake
from clinic.intake.queries import answers_of
from clinic.intake.rules import SAFETY_ASKED
from clinic.scheduling import booking, queries
from clinic.scheduling.booking import ChangedMeanwhile
from clinic.scheduling.models import Appointment, State
from clinic.scheduling.wishes import Choice, wish_of_patient


class PersonFirst(Refusal):
    """Somebody must have been in touch before a time is chosen."""


class TooLate(Refusal):
    """The appointment begins so soon that it is changed by telephone only."""


def may_choose(intake: Intake) -> bool:
    """Tell whether people choose a time themselves.

    Not while something is urgent or held, and not before a person was in touch, the safety questions were answered or
    they had an appointment: a request that is booked no longer waits for anybody to read it.
    """
    if intake.state not in intakes.OPEN_TO_ADDITIONS or intake.wants_person_first:
        return False
    if not intake.state.is_waiting or queries.had_one(intake.id):
        return True
    return bool(SAFETY_ASKED.met(answers_of(intake.id).answers, today()))


def may_change(appointment: Appointment) -> bool:
    """Tell whether it is still booked, and early enough to be changed without a call."""
    return appointment.state is State.booked and utcnow() <= changed_until(appointment)


def changed_until(appointment: Appointment) -> datetime:
    """Give until when people change an appointment themselves."""
    return appointment.starts_at - timedelta(hours=queries.rules().change_hours)


def choose(intake_id: uuid.UUID, choice: Choice, starts_at: datetime) -> Appointment:
    """Book a time for one's own request. Raises PersonFirst."""
    with transaction():
        if not may_choose(intakes.lock(intake_id)):
            raise PersonFirst
        wish = wish_of_patient(choice, queries.is_new(intake_id))
        appointment = booking.book(intake_id, wish, starts_at, PATIENT)
        intakes.note_booked(intake_id)
    return appointment


def move(intake_id: uuid.UUID, sequence: int, choice: Choice, starts_at: datetime) -> Appointment:
    """Move one's own appointment. Raises TooLate."""
    with transaction():
        appointment = _changeable(intake_id, sequence)
        wish = wish_of_patient(choice, queries.is_new(intake_id), besides=(appointment.id,))
        return booking.move(appointment.id, sequence, wish, starts_at, PATIENT)


def cancel(intake_id: uuid.UUID, sequence: int) -> Appointment:
    """Cancel one's own appointment. Raises TooLate."""
    with transaction():
        return booking.cancel(_changeable(intake_id, sequence).id, sequence, PATIENT)


def _changeable(intake_id: uuid.UUID, sequence: int) -> Appointment:
    intakes.lock(intake_id)
    ahead = queries.one_ahead(intake_id)
    if ahead is None or ahead.appointment.sequence != sequence:
        raise ChangedMeanwhile
    if not may_change(ahead.appointment):
        raise TooLate
    return ahead.appointment
