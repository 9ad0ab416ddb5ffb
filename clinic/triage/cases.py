"""How a request stands with the staff, behind its lock."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic.intake.models import Intake
from clinic.triage.models import Case


def locked(session: Session, intake_id: uuid.UUID) -> tuple[Intake, Case]:
    """Lock the request, so that what happens to it comes one after another, and give its case."""
    wanted = select(Intake).where(Intake.id == intake_id).with_for_update()
    intake = session.scalars(wanted, execution_options={"populate_existing": True}).one()
    case = session.get(Case, intake_id, populate_existing=True)
    if case is None:
        case = Case(intake_id=intake_id, version=0)
        session.add(case)
    return intake, case
