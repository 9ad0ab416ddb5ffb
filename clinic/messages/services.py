"""The verbs of messages: send one, take it back, answer, read."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from blinker import Namespace
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose
from clinic.messages.models import Message
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe

WAITING = "messages.waiting"

answered = Namespace().signal("answered")
"""Sent with the message, in the transaction in which a person wrote it."""


class NoAddress(Refusal):
    """The person gave no email address, so nothing could tell them of a message."""


def send(intake: Intake, words: str, author_id: uuid.UUID, after: timedelta) -> Message:
    """Keep words for a person; they, and the email that says so, wait for a while. Raises NoAddress."""
    if not intake.email:
        raise NoAddress(intake.reference)
    with transaction() as session:
        message = Message(id=uuid.uuid4(), intake_id=intake.id, author_id=author_id, at=utcnow())
        message.words, message.shown_at = words, message.at + after
        session.add(message)
        tokens.keep_open(Purpose.request_link, intake.id)
        owe(Envelope(WAITING, intake.id, intake.email), after=after)
    return message


def take_back(message_id: uuid.UUID) -> None:
    """Let nobody read a message; the caller has seen that nobody could yet."""
    with transaction() as session:
        session.get_one(Message, message_id).taken_back_at = utcnow()


def answer(intake_id: uuid.UUID, message_id: uuid.UUID, words: str) -> Message:
    """Keep what a person wrote, once for each `message_id`: a second copy of the form is the same message."""
    try:
        with transaction() as session:
            message = Message(id=message_id, intake_id=intake_id, at=utcnow())
            message.words = words
            session.add(message)
            session.flush()
            audit.record(audit.PATIENT, "wrote", "intake", intake_id)
            answered.send(message)
    except IntegrityError:
        kept = db.session.get_one(Message, message_id)
        is_theirs = kept.intake_id == intake_id and kept.is_from_patient
        return kept if is_theirs else answer(intake_id, uuid.uuid4(), words)
    return message


def note_reading(messages: Iterable[Message]) -> None:
    """Note when a person first had before them what the clinic wrote."""
    fresh = [each.id for each in messages if not each.is_from_patient and each.read_at is None]
    if fresh:
        with transaction() as session:
            first = update(Message).where(Message.id.in_(fresh), Message.read_at.is_(None))
            session.execute(first.values(read_at=utcnow()), execution_options={"synchronize_session": False})
