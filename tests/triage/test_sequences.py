"""Whatever staff do in whatever order, a request is in a listed state by a listed move, and no decision is lost."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from clinic.core.audit import PATIENT, Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.messages import services as messages
from clinic.scheduling import booking
from clinic.scheduling.arranging import bookable
from clinic.scheduling.availability import Wish
from clinic.scheduling.models import State as Appointments
from clinic.scheduling.offering import nearest
from clinic.scheduling.queries import one_ahead
from clinic.scheduling.wishes import Choice, wish_of_staff
from clinic.staff.models import Role
from clinic.triage import appointing, decisions, joining, undoing
from clinic.triage.models import Case, ClosedFor, Contact, Decision, Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, TooLateToUndo
from tests.scheduling.arranged import arrange
from tests.triage.test_decisions import member
from tests.world import World

WAITING = (State.new, State.in_review)
OPEN = (*WAITING, State.contacted, State.booked)
Leads = dict[State, set[State]]


def stays(*states: State) -> Leads:
    return {each: {each} for each in states}


def leads(states: Iterable[State], *to: State) -> Leads:
    return {each: set(to) for each in states}


LISTED: dict[Move, Leads] = {
    Move.taken: stays(*OPEN) | leads([State.new], State.in_review),
    Move.assigned: stays(*OPEN) | leads([State.new], State.in_review),
    Move.prioritised: stays(*OPEN),
    Move.contacted: stays(*OPEN) | {each: {each, State.contacted} for each in WAITING},
    Move.messaged: stays(*OPEN, State.completed) | leads(WAITING, State.contacted),
    Move.booked: leads(OPEN, State.booked),
    Move.moved: stays(State.booked),
    Move.cancelled: leads([State.booked], State.contacted, State.in_review),
    Move.arrived: stays(State.booked),
    Move.completed: leads([State.booked], State.completed),
    Move.missed: leads([State.booked], State.contacted),
    Move.cleared: stays(*OPEN, State.completed),
    Move.closed: leads(OPEN, State.closed),
    Move.reopened: leads([State.closed, State.completed], State.in_review, State.contacted),
    Move.noted: stays(*State),
    Move.joined: stays(*OPEN),
    Move.joined_to: stays(State.closed, State.completed) | leads(OPEN, State.closed),
}
"""From which state each move leads to which."""

STILL_BOOKED, ARRIVED = Appointments.booked, Appointments.arrived
WITH: dict[Move, set[Appointments | None]] = {
    Move.booked: {None},
    Move.moved: {STILL_BOOKED},
    Move.cancelled: {STILL_BOOKED},
    Move.arrived: {STILL_BOOKED},
    Move.missed: {STILL_BOOKED},
    Move.completed: {None, STILL_BOOKED, ARRIVED},
    Move.closed: {None, STILL_BOOKED},
}
"""With which appointment ahead a move is possible, where that matters; nothing stands for none."""


@dataclass
class Staff:
    """Somebody who does what they are told to, about one request."""

    id: uuid.UUID
    people: list[Actor]
    known: list[Decision] = field(default_factory=list)

    def do(self, move: Move, who: int, is_stale: bool, choice: int) -> None:
        """Do a move, from what was seen last or from something older, and see that what is kept fits."""
        actor, before, version = self.people[who], self.state, self.version - is_stale
        is_listed = before in LISTED[move] and self.stands in WITH.get(move, {self.stands})
        try:
            DO[move](self.id, version, actor, choice)
        except DecidedMeanwhile:
            assert is_stale
            self.is_as_it_was(before)
            return
        except NotNow:
            assert not is_listed
            self.is_as_it_was(before)
            return
        assert is_listed
        assert not is_stale or move is Move.noted
        assert self.state in LISTED[move][before]
        self.nothing_is_lost(added=1)

    def undo(self, who: int) -> None:
        latest = self.kept[-1] if self.kept else None
        try:
            undoing.undo(self.id, latest.number if latest else 1, self.people[who])
        except TooLateToUndo:
            self.nothing_is_lost(added=0)
            return
        assert latest is not None
        assert latest.undone_at is not None
        assert self.state is State(latest.before["state"])
        self.nothing_is_lost(added=0)

    def hear_from_patient(self, choice: int) -> None:
        """Let the patient change their appointment themselves, after everything that was decided."""
        latest, before = self.kept[-1].at if self.kept else utcnow(), self.version
        with time_machine.travel(max(latest, utcnow())):
            changes_own_appointment(self.id, self.state, choice)
        assert self.version in {before, before + 1}
        self.nothing_is_lost(added=0)

    def is_as_it_was(self, before: State) -> None:
        assert self.state is before
        self.nothing_is_lost(added=0)

    def nothing_is_lost(self, added: int) -> None:
        kept = self.kept
        assert [each.id for each in kept[: len(self.known)]] == [each.id for each in self.known]
        assert len(kept) == len(self.known) + added
        assert [each.number for each in kept] == sorted({each.number for each in kept})
        assert self.is_listed_as_open is (self.state in OPEN)
        assert self.stands is None or self.state is State.booked
        self.known = kept

    @property
    def stands(self) -> Appointments | None:
        """Give the state of the appointment ahead, if there is one."""
        booked = one_ahead(self.id)
        return booked.appointment.state if booked else None

    @property
    def kept(self) -> list[Decision]:
        wanted = select(Decision).where(Decision.intake_id == self.id).order_by(Decision.number)
        return list(db.session.scalars(wanted, execution_options={"populate_existing": True}))

    @property
    def state(self) -> State:
        return db.session.scalars(select(Intake.state).where(Intake.id == self.id)).one()

    @property
    def is_listed_as_open(self) -> bool:
        """Tell whether somebody would find it among theirs; before the first decision it is nobody's."""
        return db.session.scalar(select(Case.is_open).where(Case.intake_id == self.id)) is not False

    @property
    def version(self) -> int:
        return db.session.scalar(select(Case.version).where(Case.intake_id == self.id)) or 0


