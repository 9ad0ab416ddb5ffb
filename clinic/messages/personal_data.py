"""How what was written is told to the person and forgotten."""

import uuid
from collections.abc import Iterator

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.personal_data import eraser
from clinic.core.templating import minute
from clinic.messages import queries
from clinic.messages.models import Message


@teller("message")
def messages(intake_id: uuid.UUID) -> Iterator[Holding]:
    yield Holding("Messages", [_told(message) for message in queries.shown_to_patient(intake_id)])


def _told(message: Message) -> Fact:
    who = "You" if message.is_from_patient else "The clinic"
    return Fact(f"{who}, {minute(message.shown_at)}", message.words.split("\n"))


@eraser("message")
def forget_messages(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Message).where(Message.intake_id == intake_id).returning(Message.id)
        return len(session.scalars(gone).all())
