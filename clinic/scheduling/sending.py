"""What becomes of the time that somebody chose in the form, in the transaction in which the form is sent."""

import uuid

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import services as intakes
from clinic.intake.models import Draft, Intake
from clinic.scheduling import holding
from clinic.scheduling.models import State


def book_what_was_held(draft: Draft, intake_id: uuid.UUID) -> None:
    """Book it, unless a person must read the answers first, or the time is gone; the request is stored all the same."""
    intake = db.session.get_one(Intake, intake_id)
    appointment = holding.become_booking(draft.id, intake_id, not intake.wants_person_first, PATIENT)
    if appointment and appointment.state is State.booked:
        intakes.note_booked(intake_id)


def keep_what_is_held(draft: Draft) -> None:
    """Hold the time on, because the form goes on."""
    holding.keep(draft.id)
