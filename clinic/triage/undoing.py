"""Taking a decision back while its minute lasts, with whatever was decided in one go with it."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.messages import services as messages
from clinic.scheduling import booking
from clinic.scheduling.booking import ChangedMeanwhile
from clinic.scheduling.queries import standing_before, was_changed_by_others
from clinic.staff.rights import Right, insist
from clinic.triage.cases import locked
from clinic.triage.models import Decision, Move
from clinic.triage.moves import TooLateToUndo
from clinic.triage.steps import can_be_undone, restore


def undo(intake_id: uuid.UUID, number: int, actor: Actor) -> None:
    """Take back one's own latest decision within its minute. Raises TooLateToUndo, and SlotTaken for a lost time."""
    with transaction() as session:
        insist(actor, Right.decide)
        decided = _with_others(session, intake_id, number)
        for kept in decided:
            _undo(session, kept, actor)
        if not decided:
            raise TooLateToUndo(str(number))


def _with_others(session: Session, intake_id: uuid.UUID, number: int) -> list[Decision]:
    """Give a decision and those made in one go with it, in the order in which their requests are locked."""
    wanted = select(Decision).where(Decision.intake_id == intake_id, Decision.number == number)
    kept = session.scalars(wanted).one_or_none()
    if kept is None:
        return []
    ids = [uuid.UUID(id) for id in kept.after.get("in_one_go", [])]
    others = session.scalars(select(Decision).where(Decision.id.in_(ids))) if ids else ()
    return sorted([kept, *others], key=lambda each: each.intake_id)


def _undo(session: Session, kept: Decision, actor: Actor) -> None:
    intake, case = locked(session, kept.intake_id)
    session.refresh(kept)
    if _is_built_on(session, kept) or not can_be_undone(kept, uuid.UUID(actor.id)):
        raise TooLateToUndo(str(kept.number))
    kept.undone_at = utcnow()
    if kept.move is Move.messaged:
        messages.take_back(uuid.UUID(kept.after["message"]))
    if "appointment" in kept.after:
        _take_back_change(kept, actor)
    restore(intake, case, kept.before)
    case.version += 1
    audit.record(actor, f"undid {kept.move}", "intake", kept.intake_id)


def _take_back_change(kept: Decision, actor: Actor) -> None:
    """Let the appointment stand as it did before. Raises SlotTaken, and TooLateToUndo when it was changed since."""
    id, sequence = uuid.UUID(kept.after["appointment"]), kept.after["sequence"]
    try:
        booking.take_back(id, sequence, standing_before(id, sequence), actor)
    except ChangedMeanwhile:
        raise TooLateToUndo(str(kept.number)) from None


def _is_built_on(session: Session, kept: Decision) -> bool:
    """Tell whether something was decided after it, or the patient has changed their appointment since."""
    later = select(Decision.id).where(Decision.intake_id == kept.intake_id, Decision.number > kept.number)
    return session.scalar(later.limit(1)) is not None or was_changed_by_others(kept.intake_id, kept.at)
