"""What people ask about their data, the clinic's clock for it, and what is left of an erasure."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model
from clinic.core.encryption import Encrypted


class Kind(StrEnum):
    correction = "correction"
    erasure = "erasure"
    complaint = "complaint"
    access = "access"

    @property
    def is_decided(self) -> bool:
        """Whether it is accepted or declined; the others are answered in words."""
        return self in (Kind.correction, Kind.erasure)


class Outcome(StrEnum):
    accepted = "accepted"
    declined = "declined"
    answered = "answered"


class RightsCase(Model):
    """One thing that a person asked about their data. It goes with their request's row."""

    __tablename__ = "rights_case"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_somehow"),
        Index("ix_rights_case_open", "due_at", "id", postgresql_where="closed_at IS NULL"),
        Index(
            "uq_rights_case_open",
            "intake_id",
            "kind",
            "question",
            unique=True,
            postgresql_where="closed_at IS NULL",
        ),
        Index("ix_rights_case_closed", "closed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(Enum(Kind, native_enum=False, length=20))
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    due_at: Mapped[datetime | None]
    """By when the clinic must acknowledge or answer; nothing once a complaint is acknowledged."""
    question: Mapped[str] = mapped_column(default="")
    """The key of the question whose answer is to be corrected."""
    words_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    asked_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    reply_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(Enum(Outcome, native_enum=False, length=20))
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

    words = Encrypted[str]("words_sealed")
    """What the person wrote."""
    asked = Encrypted[Any]("asked_sealed")
    """The answer that is to stand in the place of the one held."""
    reply = Encrypted[str]("reply_sealed")
    """What the clinic answered, or why it declined."""


class Ground(StrEnum):
    """Why it could be erased."""

    nothing_to_keep = "nothing_to_keep"
    decided = "decided"
    """By a member of staff, although there was something to keep."""


class ErasureReceipt(Model):
    """What was erased with one request, by numbers. Its id was the request's, and leads to nobody any more."""

    __tablename__ = "erasure_receipt"
    __table_args__ = (Index("ix_erasure_receipt_unfinished", "id", postgresql_where="looked_at IS NULL"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(default=utcnow)
    ground: Mapped[Ground] = mapped_column(Enum(Ground, native_enum=False, length=20))
    rows: Mapped[dict[str, int]] = mapped_column(JSONB)
    """How many rows were erased, by table."""
    backups_until: Mapped[date]
    """When the last backup made before it is deleted."""
    traces_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    looked_at: Mapped[datetime | None]
    """When everything was looked through for the person's own words."""
    found: Mapped[list[str] | None] = mapped_column(JSONB)
    """Where they were found all the same, by table and column; there should be none."""

    traces = Encrypted[list[str]]("traces_sealed")
    """The person's own words, kept until everything was looked through for them, and not longer."""
