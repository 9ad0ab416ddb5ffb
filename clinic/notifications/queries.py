"""What is true of the outgoing mail."""

import uuid
from datetime import datetime

from sqlalchemy import func, select

from clinic.core.db import db
from clinic.notifications.composing import Envelope
from clinic.notifications.models import OWED, MailServer, Notification, State


def of_subject(subject_id: uuid.UUID) -> list[Notification]:
    wanted = select(Notification).where(Notification.subject_id == subject_id).order_by(Notification.created_at)
    return list(db.session.scalars(wanted))


def is_owed(envelope: Envelope) -> bool:
    """Tell whether such an email is on its way already."""
    on_its_way = select(Notification.id).where(
        Notification.kind == envelope.kind,
        Notification.subject_id == envelope.subject_id,
        Notification.recipient == envelope.recipient,
        Notification.state.in_(OWED),
    )
    return db.session.scalar(on_its_way.limit(1)) is not None


def counts() -> dict[State, int]:
    rows = db.session.execute(select(Notification.state, func.count().label("number")).group_by(Notification.state))
    return {row.state: row.number for row in rows}


def oldest_unsent() -> datetime | None:
    """When the oldest email that is still owed was promised."""
    return db.session.scalar(select(func.min(Notification.created_at)).where(Notification.state.in_(OWED)))


def mail_server() -> MailServer | None:
    return db.session.get(MailServer, 1, populate_existing=True)
