"""How a person's request is forgotten. Answers, consents, events and form keys go with the intake's row."""

import uuid

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.personal_data import eraser
from clinic.intake import tokens
from clinic.intake.models import Draft, Intake, IntakeAnswers
from clinic.notifications.services import forget


@eraser("draft")
def forget_drafts(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        drafts = session.scalars(delete(Draft).where(Draft.intake_id == intake_id).returning(Draft.id)).all()
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
