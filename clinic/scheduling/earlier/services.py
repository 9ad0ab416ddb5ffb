"""The verbs of an earlier time: ask, stop, offer, accept, decline.

Each locks the request first. What somebody has stays theirs until they accept; the offer is a time held for them.
"""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import PATIENT, SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.intake import services as intakes
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe, withhold
from clinic.scheduling import booking, diaries, own, queries
from clinic.scheduling.availability import Wish
from clinic.scheduling.booking import ChangedMeanwhile
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.earlier import queries as earlier
from clinic.scheduling.earlier.models import EarlierTime
from clinic.scheduling.models import Appointment, Change, State
from clinic.scheduling.own import TooLate
from clinic.scheduling.wishes import NotOffered, wish_that_stands

EARLIER_TIME = "scheduling.earlier_time"
RECORD = "earlier_time"
"""As the audit trail calls what is done here to an appointment."""
OVER = "The offer was over."


class OfferOver(Refusal):
    """That time is no longer held for this person: they answered, or took too long."""


def ask(intake_id: uuid.UUID, practitioner_id: uuid.UUID | None = None) -> None:
    """Ask for an earlier time, with one practitioner only or with anybody. Raises as `own.move`."""
    with transaction() as session:
        intakes.lock(intake_id)
        ahead = queries.one_ahead(intake_id)
        if ahead is None:
            raise ChangedMeanwhile
        if not own.may_change(ahead.appointment):
            raise TooLate
        if earlier.asked(intake_id):
            return
        wanted = EarlierTime(intake_id=intake_id, appointment_id=ahead.appointment.id, practitioner_id=practitioner_id)
        wanted.known = earlier.free_times(earlier.wish_for(ahead.appointment, practitioner_id))
        session.add(wanted)
        audit.record(PATIENT, "asked", RECORD, ahead.appointment.id)


def stop(intake_id: uuid.UUID, actor: Actor) -> None:
    """Ask no more; what was offered is free again."""
    with transaction() as session:
        intakes.lock(intake_id)
        wanted = earlier.asked(intake_id)
        if wanted:
            _let_go(session, wanted)
            session.delete(wanted)
            audit.record(actor, "stopped", RECORD, wanted.appointment_id)


def offer(intake_id: uuid.UUID) -> bool:
    """Hold for somebody the first time that was freed since they asked, and tell them; says whether there was one."""
    with transaction() as session:
        intake, wanted, ahead = intakes.lock(intake_id), earlier.asked(intake_id), queries.one_ahead(intake_id)
        if wanted is None or wanted.offered_id or ahead is None or not own.may_change(ahead.appointment):
            return False
        try:
            wish = earlier.wish_for(ahead.appointment, wanted.practitioner_id)
        except NotOffered:
            return False
        free = earlier.free_times(wish)
        wanted.known = [each for each in wanted.known if each in free]
        freed = (each for each in free if each not in wanted.known and each not in wanted.refused)
        held = next(filter(None, (_held(session, ahead.appointment, wish, each) for each in freed)), None)
        if held is None:
            return False
        wanted.offered_id = held.id
        _tell(intake, held)
        audit.record(SYSTEM, "offered", RECORD, ahead.appointment.id)
    return True


def accept(intake_id: uuid.UUID, offered_id: uuid.UUID) -> Appointment:
    """Move the appointment to the time that is offered; only now is the old one free. Raises OfferOver."""
    with transaction() as session:
        wanted, offered = _answered(session, intake_id, offered_id)
        appointment = session.get_one(Appointment, wanted.appointment_id, populate_existing=True)
        wish = replace(wish_that_stands(offered), besides=(offered.id, appointment.id))
        diaries.lock(session, offered.practitioner_id)
        try:
            booking.move(appointment.id, appointment.sequence, wish, offered.starts_at, PATIENT)
        except SlotTaken:
            raise OfferOver from None
        session.delete(wanted)
        audit.record(PATIENT, "accepted", RECORD, appointment.id)
    return appointment


def decline(intake_id: uuid.UUID, offered_id: uuid.UUID) -> None:
    """Let the next person have the time that is offered, and wait for another. Raises OfferOver."""
    with transaction() as session:
        wanted, _ = _answered(session, intake_id, offered_id)
        _let_go(session, wanted)
        audit.record(PATIENT, "declined", RECORD, wanted.appointment_id)


def run_out(intake_id: uuid.UUID, offered_id: uuid.UUID) -> None:
    """Note that somebody did not answer in time."""
    with transaction() as session:
        intakes.lock(intake_id)
        wanted = earlier.asked(intake_id)
        offered = session.get(Appointment, offered_id, populate_existing=True)
        if wanted and wanted.offered_id == offered_id and offered and not earlier.is_open(offered):
            _let_go(session, wanted)
            audit.record(SYSTEM, "ran_out", RECORD, wanted.appointment_id)


def end_when_over(appointment: Appointment, change: Change, actor: Actor) -> None:
    """Ask no more for somebody whose appointment is booked no longer, or was to have taken place."""
    if appointment.state is not State.booked and appointment.intake_id:
        stop(appointment.intake_id, actor)


def _answered(session: Session, intake_id: uuid.UUID, offered_id: uuid.UUID) -> tuple[EarlierTime, Appointment]:
    intakes.lock(intake_id)
    wanted = earlier.asked(intake_id)
    offered = session.get(Appointment, offered_id, populate_existing=True)
    if wanted is None or wanted.offered_id != offered_id or offered is None or not earlier.is_open(offered):
        raise OfferOver
    return wanted, offered


def _held(session: Session, appointment: Appointment, wish: Wish, starts_at: datetime) -> Appointment | None:
    """Hold this time, with the same practitioner if they are free; nothing if it has just been taken."""
    held = Appointment(id=uuid.uuid4(), intake_id=appointment.intake_id, state=State.held)

    def write(practitioner_id: uuid.UUID) -> None:
        diaries.fill(held, wish, starts_at, practitioner_id)
        held.held_until = utcnow() + timedelta(minutes=queries.rules().offer_minutes)
        session.add(held)

    try:
        diaries.seat(wish, starts_at, write, rather=appointment.practitioner_id)
    except SlotTaken:
        return None
    return held


def _tell(intake: Intake, held: Appointment) -> None:
    if intake.email:
        tokens.keep_open(Purpose.request_link, intake.id)
        owe(Envelope(EARLIER_TIME, intake.id, intake.email, held.id))


def _let_go(session: Session, wanted: EarlierTime) -> None:
    """Free the time that is offered, and do not offer it to this person again."""
    offered = session.get(Appointment, wanted.offered_id) if wanted.offered_id else None
    wanted.offered_id = None
    if offered:
        withhold([EARLIER_TIME], offered.id, OVER)
        wanted.refused = [*wanted.refused, offered.starts_at]
        session.flush()
        session.execute(delete(Appointment).where(Appointment.id == offered.id))
