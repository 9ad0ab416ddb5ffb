"""What was written, and what of it whom may see."""

import uuid

from sqlalchemy import ColumnElement, or_, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.messages.models import Message, MessageTemplate


def all_about(*intake_ids: uuid.UUID) -> list[Message]:
    """Give everything that was written about these requests, what was taken back too, the oldest first."""
    return list(db.session.scalars(select(Message).where(Message.intake_id.in_(intake_ids)).order_by(Message.at)))


def shown_to_patient(intake_id: uuid.UUID) -> list[Message]:
    """Give what the person may read, the oldest first."""
    wanted = select(Message).where(Message.intake_id == intake_id, *_shown()).order_by(Message.at)
    return list(db.session.scalars(wanted))


def is_unread(intake_id: uuid.UUID) -> bool:
    """Tell whether something of the clinic's waits for the person to read it."""
    from_us = (Message.intake_id == intake_id, Message.author_id.is_not(None), Message.read_at.is_(None))
    return db.session.scalar(select(Message.id).where(*from_us, *_shown()).limit(1)) is not None


def _shown() -> tuple[ColumnElement[bool], ...]:
    return Message.taken_back_at.is_(None), or_(Message.author_id.is_(None), Message.shown_at <= utcnow())


def templates() -> list[MessageTemplate]:
    return list(db.session.scalars(select(MessageTemplate).order_by(MessageTemplate.name)))


def template(id: uuid.UUID) -> MessageTemplate | None:
    return db.session.get(MessageTemplate, id, populate_existing=True)