Do = Callable[[uuid.UUID, int, Actor, int], object]


def nth(options: Any, choice: int) -> Any:
    return list(options)[choice % len(list(options))]


def some_wish() -> Wish:
    """Give a wish for whatever appointment is arranged."""
    kind = bookable.for_staff()[0]
    return wish_of_staff(Choice(kind.id, kind.places[0].id))


def some_time(choice: int) -> datetime:
    times = nearest(some_wish(), utcnow())
    return times[choice % len(times)].starts_at


def book(id: uuid.UUID, version: int, actor: Actor, choice: int) -> object:
    """Book a time, or note that one was agreed elsewhere."""
    if choice % 2:
        return decisions.book(id, version, "Tuesday.", actor)
    return appointing.book_time(id, version, some_wish(), some_time(choice), "", actor)


def on_its_day(id: uuid.UUID, do: Callable[[], object]) -> object:
    """Do something once the appointment ahead has begun."""
    booked = one_ahead(id)
    with time_machine.travel(max(utcnow(), booked.appointment.starts_at) if booked else utcnow()):
        return do()


def mark(move: Move) -> Do:
    return lambda id, version, actor, choice: appointing.mark(id, version, move, "", actor)


MARK: dict[Move, Do] = {
    Move.arrived: mark(Move.arrived),
    Move.completed: lambda id, version, actor, choice: appointing.complete(id, version, "", actor),
    Move.missed: mark(Move.missed),
}
"""What can be done only once the appointment has begun."""


def in_time(move: Move) -> Do:
    return lambda id, *details: on_its_day(id, lambda: MARK[move](id, *details))


def changes_own_appointment(id: uuid.UUID, state: State, choice: int) -> None:
    booked = one_ahead(id)
    if booked is None:
        if state in OPEN:
            booking.book(id, some_wish(), some_time(choice), PATIENT)
    elif booked.appointment.state is Appointments.booked:
        now = booked.appointment
        if choice % 2:
            booking.cancel(now.id, now.sequence, PATIENT)
        else:
            booking.move(now.id, now.sequence, some_wish(), some_time(choice), PATIENT)


