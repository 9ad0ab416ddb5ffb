"""What people decide about a request: who has it, how it stands, and every step that led there."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model
from clinic.core.encryption import Encrypted


class Move(StrEnum):
    """What a member of staff can do with a request."""

    taken = "taken"
    assigned = "assigned"
    prioritised = "prioritised"
    contacted = "contacted"
    messaged = "messaged"
    booked = "booked"
    moved = "moved"
    """The appointment, to another time."""
    cancelled = "cancelled"
    """The appointment."""
    arrived = "arrived"
    completed = "completed"
    missed = "missed"
    cleared = "cleared"
    """The hold on procedures."""
    joined = "joined"
    """Another request of the same person, to this one."""
    joined_to = "joined_to"
    """This request, to another of the same person."""
    closed = "closed"
    reopened = "reopened"
    noted = "noted"


class Contact(StrEnum):
    """How reaching out to a patient ended. The first three are a first contact and stop the clock."""

    spoke = "spoke"
    left_message = "left_message"
    wrote = "wrote"
    no_answer = "no_answer"
    wrong_number = "wrong_number"

    @property
    def is_contact(self) -> bool:
        return self in {Contact.spoke, Contact.left_message, Contact.wrote}


class ClosedFor(StrEnum):
    declined = "declined"
    not_suitable = "not_suitable"
    no_reply = "no_reply"
    duplicate = "duplicate"
    withdrawn = "withdrawn"
    spam = "spam"


class Case(Model):
    """How a request stands with the staff. Its row is made with the first decision; the request's row is its lock."""

    __tablename__ = "triage_case"
    __table_args__ = (
        Index(
            "ix_triage_case_answered",
            "patient_wrote_at",
            "intake_id",
            postgresql_where="patient_wrote_at IS NOT NULL",
        ),
        Index("ix_triage_case_open", "assignee_id", postgresql_where="is_open"),
    )

    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    """How many decisions there were: who decides says which one they saw last."""
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    is_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the request is in one of the open states, to find somebody's among all that they ever had."""
    first_contact_at: Mapped[datetime | None]
    patient_wrote_at: Mapped[datetime | None]
    """When the person last wrote, while nobody has been in touch since."""
    closed_for: Mapped[ClosedFor | None] = mapped_column(Enum(ClosedFor, native_enum=False, length=20))
    joined_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id", ondelete="SET NULL"), index=True)
    """The request of the same person that is worked on instead of this one."""


class Decision(Model):
    """One thing that a member of staff did with a request. What it changed is kept, so that it can be undone."""

    __tablename__ = "triage_decision"
    __table_args__ = (UniqueConstraint("intake_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Counted for each request from 1: the version of the case that this decision made."""
    move: Mapped[Move] = mapped_column(Enum(Move, native_enum=False, length=20))
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    words_sealed: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    undone_at: Mapped[datetime | None]

    words = Encrypted[str]("words_sealed")

    @property
    def assignee_id(self) -> uuid.UUID | None:
        """Who had the request afterwards."""
        assignee = self.after.get("assignee")
        return uuid.UUID(assignee) if assignee else None


class Reader(Model):
    """That a member of staff has had a request's page before them."""

    __tablename__ = "triage_reader"

    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_at: Mapped[datetime] = mapped_column(default=utcnow)
