"""Appointments that somebody has to look at again."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model


class Why(StrEnum):
    """Why an appointment no longer stands as it was booked."""

    practitioner = "practitioner"
    kind = "kind"
    location = "location"
    time_off = "time_off"
    closed = "closed"
    hours = "hours"


class Outcome(StrEnum):
    changed = "changed"
    """The appointment was moved or cancelled, or took place."""
    kept = "kept"
    """Somebody decided to keep it as it is."""
    stands_again = "stands_again"
    """What is arranged was changed once more, and the appointment lies in it."""


class Rearrangement(Model):
    """A task: this appointment, as it stood after so many changes, lies outside what is arranged."""

    __tablename__ = "rearrangement"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_somehow"),
        Index("ix_rearrangement_appointment", "appointment_id", "sequence"),
        Index("uq_rearrangement_open", "appointment_id", unique=True, postgresql_where="settled_at IS NULL"),
        Index("ix_rearrangement_settled", "settled_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    appointment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(SmallInteger)
    """Of the appointment: one that was changed since needs no look any more."""
    why: Mapped[Why] = mapped_column(Enum(Why, native_enum=False, length=20))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    outcome: Mapped[Outcome | None] = mapped_column(Enum(Outcome, native_enum=False, length=20))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