DO: dict[Move, Do] = {
    Move.taken: lambda id, version, actor, choice: decisions.take(id, version, actor),
    Move.assigned: lambda id, version, actor, choice: decisions.assign(id, version, uuid.UUID(actor.id), actor),
    Move.prioritised: lambda id, version, actor, choice: decisions.prioritise(
        id, version, nth(Priority, choice), "Why.", actor
    ),
    Move.contacted: lambda id, version, actor, choice: decisions.contact(id, version, nth(Contact, choice), "", actor),
    Move.messaged: lambda id, version, actor, choice: decisions.message(id, version, "Words.", actor),
    Move.booked: book,
    Move.moved: lambda id, version, actor, choice: appointing.move_time(
        id, version, some_wish(), some_time(choice), "", actor
    ),
    Move.cancelled: lambda id, version, actor, choice: appointing.cancel(id, version, "Why.", actor),
    **{move: in_time(move) for move in MARK},
    Move.cleared: lambda id, version, actor, choice: decisions.clear_hold(id, version, "Why.", actor),
    Move.closed: lambda id, version, actor, choice: decisions.close(id, version, nth(ClosedFor, choice), "", actor),
    Move.reopened: lambda id, version, actor, choice: decisions.reopen(id, version, "Why.", actor),
    Move.noted: lambda id, version, actor, choice: decisions.note(id, version, "Words.", actor),
}

ONE = st.sampled_from(sorted(DO))
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("do"), ONE, st.integers(0, 1), st.sampled_from([False, False, False, True]), st.integers(0, 9)
        ),
        st.tuples(st.just("undo"), st.integers(0, 1)),
        st.tuples(st.just("answer")),
        st.tuples(st.just("patient"), st.integers(0, 9)),
    ),
    max_size=14,
)


def test_every_move_is_listed_with_where_it_leads() -> None:
    assert set(LISTED) == set(Move)
    assert set(DO) == set(Move) - {Move.joined, Move.joined_to}


@given(steps=STEPS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_moves_reaches_an_unlisted_state_or_loses_a_decision(
    world: World, doctors: list[Actor], steps: list[tuple[Any, ...]]
) -> None:
    accepted = world.request(key=str(uuid.uuid4()))
    with world.context():
        staff = Staff(accepted.id, doctors)
        for what, *details in steps:
            if what == "do":
                move, who, is_stale, choice = details
                staff.do(Move(move), who, is_stale, choice)
            elif what == "undo":
                staff.undo(*details)
            elif what == "patient":
                staff.hear_from_patient(*details)
            else:
                messages.answer(accepted.id, uuid.uuid4(), "From the patient.")


@given(steps=STEPS, is_first_kept=st.booleans())
@example(steps=[("answer",), ("do", Move.booked, 0, False, 0)], is_first_kept=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_joining_two_requests_loses_nothing_of_either(
    world: World, doctors: list[Actor], steps: list[tuple[Any, ...]], is_first_kept: bool
) -> None:
    one, two = (world.request(key=str(uuid.uuid4())).id for _ in range(2))
    keep, other = (one, two) if is_first_kept else (two, one)
    with world.context():
        staff = {id: Staff(id, doctors) for id in (one, two)}
        for number, (what, *details) in enumerate(steps):
            if what == "do":
                staff[(one, two)[number % 2]].do(Move(details[0]), *details[1:])
        before = {id: (each.state, len(each.kept)) for id, each in staff.items()}
        stood = staff[other].stands
        try:
            joining.join(keep, staff[keep].version, other, staff[other].version, doctors[0])
        except (NotNow, joining.AppointmentAhead):
            assert stood or before[keep][0] not in LISTED[Move.joined]
            assert {id: (each.state, len(each.kept)) for id, each in staff.items()} == before
            return
        assert stood is None
        assert staff[keep].state in LISTED[Move.joined][before[keep][0]]
        assert staff[other].state in LISTED[Move.joined_to][before[other][0]]
        undoing.undo(keep, staff[keep].kept[-1].number, doctors[0])
        assert {id: each.state for id, each in staff.items()} == {id: state for id, (state, _) in before.items()}
        assert {id: len(each.kept) for id, each in staff.items()} == {id: n + 1 for id, (_, n) in before.items()}


@pytest.fixture
def doctors(world: World) -> list[Actor]:
    """Two people who may do everything, about requests that are held."""
    with world.context():
        arrange(practitioners=3)
    return [member(world, name, Role.clinician) for name in ("one", "two")]


def test_a_lost_decision_would_be_found_out(world: World, doctors: list[Actor]) -> None:
    accepted = world.request()
    with world.context():
        staff = Staff(accepted.id, doctors)
        staff.do(Move.taken, 0, False, 0)
        with transaction() as session:
            session.delete(staff.known[0])
        with pytest.raises(AssertionError):
            staff.do(Move.noted, 0, False, 0)
