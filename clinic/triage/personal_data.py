"""How what staff wrote about a person is forgotten. The decisions themselves go with the request's row."""

import uuid

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.personal_data import eraser
from clinic.triage.models import Decision


@eraser("triage_decision")
def forget_decisions(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Decision).where(Decision.intake_id == intake_id).returning(Decision.id)
        return len(session.scalars(gone).all())
