"""What triage knows of why a request may have to be kept although its sender wants it erased."""

from sqlalchemy import select

from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.rights.keeping import IN_CONTACT, reason_to_keep
from clinic.triage.models import Case, Decision, Move

IN_TOUCH = (Move.contacted, Move.booked, Move.moved, Move.cancelled, Move.arrived, Move.completed, Move.missed)
"""What staff cannot have done without speaking or writing to somebody; messages are known by themselves."""


@reason_to_keep
def contact(intake: Intake) -> str | None:
    """Also of a request that was closed afterwards, or that its sender had booked before."""
    case = db.session.get(Case, intake.id)
    was_first = case is not None and case.first_contact_at is not None
    return IN_CONTACT if was_first or _was_in_touch(intake) else None


def _was_in_touch(intake: Intake) -> bool:
    wanted = select(Decision.id).where(Decision.intake_id == intake.id, Decision.move.in_(IN_TOUCH))
    return db.session.scalar(wanted.where(Decision.undone_at.is_(None)).limit(1)) is not None
