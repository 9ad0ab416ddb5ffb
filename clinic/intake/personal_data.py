"""How a person's request, or a draft that never became one, is forgotten.

Answers, consents, events and form keys go with the intake's row.
"""

import uuid

from sqlalchemy import delete, or_

from clinic.core.db import transaction
from clinic.core.personal_data import eraser
from clinic.intake import tokens
from clinic.intake.models import Draft, Intake, IntakeAnswers
from clinic.notifications.services import forget


@eraser("draft")
def forget_drafts(subject_id: uuid.UUID) -> int:
    with transaction() as session:
        about = or_(Draft.intake_id == subject_id, Draft.id == subject_id)
        drafts = session.scalars(delete(Draft).where(about).returning(Draft.id)).all()
        forget(drafts)
        tokens.revoke(*drafts)
    return len(drafts)


@eraser("intake_answers")
def forget_answers(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(IntakeAnswers).where(IntakeAnswers.intake_id == intake_id).returning(IntakeAnswers.id)
        return len(session.scalars(gone).all())


@eraser("intake")
def forget_intake(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        tokens.revoke(intake_id)
        return len(session.scalars(delete(Intake).where(Intake.id == intake_id).returning(Intake.id)).all())
