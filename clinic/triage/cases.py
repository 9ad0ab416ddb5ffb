"""How a request stands with the staff, behind its lock."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.intake import services as intakes
from clinic.intake.models import Intake
from clinic.triage.models import Case


def lock_both(session: Session, *intake_ids: uuid.UUID) -> bool:
    """Lock two requests, always in the same order, so that two who do so at once do not wait for each other.

    Tells whether there are two.
    """
    wanted = select(Intake.id).where(Intake.id.in_(intake_ids)).order_by(Intake.id).with_for_update(key_share=True)
    return len(session.execute(wanted).all()) == len(intake_ids)


def locked(session: Session, intake_id: uuid.UUID) -> tuple[Intake, Case]:
    """Lock the request and give it with its case."""
    intake = intakes.lock(intake_id)
    case = session.get(Case, intake_id, populate_existing=True)
    if case is None:
        case = Case(intake_id=intake_id, version=0)
        session.add(case)
    return intake, case
