"""The verbs of triage. Each is one decision: it locks the request, sees that nobody decided meanwhile, and is kept.

Every verb takes the version of the case that its actor saw. Raises DecidedMeanwhile, NotNow and NotYours, and what it
says besides.
"""

import uuid

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import State
from clinic.intake.rules import Priority
from clinic.messages import services as messages
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff.queries import active_account
from clinic.staff.rights import Right, insist
from clinic.triage import appointing
from clinic.triage.models import ClosedFor, Contact, Decision, Move
from clinic.triage.moves import UnknownColleague
from clinic.triage.steps import UNDO, deciding

ASSIGNED = "triage.assigned"
"""To the colleague to whom a request was given."""


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
    with deciding(intake_id, version, move, actor) as step:
        if active_account(to) is None:
            raise UnknownColleague(str(to))
        step.case.assignee_id = to
        if step.intake.state is State.new:
            intakes.set_state(step.intake, State.in_review)
    return step.kept


def prioritise(intake_id: uuid.UUID, version: int, priority: Priority, reason: str, actor: Actor) -> Decision:
    """Set another priority than the rules suggest, with the reason for it. What was promised is never made later."""
    with deciding(intake_id, version, Move.prioritised, actor, reason) as step:
        if priority.rank > step.intake.priority.rank:
            insist(actor, Right.make_less_urgent)
        intakes.set_priority(step.intake, priority)
    return step.kept


def clear_hold(intake_id: uuid.UUID, version: int, reason: str, actor: Actor) -> Decision:
    """Let procedures go ahead that the rules would have wait, with the reason for it."""
    with deciding(intake_id, version, Move.cleared, actor, reason) as step:
        insist(actor, Right.clear_hold)
        intakes.set_hold(step.intake, False)
    return step.kept


def contact(intake_id: uuid.UUID, version: int, outcome: Contact, words: str, actor: Actor) -> Decision:
    """Note that somebody tried to reach the patient. Reaching them the first time stops the promise's clock."""
    with deciding(intake_id, version, Move.contacted, actor, words) as step:
        step.kept.after = {"outcome": outcome.value}
        if outcome.is_contact:
            step.reach()
    return step.kept


def message(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Write to the patient, who reads it on their own page after the minute for undoing. Raises NoAddress."""
    with deciding(intake_id, version, Move.messaged, actor) as step:
        sent = messages.send(step.intake, words, step.kept.actor_id, UNDO)
        step.kept.after = {"message": str(sent.id)}
        step.reach()
    return step.kept


def book(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Note that a consultation was agreed elsewhere, without a time in our own diaries."""
    with deciding(intake_id, version, Move.booked, actor, words) as step:
        step.reach()
        intakes.set_state(step.intake, State.booked)
    return step.kept


def close(intake_id: uuid.UUID, version: int, reason: ClosedFor, words: str, actor: Actor) -> Decision:
    """Close a request. The appointment that it has ahead is cancelled with it."""
    with deciding(intake_id, version, Move.closed, actor, words) as step:
        if step.ahead:
            appointing.cancel_ahead(step, actor)
        step.case.closed_for = reason
        intakes.set_state(step.intake, State.closed)
    return step.kept


def reopen(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Open a request again; one that was joined to another is by itself again."""
    with deciding(intake_id, version, Move.reopened, actor, words) as step:
        step.case.closed_for = step.case.joined_to_id = None
        intakes.set_state(step.intake, State.contacted if step.case.first_contact_at else State.in_review)
    return step.kept


def note(intake_id: uuid.UUID, version: int, words: str, actor: Actor) -> Decision:
    """Keep an internal note. Notes of two people at once do not stand in each other's way."""
    with deciding(intake_id, None, Move.noted, actor, words) as step:
        return step.kept
