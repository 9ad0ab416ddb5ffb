"""Several people do the same at the same moment: one wins, the others are told so, and no connection is left in doubt.

Real connections, real commits. The control shows that the test finds out a request that is not locked.
"""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import cycle

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.core.audit import PATIENT, SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.scheduling import booking
from clinic.scheduling.booking import ChangedMeanwhile
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.queries import ahead_of, one_ahead
from clinic.staff.models import Role
from clinic.triage import appointing, steps
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import OF_APPOINTMENT, POSSIBLE, DecidedMeanwhile, NotNow
from tests.scheduling.arranged import arrange
from tests.triage.test_decisions import member
from tests.triage.test_sequences import DO, MARK, some_time, some_wish
from tests.world import World

pytestmark = pytest.mark.commits
PEOPLE = 6


@pytest.fixture
def people(world: World) -> list[Actor]:
    with world.context():
        arrange()
    return [member(world, f"number-{number}", Role.clinician) for number in range(PEOPLE)]


def prepare(world: World, id: uuid.UUID, move: Move) -> int:
    """Bring a request into a state in which this move is possible; gives the version of it to be seen."""
    state = next(each for each in State if each in POSSIBLE[move])
    with world.context(), transaction() as session:
        session.get_one(Intake, id).state = state
        if None in OF_APPOINTMENT.get(move, {None}):
            return 0
        booking.book(id, some_wish(), some_time(0), SYSTEM)
        return 1


def begun(world: World, id: uuid.UUID) -> datetime:
    """Give a moment at which the request's appointment has begun, if it has one."""
    with world.context():
        booked = one_ahead(id)
        return booked.appointment.starts_at if booked else utcnow()


def race(world: World, ids: list[uuid.UUID], people: list[Actor], move: Move, seen: int = 0) -> Counter[str]:
    """Let each of these people do the same at once, about one request or about one each."""
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def run(actor: Actor, id: uuid.UUID) -> None:
        with world.app.app_context():
            start.wait()
            try:
                MARK.get(move, DO[move])(id, seen, actor, 0)
                outcomes.append("done")
            except (DecidedMeanwhile, NotNow):
                outcomes.append("too late")
            except SlotTaken:
                outcomes.append("taken")
            except Exception as fault:  # whatever it is, it is not one of the two clean ends
                outcomes.append(type(fault).__name__)

    threads = [threading.Thread(target=run, args=each) for each in zip(people, cycle(ids), strict=False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def kept(world: World, id: uuid.UUID) -> list[Decision]:
    with world.context():
        return list(db.session.scalars(select(Decision).where(Decision.intake_id == id).order_by(Decision.number)))


@pytest.mark.parametrize("move", sorted(set(DO) - {Move.noted}))
def test_of_several_who_do_the_same_at_once_one_wins(world: World, people: list[Actor], move: Move) -> None:
    id = world.request().id
    seen = prepare(world, id, move)
    with time_machine.travel(begun(world, id)):
        assert race(world, [id], people, move, seen) == {"done": 1, "too late": PEOPLE - 1}
    assert [each.move for each in kept(world, id)] == [move]


def test_of_several_who_book_one_time_for_different_patients_one_wins(world: World, people: list[Actor]) -> None:
    ids = [world.request(key=str(number)).id for number in range(PEOPLE)]
    assert race(world, ids, people, Move.booked) == {"done": 1, "taken": PEOPLE - 1}
    with world.context():
        assert len(ahead_of(ids)) == 1
        assert len(db.session.scalars(select(Decision)).all()) == 1


def test_of_staff_and_patient_who_change_an_appointment_at_once_one_wins(world: World, people: list[Actor]) -> None:
    id = world.request().id
    seen = prepare(world, id, Move.cancelled)
    with world.context():
        booked = one_ahead(id)
        assert booked
    outcomes = []
    start = threading.Barrier(2)

    def run(do: Callable[[], object]) -> None:
        with world.app.app_context():
            start.wait()
            try:
                do()
                outcomes.append("done")
            except (DecidedMeanwhile, ChangedMeanwhile):
                outcomes.append("too late")

    deeds = (
        lambda: appointing.cancel(id, seen, "Ill.", people[0]),
        lambda: booking.cancel(booked.appointment.id, booked.appointment.sequence, PATIENT),
    )
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "too late"]


def test_notes_of_several_at_once_are_all_kept(world: World, people: list[Actor]) -> None:
    id = world.request().id
    assert race(world, [id], people, Move.noted) == {"done": PEOPLE}
    assert [each.number for each in kept(world, id)] == list(range(1, PEOPLE + 1))


def test_without_the_lock_it_would_be_found_out(
    world: World, people: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(session: Session, intake_id: uuid.UUID) -> tuple[Intake, Case]:
        case = session.get(Case, intake_id, populate_existing=True) or Case(intake_id=intake_id, version=0)
        session.add(case)
        return session.get_one(Intake, intake_id, populate_existing=True), case

    monkeypatch.setattr(steps, "locked", unlocked)
    clean = {"done": 1, "too late": PEOPLE - 1}
    assert any(race(world, [world.request(key=str(number)).id], people, Move.taken) != clean for number in range(20))
