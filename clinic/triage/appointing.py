"""The verbs about a request's appointment. Each is a decision, with the minute in which it can be undone.

Each takes the version of the case that its actor saw; nobody hears of it before the minute is over. Raises
DecidedMeanwhile, NotNow and NotYours, and what it says besides.
"""

import uuid
from datetime import datetime

from clinic.core.audit import Actor
from clinic.intake import services as intakes
from clinic.intake.models import State
from clinic.scheduling import booking
from clinic.scheduling.availability import Wish
from clinic.scheduling.marking import is_time
from clinic.scheduling.models import Change
from clinic.triage.models import Decision, Move
from clinic.triage.moves import DecidedMeanwhile, TooEarly
from clinic.triage.steps import UNDO, Step, deciding

LEADS_TO = {Move.arrived: State.booked, Move.completed: State.completed, Move.missed: State.contacted}
"""How a request stands once this is noted of its appointment."""


def book_time(
    intake_id: uuid.UUID, version: int, wish: Wish, starts_at: datetime, words: str, actor: Actor
) -> Decision:
    """Book a time for a request. Raises SlotTaken."""
    with deciding(intake_id, version, Move.booked, actor, words) as step:
        step.keep(booking.book(intake_id, wish, starts_at, actor, UNDO))
        step.reach()
        intakes.set_state(step.intake, State.booked)
    return step.kept


def move_time(
    intake_id: uuid.UUID, version: int, wish: Wish, starts_at: datetime, words: str, actor: Actor
) -> Decision:
    """Move a request's appointment to another time. Raises SlotTaken."""
    with deciding(intake_id, version, Move.moved, actor, words) as step:
        now = step.appointment.appointment
        step.keep(booking.move(now.id, now.sequence, wish, starts_at, actor, UNDO))
        step.reach()
    return step.kept


def cancel(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Cancel a request's appointment. Whom nobody was ever in touch with is promised a reply anew."""
    with deciding(intake_id, version, Move.cancelled, actor, words) as step:
        cancel_ahead(step, actor)
        step.reach()
        if step.case.first_contact_at:
            intakes.set_state(step.intake, State.contacted)
        else:
            intakes.wait_anew(step.intake)
    return step.kept


def mark(intake_id: uuid.UUID, version: int, move: Move, words: str, actor: Actor) -> Decision:
    """Note that the patient arrived or did not come. Raises TooEarly."""
    with deciding(intake_id, version, move, actor, words) as step:
        _mark(step, actor)
    return step.kept


def mark_seen(intake_id: uuid.UUID, appointment_id: uuid.UUID, sequence: int, move: Move, actor: Actor) -> Decision:
    """Note something of an appointment as it was seen by itself, whatever else was decided about the request.

    Raises TooEarly.
    """
    with deciding(intake_id, None, move, actor) as step:
        seen = step.ahead.appointment if step.ahead else None
        if seen is None or (seen.id, seen.sequence) != (appointment_id, sequence):
            raise DecidedMeanwhile(step.case.version)
        _mark(step, actor)
    return step.kept


def complete(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Note that the consultation took place, booked here or agreed elsewhere. Raises TooEarly."""
    with deciding(intake_id, version, Move.completed, actor, words) as step:
        if step.ahead:
            _mark(step, actor)
        intakes.set_state(step.intake, State.completed)
    return step.kept


def cancel_ahead(step: Step, actor: Actor) -> None:
    """Cancel the appointment as a part of a decision."""
    now = step.appointment.appointment
    step.keep(booking.cancel(now.id, now.sequence, actor, UNDO))


def _mark(step: Step, actor: Actor) -> None:
    move, now = step.kept.move, step.appointment.appointment
    change = Change(move.value)
    if not is_time(change, now, step.appointment.zone):
        raise TooEarly
    step.keep(booking.mark(now.id, now.sequence, change, actor, UNDO))
    intakes.set_state(step.intake, LEADS_TO[move])
