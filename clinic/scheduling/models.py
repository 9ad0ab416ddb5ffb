"""Appointments: who sees whom, when and where, and every change of it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Enum, ForeignKey, Identity, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model


class State(StrEnum):
    held = "held"
    """For somebody who is choosing, until `held_until`."""
    booked = "booked"
    arrived = "arrived"
    completed = "completed"
    cancelled = "cancelled"
    missed = "missed"


class Mode(StrEnum):
    """How the two meet."""

    in_person = "in_person"
    video = "video"


TAKING_TIME = (State.held, State.booked, State.arrived, State.completed)
"""In these the time is the practitioner's and the patient's for nothing else."""
AHEAD = (State.booked, State.arrived)
"""In these an appointment is still to be kept."""
TAKES_TIME = "state IN ('held', 'booked', 'arrived', 'completed')"


class Change(StrEnum):
    """What happened to an appointment."""

    booked = "booked"
    moved = "moved"
    cancelled = "cancelled"
    arrived = "arrived"
    completed = "completed"
    missed = "missed"
    put_back = "put_back"
    """The latest change was undone."""


class Appointment(Model):
    """One practitioner and one request, from when to when. It keeps its id, the calendars' UID, when it is moved.

    The database refuses two that take the same practitioner's or the same request's time. It has no equality for
    exclusion without an extension, so an id is compared as a range of one.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at AND taken_from <= starts_at AND ends_at <= taken_until", name="in_order"),
        CheckConstraint("(mode = 'video') = (location_id IS NULL)", name="in_one_place"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held_for_a_while"),
        CheckConstraint("(draft_id IS NULL) <> (intake_id IS NULL)", name="for_somebody"),
        ExcludeConstraint(
            (text("uuidrange(practitioner_id, practitioner_id, '[]')"), "&&"),
            (text("tstzrange(taken_from, taken_until)"), "&&"),
            name="practitioner_taken",
            where=text(TAKES_TIME),
        ),
        ExcludeConstraint(
            (text("uuidrange(intake_id, intake_id, '[]')"), "&&"),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="patient_taken",
            where=text(f"{TAKES_TIME} AND intake_id IS NOT NULL"),
        ),
        Index("uq_appointment_draft", "draft_id", unique=True, postgresql_where="draft_id IS NOT NULL"),
        Index("uq_appointment_ahead", "intake_id", unique=True, postgresql_where="state IN ('booked', 'arrived')"),
        Index("ix_appointment_diary", "practitioner_id", "starts_at", postgresql_where=TAKES_TIME),
        Index("ix_appointment_held", "held_until", postgresql_where="state = 'held'"),
        Index("ix_appointment_intake", "intake_id", "starts_at"),
        Index("ix_appointment_day", "starts_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    practitioner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("schedule.practitioner_id"))
    kind_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appointment_kind.id"))
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    draft_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    """Whose form is being filled in, while the time is held for it."""
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False, length=20))
    held_until: Mapped[datetime | None]
    mode: Mapped[Mode] = mapped_column(Enum(Mode, native_enum=False, length=20))
    location_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    taken_from: Mapped[datetime]
    """With the minutes before and after in which the practitioner has nothing else."""
    taken_until: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often it was changed: calendars go by the highest, and who changes it says which one they saw."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD


class AppointmentEvent(Model):
    """Something that happened to an appointment: who, what, when, and how it stood before."""

    __tablename__ = "appointment_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    appointment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    change: Mapped[Change] = mapped_column(Enum(Change, native_enum=False, length=20))
    sequence: Mapped[int] = mapped_column(SmallInteger)
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class CalendarFeed(Model):
    """The secret address at which a practitioner's own calendar reads their diary. A row only while there is one."""

    __tablename__ = "calendar_feed"

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    address_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
