"""How what was written is forgotten."""

import uuid

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.personal_data import eraser
from clinic.messages.models import Message


@eraser("message")
def forget_messages(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Message).where(Message.intake_id == intake_id).returning(Message.id)
        return len(session.scalars(gone).all())
