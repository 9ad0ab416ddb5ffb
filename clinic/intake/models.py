"""A request for a consultation, what was told with it, and how a person gets back to it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model
from clinic.core.encryption import Encrypted
from clinic.intake.rules import Priority


class State(StrEnum):
    new = "new"
    in_review = "in_review"
    contacted = "contacted"
    booked = "booked"
    completed = "completed"
    closed = "closed"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has been in touch with the person yet, as was promised."""
        return self in (State.new, State.in_review)


class Source(StrEnum):
    """Which form a request came by."""

    quick = "quick"
    full = "full"


class EventKind(StrEnum):
    submitted = "submitted"
    answers_added = "answers_added"
    photos_added = "photos_added"
    answers_corrected = "answers_corrected"
    consent_withdrawn = "consent_withdrawn"


class Purpose(StrEnum):
    """What a token opens: a draft or a request, held in a cookie or sent in an email."""

    draft = "draft"
    draft_link = "draft_link"
    request = "request"
    request_link = "request_link"


URGENCY = "CASE priority " + " ".join(f"WHEN '{each}' THEN {each.rank}" for each in Priority) + " END"


def names(kind: type[StrEnum]) -> Enum:
    return Enum(kind, native_enum=False, length=20)


class Intake(Model):
    """One person's request. How to reach them is readable to the database, for search; the rest is not."""

    __tablename__ = "intake"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="can_be_reached"),
        Index("ix_intake_newest", "submitted_at", "id"),
        Index("ix_intake_waiting", "urgency", "due_at", "id", postgresql_where="state IN ('new', 'in_review')"),
        Index("ix_intake_state", "state", "submitted_at", "id"),
        Index("ix_intake_priority", "priority", "submitted_at", "id"),
        Index("ix_intake_name_words", text("to_tsvector('simple', name)"), postgresql_using="gin"),
        Index(
            "ix_intake_email",
            literal_column("lower(email)").label("small"),
            postgresql_ops={"small": "text_pattern_ops"},
        ),
        Index("ix_intake_phone", "phone"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[State] = mapped_column(names(State), default=State.new)
    source: Mapped[Source] = mapped_column(names(Source))
    name: Mapped[str] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    priority: Mapped[Priority] = mapped_column(names(Priority))
    """What the rules suggest, until a person decides."""
    urgency: Mapped[int] = mapped_column(SmallInteger, Computed(URGENCY, persisted=True))
    """The priority's rank, 0 for an emergency, for the database to order by."""
    hold: Mapped[bool] = mapped_column(default=False)
    """No procedure until a clinician clears it."""
    submitted_at: Mapped[datetime] = mapped_column(default=utcnow)
    due_at: Mapped[datetime]
    """By when the clinic promised a first contact."""
    region: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    """The nation they live in, if they said."""
    page_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    """Sealed, because the page that somebody reads says what they worry about."""
    subject_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    """What they want to talk about, apart from the other answers, so that many can be looked through."""

    @property
    def wants_person_first(self) -> bool:
        """Whether somebody must have been in touch before a time is chosen: while it is urgent, or held."""
        return self.priority.is_urgent or self.hold

    page = Encrypted[str]("page_sealed")
    subject = Encrypted[str]("subject_sealed")


class IntakeAnswers(Model):
    """What a person told us, and what the rules made of it. A later addition is a new revision."""

    __tablename__ = "intake_answers"
    __table_args__ = (UniqueConstraint("intake_id", "revision"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(SmallInteger, default=1)
    questionnaire_version: Mapped[str]
    answers_sealed: Mapped[bytes] = mapped_column(info=PERSONAL)
    assessment_sealed: Mapped[bytes] = mapped_column(info=PERSONAL)
    answered_at: Mapped[datetime] = mapped_column(default=utcnow)

    answers = Encrypted[dict[str, Any]]("answers_sealed")
    assessment = Encrypted[dict[str, Any]]("assessment_sealed")


class Consent(Model):
    """What a person agreed to, or did not, and in which words: the wording is kept by its hash."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    is_given: Mapped[bool]
    wording_version: Mapped[str]
    wording_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)


class IntakeEvent(Model):
    """Something that happened to a request: who, what, when."""

    __tablename__ = "intake_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EventKind] = mapped_column(names(EventKind))
    state: Mapped[State] = mapped_column(names(State))
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Submission(Model):
    """That a form with this key was accepted: a second copy of it finds the first's request.

    The body is kept as a keyed hash only, to tell a repeat from other words under the same key.
    """

    __tablename__ = "submission"

    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes]
    intake_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("intake.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class Draft(Model):
    """A request begun and not sent. With an `intake_id` it adds to a request already sent."""

    __tablename__ = "draft"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    base_revision: Mapped[int] = mapped_column(SmallInteger, default=0)
    """The revision of the request's answers that an addition began with."""
    progress_sealed: Mapped[bytes] = mapped_column(info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]

    progress = Encrypted[dict[str, Any]]("progress_sealed")
    """`answers` by question key, and `done`: the steps completed."""


class AccessToken(Model):
    """What lets a person back in. The token is random; its hash finds it, and only its email can show it."""

    __tablename__ = "access_token"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    token_sealed: Mapped[bytes]
    purpose: Mapped[Purpose] = mapped_column(names(Purpose))
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    token = Encrypted[str]("token_sealed")
