"""What is true of requests and drafts."""

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, tuple_

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import Consent, Draft, Intake, IntakeAnswers, IntakeEvent, State, Submission
from clinic.intake.rules import Priority

NEWS = select(Intake.reference, Intake.state, Intake.priority, Intake.due_at).where(Intake.id == bindparam("about"))


class Earlier(NamedTuple):
    intake_id: uuid.UUID
    body_hash: bytes
    reference: str
    state: State


def submission(key_hash: bytes) -> Earlier | None:
    found = (
        select(Intake.id, Submission.body_hash, Intake.reference, Intake.state)
        .join(Intake, Intake.id == Submission.intake_id)
        .where(Submission.key_hash == key_hash)
    )
    row = db.session.execute(found).first()
    return Earlier(*row) if row else None


class News(NamedTuple):
    """What an email may say of a request."""

    reference: str
    state: State
    priority: Priority
    due_at: datetime


def news_of(intake_id: uuid.UUID) -> News | None:
    row = db.session.connection().execute(NEWS, {"about": intake_id}).first()
    return News(*row) if row else None


def intake_by_reference(reference: str) -> Intake | None:
    return db.session.scalar(select(Intake).where(Intake.reference == reference))


def latest_of(address: str, reference: str | None = None) -> Intake | None:
    """Give the latest request made with this email address, or the one with this reference if it was."""
    wanted = select(Intake).where(func.lower(Intake.email) == address.lower())
    if reference:
        wanted = wanted.where(Intake.reference == reference)
    return db.session.scalar(wanted.order_by(Intake.submitted_at.desc(), Intake.id.desc()).limit(1))


def page_of(intake: Intake) -> str:
    """Give the name of the information page whose form a request came by, or nothing."""
    return page_in(intake.page_sealed, intake.id)


def page_in(sealed: bytes | None, intake_id: uuid.UUID) -> str:
    """Give the same from its column as it was read among many."""
    return Intake.page.opened(sealed, intake_id).strip() if sealed else ""


def subject_in(sealed: bytes, intake_id: uuid.UUID) -> str:
    """Give what a request is about, from its column as it was read among many."""
    return Intake.subject.opened(sealed, intake_id).strip()


def answers_of(intake_id: uuid.UUID) -> IntakeAnswers:
    """Give the latest revision of what a person told us."""
    latest = (
        select(IntakeAnswers)
        .where(IntakeAnswers.intake_id == intake_id)
        .order_by(IntakeAnswers.revision.desc())
        .limit(1)
    )
    return db.session.scalars(latest).one()


def revisions_of(*intake_ids: uuid.UUID) -> list[IntakeAnswers]:
    """Give everything that was told with these requests, the latest first."""
    wanted = select(IntakeAnswers).where(IntakeAnswers.intake_id.in_(intake_ids))
    return list(db.session.scalars(wanted.order_by(IntakeAnswers.revision.desc())))


def consents_of(*intake_ids: uuid.UUID) -> list[Consent]:
    return list(db.session.scalars(select(Consent).where(Consent.intake_id.in_(intake_ids)).order_by(Consent.id)))


def events_of(*intake_ids: uuid.UUID) -> list[IntakeEvent]:
    wanted = select(IntakeEvent).where(IntakeEvent.intake_id.in_(intake_ids))
    return list(db.session.scalars(wanted.order_by(IntakeEvent.id)))


def newest(limit: int, before: tuple[datetime, uuid.UUID] | None = None) -> list[Intake]:
    """Give requests, newest first, from the one before the key given."""
    wanted = select(Intake).order_by(Intake.submitted_at.desc(), Intake.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(tuple_(Intake.submitted_at, Intake.id) < before)
    return list(db.session.scalars(wanted))


def live_draft(id: uuid.UUID | None) -> Draft | None:
    """Give a draft that has not expired; a sent one too, so that its form cannot be sent twice."""
    draft = db.session.get(Draft, id) if id else None
    return draft if draft and draft.expires_at > utcnow() else None
