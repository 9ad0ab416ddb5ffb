"""Several people do the same at the same moment: one wins, the others are told so, and no connection is left in doubt.

Real connections, real commits. The control shows that the test finds out a request that is not locked.
"""

import threading
import uuid
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.core.audit import Actor
from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.staff.models import Role
from clinic.triage import steps
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import POSSIBLE, DecidedMeanwhile, NotNow
from tests.triage.test_decisions import member
from tests.triage.test_sequences import DO
from tests.world import World

pytestmark = pytest.mark.commits
PEOPLE = 6


@pytest.fixture
def people(world: World) -> list[Actor]:
    return [member(world, f"number-{number}", Role.clinician) for number in range(PEOPLE)]


def prepare(world: World, id: uuid.UUID, move: Move) -> None:
    """Bring a request into a state in which this move is possible."""
    state = next(each for each in State if each in POSSIBLE[move])
    with world.context(), transaction() as session:
        session.get_one(Intake, id).state = state


def race(world: World, id: uuid.UUID, people: list[Actor], move: Move) -> Counter[str]:
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def run(actor: Actor) -> None:
        with world.app.app_context():
            start.wait()
            try:
                DO[move](id, 0, actor, 0)
                outcomes.append("done")
            except (DecidedMeanwhile, NotNow):
                outcomes.append("too late")
            except Exception as fault:  # whatever it is, it is not one of the two clean ends
                outcomes.append(type(fault).__name__)

    threads = [threading.Thread(target=run, args=(actor,)) for actor in people]
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
    prepare(world, id, move)
    assert race(world, id, people, move) == {"done": 1, "too late": PEOPLE - 1}
    assert [each.move for each in kept(world, id)] == [move]


def test_notes_of_several_at_once_are_all_kept(world: World, people: list[Actor]) -> None:
    id = world.request().id
    assert race(world, id, people, Move.noted) == {"done": PEOPLE}
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
    assert any(race(world, world.request(key=str(number)).id, people, Move.taken) != clean for number in range(20))
