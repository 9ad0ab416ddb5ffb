"""Staff decide about requests: a move where it is possible, one decision after another, and back for a minute."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from clinic.triage import decisions, undoing
from clinic.triage.models import Case, ClosedFor, Contact, Decision, Move
from clinic.triage.moves import POSSIBLE, DecidedMeanwhile, NotNow, TooLateToUndo, UnknownColleague
from clinic.triage.steps import UNDO
from tests.world import World

PASSWORD = "a sample password of many words"


def member(world: World, name: str, role: Role = Role.receptionist) -> Actor:
    with world.context():
        account = add_staff(f"Sample {name}", f"{name}@example.org", PASSWORD, role, Actor("operator"))
        return Actor.staff(account.id)


@pytest.fixture
def me(world: World) -> Actor:
    return member(world, "receptionist")


@pytest.fixture
def colleague(world: World) -> Actor:
    return member(world, "trichologist", Role.trichologist)


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    return world.request().id


def intake(id: uuid.UUID) -> Intake:
    return db.session.scalars(select(Intake).where(Intake.id == id).execution_options(populate_existing=True)).one()


def test_taking_a_request_makes_it_mine_and_in_review(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context():
        kept = decisions.take(asked, 0, me)
        assert (kept.number, intake(asked).state) == (1, State.in_review)
        assert str(db.session.get_one(Case, asked).assignee_id) == me.id


def test_who_saw_an_older_version_is_told_so(world: World, me: Actor, colleague: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.take(asked, 0, me)
        with pytest.raises(DecidedMeanwhile) as refused:
            decisions.take(asked, 0, colleague)
        assert refused.value.version == 1
        assert str(db.session.get_one(Case, asked).assignee_id) == me.id


def test_a_first_contact_stops_the_clock_once(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.contact(asked, 0, Contact.no_answer, "Rang twice.", me)
        assert intake(asked).state is State.new
        decisions.contact(asked, 1, Contact.spoke, "Will send a photo.", me)
        first = db.session.get_one(Case, asked).first_contact_at
        assert intake(asked).state is State.contacted
        with time_machine.travel(utcnow() + timedelta(hours=1)):
            decisions.contact(asked, 2, Contact.spoke, "", me)
        assert db.session.get_one(Case, asked).first_contact_at == first


def test_a_more_urgent_priority_brings_the_promise_forward_and_a_less_urgent_one_never_back(
    world: World, me: Actor, colleague: Actor, asked: uuid.UUID
) -> None:
    with world.context():
        promised = intake(asked).due_at
        decisions.prioritise(asked, 0, Priority.same_day, "Rang in pain.", me)
        sooner = intake(asked).due_at
        assert sooner < promised
        decisions.prioritise(asked, 1, Priority.routine, "A misunderstanding.", colleague)
        assert intake(asked).due_at == sooner


def test_a_request_is_given_to_colleagues_who_work_here_only(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context(), pytest.raises(UnknownColleague):
        decisions.assign(asked, 0, uuid.uuid4(), me)
    with world.context():
        assert intake(asked).state is State.new


def test_a_closed_request_can_only_be_reopened_or_noted(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.close(asked, 0, ClosedFor.spam, "", me)
        with pytest.raises(NotNow):
            decisions.take(asked, 1, me)
        decisions.note(asked, 1, "Rang to complain.", me)
        decisions.reopen(asked, 2, "It was a person.", me)
        assert intake(asked).state is State.in_review
        assert db.session.get_one(Case, asked).closed_for is None


def test_a_note_stands_in_nobodys_way(world: World, me: Actor, colleague: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.note(asked, 0, "One.", me)
        decisions.note(asked, 0, "Two.", colleague)
        words = db.session.scalars(select(Decision).order_by(Decision.number)).all()
        assert [each.words for each in words] == ["One.", "Two."]


def test_what_staff_wrote_is_sealed(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context():
        kept = decisions.note(asked, 0, "Has psoriasis.", me)
        assert b"psoriasis" not in (kept.words_sealed or b"")


def test_a_decision_can_be_undone_for_a_minute_by_who_made_it(
    world: World, me: Actor, colleague: Actor, asked: uuid.UUID
) -> None:
    with world.context():
        decisions.close(asked, 0, ClosedFor.spam, "", me)
        with pytest.raises(TooLateToUndo):
            undoing.undo(asked, 1, colleague)
        undoing.undo(asked, 1, me)
        assert intake(asked).state is State.new
        with pytest.raises(TooLateToUndo):
            undoing.undo(asked, 1, me)


def test_after_a_minute_a_decision_stands(world: World, me: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.close(asked, 0, ClosedFor.spam, "", me)
        with time_machine.travel(utcnow() + UNDO + timedelta(seconds=1)), pytest.raises(TooLateToUndo):
            undoing.undo(asked, 1, me)


def test_a_decision_that_others_built_on_stands(world: World, me: Actor, colleague: Actor, asked: uuid.UUID) -> None:
    with world.context():
        decisions.take(asked, 0, me)
        decisions.note(asked, 1, "Seen.", colleague)
        with pytest.raises(TooLateToUndo):
            undoing.undo(asked, 1, me)


def test_every_move_is_possible_from_some_state_and_closing_from_every_open_one() -> None:
    assert set(POSSIBLE) == set(Move)
    assert all(POSSIBLE.values())


@pytest.mark.commits
def test_of_two_who_take_a_request_at_once_one_wins(world: World) -> None:
    people = [member(world, name) for name in ("one", "two", "three", "four")]
    asked = world.request().id
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def try_to_take(actor: Actor) -> None:
        with world.app.app_context():
            start.wait()
            try:
                decisions.take(asked, 0, actor)
                outcomes.append("taken")
            except DecidedMeanwhile:
                outcomes.append("too late")

    threads = [threading.Thread(target=try_to_take, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "too late", "too late", "too late"]
    with world.context(), transaction() as session:
        assert len(session.scalars(select(Decision).where(Decision.intake_id == asked)).all()) == 1
