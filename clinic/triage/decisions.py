"""The verbs of triage. Each is one decision: it locks the request, sees that nobody decided meanwhile, and is kept.

Every verb takes the version of the case that its actor saw. Raises DecidedMeanwhile, NotNow and NotYours, and what it
says besides.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.staff.queries import active_account
from clinic.staff.rights import Right, insist
from clinic.triage.models import Case, ClosedFor, Contact, Decision, Move
from clinic.triage.moves import WAITING, DecidedMeanwhile, TooLateToUndo, UnknownColleague, check

UNDO = timedelta(minutes=1)
"""How long a decision can be undone, and how long its emails wait for that."""


@dataclass
class Step:
    """A decision being made: the request, its case, and what is being kept of it."""

    intake: Intake
    case: Case
    kept: Decision


def take(intake_id: uuid.UUID, version: int, actor: Actor) -> Decision:
    """Make the request one's own."""
    return _give(intake_id, version, Move.taken, uuid.UUID(actor.id), actor)


def assign(intake_id: uuid.UUID, version: int, colleague_id: uuid.UUID, actor: Actor) -> Decision:
    """Give the request to a colleague. Raises UnknownColleague."""
    return _give(intake_id, version, Move.assigned, colleague_id, actor)


def _give(intake_id: uuid.UUID, version: int, move: Move, to: uuid.UUID, actor: Actor) -> Decision:
    with _deciding(intake_id, version, move, actor) as step:
        if active_account(to) is None:
            raise UnknownColleague(str(to))
        step.case.assignee_id = to
        if step.intake.state is State.new:
            intakes.set_state(step.intake, State.in_review)
    return step.kept


def prioritise(intake_id: uuid.UUID, version: int, priority: Priority, reason: str, actor: Actor) -> Decision:
    """Set another priority than the rules suggest, with the reason for it. What was promised is never made later."""
    with _deciding(intake_id, version, Move.prioritised, actor, reason) as step:
        if priority.rank > step.intake.priority.rank:
            insist(actor, Right.make_less_urgent)
        intakes.set_priority(step.intake, priority)
    return step.kept


def contact(intake_id: uuid.UUID, version: int, outcome: Contact, words: str, actor: Actor) -> Decision:
    """Note that somebody tried to reach the patient. Reaching them the first time stops the promise's clock."""
    with _deciding(intake_id, version, Move.contacted, actor, words) as step:
        step.kept.after = {"outcome": outcome.value}
        if outcome.is_contact and step.intake.state in WAITING:
            step.case.first_contact_at = utcnow()
            intakes.set_state(step.intake, State.contacted)
    return step.kept


def close(intake_id: uuid.UUID, version: int, reason: ClosedFor, words: str, actor: Actor) -> Decision:
    with _deciding(intake_id, version, Move.closed, actor, words) as step:
        step.case.closed_for = reason
        intakes.set_state(step.intake, State.closed)
    return step.kept


def reopen(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    with _deciding(intake_id, version, Move.reopened, actor, words) as step:
        step.case.closed_for = None
        intakes.set_state(step.intake, State.contacted if step.case.first_contact_at else State.in_review)
    return step.kept


def note(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Keep an internal note. Notes of two people at once do not stand in each other's way."""
    with _deciding(intake_id, None, Move.noted, actor, words) as step:
        return step.kept


def undo(intake_id: uuid.UUID, number: int, actor: Actor) -> Decision:
    """Take back one's own latest decision within its minute. Raises TooLateToUndo."""
    with transaction() as session:
        insist(actor, Right.decide)
        intake, case = _locked(session, intake_id)
        wanted = select(Decision).where(Decision.intake_id == intake_id, Decision.number == number)
        kept = session.scalars(wanted).one_or_none()
        if kept is None or not _can_be_undone(kept, case, actor):
            raise TooLateToUndo(str(number))
        kept.undone_at = utcnow()
        _restore(intake, case, kept.before)
        case.version += 1
        audit.record(actor, f"undid {kept.move}", "intake", intake_id)
    return kept


def _can_be_undone(kept: Decision, case: Case, actor: Actor) -> bool:
    is_latest = kept.number == case.version and kept.undone_at is None
    return is_latest and str(kept.actor_id) == actor.id and utcnow() < kept.at + UNDO


@contextmanager
def _deciding(intake_id: uuid.UUID, version: int | None, move: Move, actor: Actor, words: str = "") -> Iterator[Step]:
    with transaction() as session:
        insist(actor, Right.decide)
        intake, case = _locked(session, intake_id)
        if version is not None and version != case.version:
            raise DecidedMeanwhile(case.version)
        check(move, intake.state)
        case.version += 1
        kept = Decision(id=uuid.uuid4(), intake_id=intake_id, number=case.version, move=move, after={})
        kept.actor_id, kept.before = uuid.UUID(actor.id), _standing(intake, case)
        if words:
            kept.words = words
        yield Step(intake, case, kept)
        kept.after = {**_standing(intake, case), **kept.after}
        session.add(kept)
        audit.record(actor, move, "intake", intake_id)


def _locked(session: Session, intake_id: uuid.UUID) -> tuple[Intake, Case]:
    """Lock the request, so that decisions about it come one after another, and give its case."""
    wanted = select(Intake).where(Intake.id == intake_id).with_for_update()
    intake = session.scalars(wanted, execution_options={"populate_existing": True}).one()
    case = session.get(Case, intake_id, populate_existing=True)
    if case is None:
        case = Case(intake_id=intake_id, version=0)
        session.add(case)
    return intake, case


def _standing(intake: Intake, case: Case) -> dict[str, Any]:
    return {
        "state": intake.state.value,
        "priority": intake.priority.value,
        "assignee": str(case.assignee_id) if case.assignee_id else None,
        "first_contact_at": case.first_contact_at.isoformat() if case.first_contact_at else None,
        "closed_for": case.closed_for.value if case.closed_for else None,
    }


def _restore(intake: Intake, case: Case, before: dict[str, Any]) -> None:
    intakes.set_state(intake, State(before["state"]))
    intakes.set_priority(intake, Priority(before["priority"]))
    case.assignee_id = uuid.UUID(before["assignee"]) if before["assignee"] else None
    case.closed_for = ClosedFor(before["closed_for"]) if before["closed_for"] else None
    if before["first_contact_at"] is None:
        case.first_contact_at = None
