"""What every decision has in common: the lock, the version, the right, what is kept of it, and the way back."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.scheduling.models import Appointment
from clinic.scheduling.queries import Booked, one_ahead
from clinic.staff.rights import Right, insist
from clinic.triage.cases import locked
from clinic.triage.models import Case, ClosedFor, Decision, Move
from clinic.triage.moves import OF_APPOINTMENT, OPEN, WAITING, DecidedMeanwhile, check

UNDO = timedelta(minutes=1)
"""How long a decision can be undone, and how long its emails wait for that."""


@dataclass
class Step:
    """A decision being made: the request, its case, and what is being kept of it."""

    intake: Intake
    case: Case
    kept: Decision
    ahead: Booked | None
    """The appointment that the request has ahead of it, for moves to which it matters."""

    @property
    def appointment(self) -> Booked:
        """Give the appointment that the move is about: without one it was refused."""
        assert self.ahead is not None
        return self.ahead

    def keep(self, appointment: Appointment) -> None:
        """Keep which change of which appointment was made, so that both are told and undone together."""
        self.kept.after = {"appointment": str(appointment.id), "sequence": appointment.sequence}

    def reach(self) -> None:
        """Stop the promise's clock, the first time, and take what the patient wrote for answered."""
        self.case.patient_wrote_at = None
        if self.intake.state in WAITING:
            self.case.first_contact_at = self.case.first_contact_at or utcnow()
            intakes.set_state(self.intake, State.contacted)


@contextmanager
def deciding(intake_id: uuid.UUID, version: int | None, move: Move, actor: Actor, words: str = "") -> Iterator[Step]:
    """Make one decision, all of it or nothing. Raises DecidedMeanwhile, NotNow and NotYours."""
    with transaction() as session:
        insist(actor, Right.decide)
        intake, case = locked(session, intake_id)
        if version is not None and version != case.version:
            raise DecidedMeanwhile(case.version)
        ahead = one_ahead(intake_id) if move in OF_APPOINTMENT else None
        check(move, intake.state, ahead)
        case.version += 1
        kept = Decision(id=uuid.uuid4(), intake_id=intake_id, number=case.version, move=move, after={})
        kept.actor_id, kept.before = uuid.UUID(actor.id), standing(intake, case)
        if words:
            kept.words = words
        yield Step(intake, case, kept, ahead)
        case.is_open = intake.state in OPEN
        kept.after = {**standing(intake, case), **kept.after}
        session.add(kept)
        audit.record(actor, move, "intake", intake_id)


def can_be_undone(kept: Decision, account_id: uuid.UUID) -> bool:
    """Tell whether this person may still take this decision back, if it is the latest."""
    return kept.undone_at is None and kept.actor_id == account_id and utcnow() < kept.at + UNDO


def standing(intake: Intake, case: Case) -> dict[str, Any]:
    """Tell how a request stands, as a decision keeps it."""
    return {
        "state": intake.state.value,
        "priority": intake.priority.value,
        "hold": intake.hold,
        "assignee": str(case.assignee_id) if case.assignee_id else None,
        "first_contact_at": _written(case.first_contact_at),
        "patient_wrote_at": _written(case.patient_wrote_at),
        "closed_for": case.closed_for.value if case.closed_for else None,
        "joined_to": str(case.joined_to_id) if case.joined_to_id else None,
    }


def restore(intake: Intake, case: Case, before: dict[str, Any]) -> None:
    """Let a request stand as it did. What the patient did since stays, and so does a promise that came sooner."""
    intakes.set_state(intake, State(before["state"]))
    intakes.set_priority(intake, Priority(before["priority"]))
    intakes.set_hold(intake, before["hold"])
    case.is_open = intake.state in OPEN
    case.assignee_id = uuid.UUID(before["assignee"]) if before["assignee"] else None
    case.closed_for = ClosedFor(before["closed_for"]) if before["closed_for"] else None
    case.joined_to_id = uuid.UUID(before["joined_to"]) if before["joined_to"] else None
    if before["first_contact_at"] is None:
        case.first_contact_at = None
    if before["patient_wrote_at"] and case.patient_wrote_at is None:
        case.patient_wrote_at = datetime.fromisoformat(before["patient_wrote_at"])


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
