"""The verbs of a time that is held for a form being filled in."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake import drafts
from clinic.intake.drafts import DraftGone
from clinic.scheduling import diaries, events, queries
from clinic.scheduling.availability import Wish
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import Appointment, Change, State
from clinic.scheduling.wishes import Choice, wish_of_patient, wish_that_stands

HOLD = timedelta(minutes=10)
LONGEST_HOLD = timedelta(hours=1)
"""For as long a form that goes on may keep its time."""


def hold(draft_id: uuid.UUID, choice: Choice, starts_at: datetime) -> Appointment:
    """Hold this time for ten minutes, in place of the one that was held before; that one stays if this one is gone.

    Raises SlotTaken, NotOffered, and DraftGone when the form was sent or is there no more.
    """
    wish = _wish_for_what_is_left(draft_id, choice, starts_at)
    with transaction() as session:
        if drafts.locked(draft_id).sent_at:
            raise DraftGone
        held = _of_draft(draft_id)
        appointment = held or Appointment(id=uuid.uuid4(), draft_id=draft_id)

        def write(practitioner_id: uuid.UUID) -> None:
            if held:
                session.refresh(held)
            since = held.created_at if held and _goes_on(held, starts_at) else utcnow()
            diaries.fill(appointment, wish, starts_at, practitioner_id)
            appointment.state, appointment.created_at = State.held, since
            appointment.held_until = min(utcnow() + HOLD, since + LONGEST_HOLD)
            session.add(appointment)

        wanted = replace(wish, besides=(appointment.id,))
        diaries.seat(wanted, starts_at, write, rather=held.practitioner_id if held else None)
    return appointment


def _wish_for_what_is_left(draft_id: uuid.UUID, choice: Choice, starts_at: datetime) -> Wish:
    """Ask before anything is locked: most who want a time that many want come too late for it. Raises SlotTaken."""
    own = queries.held_id(draft_id)
    wish = wish_of_patient(choice, is_new=True, besides=(own,) if own else ())
    if not diaries.left(wish, starts_at):
        raise SlotTaken
    return wish


def _goes_on(held: Appointment, starts_at: datetime) -> bool:
    """Tell whether this very time is still held: choosing it again does not hold it for another hour."""
    return held.state is State.held and held.starts_at == starts_at


def release(draft_id: uuid.UUID) -> None:
    """Let somebody else have the time that was held for a form. Raises DraftGone."""
    with transaction() as session:
        drafts.locked(draft_id)  # the form may be sent at this moment, with the time
        session.execute(delete(Appointment).where(Appointment.draft_id == draft_id))


def keep(draft_id: uuid.UUID) -> None:
    """Hold the time for ten minutes from now, because the form goes on; for an hour at most."""
    now = utcnow()
    held = (
        update(Appointment)
        .where(Appointment.draft_id == draft_id, Appointment.held_until > now)
        .where(Appointment.created_at > now - LONGEST_HOLD + HOLD)
        .values(held_until=now + HOLD)
    )
    with transaction() as session:
        session.execute(held, execution_options={"synchronize_session": False})


def become_booking(draft_id: uuid.UUID, intake_id: uuid.UUID, may_book: bool, actor: Actor) -> Appointment | None:
    """Turn the time held for a form into an appointment of the request that it became; nothing if none was chosen.

    A hold that has run out is as good as ever while nobody else wanted the time. One that is gone, or that must wait
    for a person's decision, stays with the request as cancelled, so that the page can say so.
    """
    with transaction() as session:
        appointment = _of_draft(draft_id)
        if appointment is None:
            return None
        if may_book and _is_booked(session, appointment, intake_id):
            events.note(appointment, Change.booked, actor)
        else:
            _settle(session, appointment, intake_id, State.cancelled)
    return appointment


def _is_booked(session: Session, appointment: Appointment, intake_id: uuid.UUID) -> bool:
    def write(_: uuid.UUID) -> None:
        _settle(session, appointment, intake_id, State.booked)

    try:
        diaries.seat(wish_that_stands(appointment), appointment.starts_at, write)
    except SlotTaken:
        return False
    return True


def _settle(session: Session, appointment: Appointment, intake_id: uuid.UUID, state: State) -> None:
    session.refresh(appointment)
    appointment.draft_id, appointment.intake_id = None, intake_id
    appointment.state, appointment.held_until = state, None


def _of_draft(draft_id: uuid.UUID) -> Appointment | None:
    """Give the time chosen in a form. Its row is not locked: whoever frees it has locked the diary first."""
    wanted = select(Appointment).where(Appointment.draft_id == draft_id)
    return db.session.scalar(wanted, execution_options={"populate_existing": True})
