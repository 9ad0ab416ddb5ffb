"""What the tests ask of the emails about appointments."""

import re
import uuid
from email.message import EmailMessage

from sqlalchemy import select

from clinic.core.db import db
from clinic.notifications.models import Notification, State
from tests.world import PATIENT_EMAIL, World


def patient(world: World) -> uuid.UUID:
    """Ask for a consultation by the short form; gives the request."""
    return world.request().id


def ledger(kind: str) -> list[tuple[State, str]]:
    """Give what became of the emails of a kind, the oldest first, and why."""
    wanted = select(Notification).where(Notification.kind == kind).order_by(Notification.created_at, Notification.id)
    rows = db.session.scalars(wanted, execution_options={"populate_existing": True})
    return [(row.state, row.answer) for row in rows]


def subjects(world: World, recipient: str = PATIENT_EMAIL) -> list[str]:
    """Give the subjects of what somebody received, the oldest first, without the request's reference."""
    return [re.sub(r" HC-\S{4}-\w{4}", "", letter["Subject"]) for letter in world.sink.to(recipient)]


def words(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body
    return " ".join(body.get_content().split())
