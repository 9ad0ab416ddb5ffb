"""The verbs of an appointment: book, move, cancel, mark, and take the latest change back.

Each locks the request first, as every verb about a request does, and then the appointment. Who changes an appointment
says which of its versions they saw. Raises ChangedMeanwhile and NotPossible, and what it says besides.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.intake import services as intakes
from clinic.scheduling import diaries, events
from clinic.scheduling.availability import Wish
from clinic.scheduling.events import AT_ONCE
from clinic.scheduling.models import AHEAD, Appointment, Change, Mode, State

MARKS: dict[Change, tuple[State, frozenset[State]]] = {
    Change.arrived: (State.arrived, frozenset({State.booked})),
    Change.completed: (State.completed, frozenset({State.booked, State.arrived})),
    Change.missed: (State.missed, frozenset({State.booked})),
}
"""What each mark makes of an appointment, and of which."""
STATES = select(Appointment.state).where(Appointment.intake_id == bindparam("intake"))


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the appointment since this person looked."""


class NotPossible(Refusal):
    """This cannot be done with an appointment in its present state."""

    def __init__(self, state: State) -> None:
        super().__init__(f"not possible while {state}")
        self.state = state


class BookedAlready(Refusal):
    """The request has an appointment ahead: move that one."""


def book(
    intake_id: uuid.UUID, wish: Wish, starts_at: datetime, actor: Actor, after: timedelta = AT_ONCE
) -> Appointment:
    """Book a time for a request. Raises SlotTaken and BookedAlready."""
    with transaction() as session:
        intakes.lock(intake_id)
        states = _states(session, intake_id)
        if not states.isdisjoint(AHEAD):
            raise BookedAlready
        if State.held in states:
            _drop_own_holds(session, intake_id)
        appointment = Appointment(id=uuid.uuid4(), intake_id=intake_id, state=State.booked)

        def write(practitioner_id: uuid.UUID) -> None:
            diaries.fill(appointment, wish, starts_at, practitioner_id)
            session.add(appointment)

        diaries.seat(wish, starts_at, write)
        events.note(appointment, Change.booked, actor, after=after)
    return appointment


def move(
    id: uuid.UUID, sequence: int, wish: Wish, starts_at: datetime, actor: Actor, after: timedelta = AT_ONCE
) -> Appointment:
    """Move an appointment to another time, with the same practitioner if they are free. Raises SlotTaken."""
    with _changing(id, sequence, {State.booked}) as (session, appointment):
        before, practitioner_id = events.standing(appointment), appointment.practitioner_id
        _drop_own_holds(session, appointment.intake_id)

        def write(practitioner_id: uuid.UUID) -> None:
            diaries.fill(appointment, wish, starts_at, practitioner_id)

        diaries.seat(wish, starts_at, write, rather=practitioner_id)
        events.note(appointment, Change.moved, actor, before, after)
    return appointment


def cancel(id: uuid.UUID, sequence: int, actor: Actor, after: timedelta = AT_ONCE) -> Appointment:
    """Cancel an appointment: its time is free at once."""
    with _changing(id, sequence, {State.booked}) as (session, appointment):
        before = events.standing(appointment)
        appointment.state = State.cancelled
        _drop_own_holds(session, appointment.intake_id)
        events.note(appointment, Change.cancelled, actor, before, after)
    return appointment


def mark(id: uuid.UUID, sequence: int, change: Change, actor: Actor, after: timedelta = AT_ONCE) -> Appointment:
    """Note that the patient arrived or did not come, or that the appointment took place."""
    state, possible = MARKS[change]
    with _changing(id, sequence, possible) as (_, appointment):
        before = events.standing(appointment)
        appointment.state = state
        events.note(appointment, change, actor, before, after)
    return appointment


def take_back(id: uuid.UUID, sequence: int, before: dict[str, Any] | None, actor: Actor) -> None:
    """Let an appointment stand as it did before its latest change, or not be booked at all. Raises SlotTaken."""
    with _changing(id, sequence, frozenset(State)) as (session, appointment):
        now = events.standing(appointment)
        if before is None:
            appointment.state = State.cancelled
        else:
            _restore(session, appointment, before)
        events.note(appointment, Change.put_back, actor, now)


def _restore(session: Session, appointment: Appointment, before: dict[str, Any]) -> None:
    """Put an appointment where it was, if that time is still free."""
    location = before["location"]

    def write(practitioner_id: uuid.UUID) -> None:
        appointment.state = State(before["state"])
        appointment.practitioner_id, appointment.kind_id = practitioner_id, uuid.UUID(before["kind"])
        appointment.location_id = uuid.UUID(location) if location else None
        appointment.mode = Mode.in_person if location else Mode.video
        for name in ("starts_at", "ends_at", "taken_from", "taken_until"):
            setattr(appointment, name, events.moment(before[name]))

    diaries.put_back(uuid.UUID(before["practitioner"]), write)


@contextmanager
def _changing(
    id: uuid.UUID, sequence: int, possible: set[State] | frozenset[State]
) -> Iterator[tuple[Session, Appointment]]:
    """Lock an appointment behind its request, see that it is as its actor saw it, and count the change."""
    with transaction() as session:
        intake_id = session.scalar(select(Appointment.intake_id).where(Appointment.id == id))
        if intake_id is None:
            raise ChangedMeanwhile
        intakes.lock(intake_id)
        # Its key does not change: whoever refers to it meanwhile need not wait.
        appointment = session.get(Appointment, id, populate_existing=True, with_for_update={"key_share": True})
        if appointment is None or appointment.sequence != sequence:
            raise ChangedMeanwhile
        if appointment.state not in possible:
            raise NotPossible(appointment.state)
        appointment.sequence += 1
        yield session, appointment


def _states(session: Session, intake_id: uuid.UUID) -> set[State]:
    return set(session.scalars(STATES, {"intake": intake_id}))


def _drop_own_holds(session: Session, intake_id: uuid.UUID | None) -> None:
    """Let go of times that are held for this request: it is choosing another, or none."""
    held = delete(Appointment).where(Appointment.intake_id == intake_id, Appointment.state == State.held)
    session.execute(held, execution_options={"synchronize_session": False})
