"""The verbs of triage. Each is one decision: it locks the request, sees that nobody decided meanwhile, and is kept.

Every verb takes the version of the case that its actor saw. Raises DecidedMeanwhile, NotNow and NotYours, and what it
says besides.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.messages import services as messages
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff.queries import active_account
from clinic.staff.rights import Right, insist
from clinic.triage.cases import locked
from clinic.triage.models import Case, ClosedFor, Contact, Decision, Move
from clinic.triage.moves import WAITING, DecidedMeanwhile, TooLateToUndo, UnknownColleague, check

ASSIGNED = "triage.assigned"
"""To the colleague to whom a request was given."""

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
    """Give the request to a colleague, who hears of it. Raises UnknownColleague."""
    with transaction():
        kept = hand_over(intake_id, version, colleague_id, actor)
        colleague = active_account(colleague_id)
        if colleague is not None and kept.actor_id != colleague_id:
            owe(Envelope(ASSIGNED, intake_id, colleague.email), after=UNDO)
    return kept


def hand_over(intake_id: uuid.UUID, version: int, colleague_id: uuid.UUID, actor: Actor) -> Decision:
    """Give the request to a colleague without a word. Raises UnknownColleague."""
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
        if outcome.is_contact:
            _reached(step)
    return step.kept


def message(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Write to the patient, who reads it on their own page after the minute for undoing. Raises NoAddress."""
    with _deciding(intake_id, version, Move.messaged, actor) as step:
        sent = messages.send(step.intake, words, step.kept.actor_id, UNDO)
        step.kept.after = {"message": str(sent.id)}
        _reached(step)
    return step.kept


def _reached(step: Step) -> None:
    """Stop the promise's clock, the first time, and take what the patient wrote for answered."""
    step.case.patient_wrote_at = None
    if step.intake.state in WAITING:
        step.case.first_contact_at = step.case.first_contact_at or utcnow()
        intakes.set_state(step.intake, State.contacted)


def book(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Note that a consultation was agreed."""
    with _deciding(intake_id, version, Move.booked, actor, words) as step:
        _reached(step)
        intakes.set_state(step.intake, State.booked)
    return step.kept


def complete(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Note that the consultation took place."""
    with _deciding(intake_id, version, Move.completed, actor, words) as step:
        intakes.set_state(step.intake, State.completed)
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
        intake, case = locked(session, intake_id)
        wanted = select(Decision).where(Decision.intake_id == intake_id, Decision.number == number)
        kept = session.scalars(wanted).one_or_none()
        if kept is None or not can_be_undone(kept, case.version, uuid.UUID(actor.id)):
            raise TooLateToUndo(str(number))
        kept.undone_at = utcnow()
        if kept.move is Move.messaged:
            messages.take_back(uuid.UUID(kept.after["message"]))
        _restore(intake, case, kept.before)
        case.version += 1
        audit.record(actor, f"undid {kept.move}", "intake", intake_id)
    return kept


def can_be_undone(kept: Decision, version: int, account_id: uuid.UUID) -> bool:
    """Tell whether this person may still take this decision back."""
    is_latest = kept.number == version and kept.undone_at is None
    return is_latest and kept.actor_id == account_id and utcnow() < kept.at + UNDO


@contextmanager
def _deciding(intake_id: uuid.UUID, version: int | None, move: Move, actor: Actor, words: str = "") -> Iterator[Step]:
    with transaction() as session:
        insist(actor, Right.decide)
        intake, case = locked(session, intake_id)
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


def _standing(intake: Intake, case: Case) -> dict[str, Any]:
    return {
        "state": intake.state.value,
        "priority": intake.priority.value,
        "assignee": str(case.assignee_id) if case.assignee_id else None,
        "first_contact_at": _written(case.first_contact_at),
        "patient_wrote_at": _written(case.patient_wrote_at),
        "closed_for": case.closed_for.value if case.closed_for else None,
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _restore(intake: Intake, case: Case, before: dict[str, Any]) -> None:
    intakes.set_state(intake, State(before["state"]))
    intakes.set_priority(intake, Priority(before["priority"]))
    case.assignee_id = uuid.UUID(before["assignee"]) if before["assignee"] else None
    case.closed_for = ClosedFor(before["closed_for"]) if before["closed_for"] else None
    if before["first_contact_at"] is None:
        case.first_contact_at = None
    if before.get("patient_wrote_at") and case.patient_wrote_at is None:
        case.patient_wrote_at = datetime.fromisoformat(before["patient_wrote_at"])
