"""What the clinic arranges: where it sees people, what for, and when each practitioner does."""

import uuid
from datetime import date, datetime, time, timedelta

from sqlalchemy import CheckConstraint, Column, ForeignKey, SmallInteger, Table, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.db import Model

WITHIN_A_DAY = CheckConstraint("opens < closes", name="opens_before_it_closes")
SOMEWHERE = CheckConstraint("location_id IS NOT NULL OR by_video", name="somewhere")


class Location(Model):
    """A place where people are seen."""

    __tablename__ = "location"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    directions: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    """By its IANA name: hours here are by the clock on this wall."""
    is_open: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


kind_practitioner = Table(
    "appointment_kind_practitioner",
    Model.metadata,
    Column("kind_id", ForeignKey("appointment_kind.id", ondelete="CASCADE"), primary_key=True),
    Column("practitioner_id", ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True),
)
"""Who gives which kind of appointment."""


class AppointmentKind(Model):
    """What an appointment is for, and the rules by which people choose a time for it themselves."""

    __tablename__ = "appointment_kind"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        CheckConstraint("in_person OR by_video", name="somehow"),
        CheckConstraint("every_minutes BETWEEN 5 AND 480", name="every_minutes"),
        CheckConstraint("minutes_before BETWEEN 0 AND 480 AND minutes_after BETWEEN 0 AND 480", name="margins"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    minutes_before: Mapped[int] = mapped_column(SmallInteger, default=0)
    """In which the practitioner has nothing else, and so `minutes_after`."""
    minutes_after: Mapped[int] = mapped_column(SmallInteger, default=0)
    every_minutes: Mapped[int] = mapped_column(SmallInteger, default=30)
    """From one time that is offered to the next, counted from when the practitioner's hours begin."""
    notice_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
    """How long before it begins it can still be chosen."""
    horizon_days: Mapped[int] = mapped_column(SmallInteger, default=60)
    """How far ahead it can be chosen."""
    most_per_day: Mapped[int | None] = mapped_column(SmallInteger)
    """Of this kind, with one practitioner."""
    in_person: Mapped[bool] = mapped_column(default=True)
    by_video: Mapped[bool] = mapped_column(default=False)
    for_new: Mapped[bool] = mapped_column(default=True)
    """Whether people may choose it who were never seen here, and so `for_returning`."""
    for_returning: Mapped[bool] = mapped_column(default=True)
    is_offered: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    def is_for_patients(self, is_new: bool) -> bool:
        """Tell whether people may choose it who were never seen here, or who were."""
        return self.is_offered and (self.for_new if is_new else self.for_returning)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def before(self) -> timedelta:
        return timedelta(minutes=self.minutes_before)

    @property
    def after(self) -> timedelta:
        return timedelta(minutes=self.minutes_after)


class Schedule(Model):
    """How one practitioner sees people. Whoever writes into their diary locks this row first."""

    __tablename__ = "schedule"

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether they take appointments at present."""
    video_url: Mapped[str] = mapped_column(default="")
    """Where they meet people by video."""
    version: Mapped[int] = mapped_column(default=1)
    """How often their hours were changed: who changes them says which version they saw."""


class HoursRow(Model):
    """From when to when somebody sees people, by the clock on the location's wall: there, by video, or both."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    opens: Mapped[time] = mapped_column(Time())
    closes: Mapped[time] = mapped_column(Time())
    location_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    by_video: Mapped[bool]


class WeeklyHours(HoursRow):
    """What holds on a weekday (Monday is 0), unless that day was changed."""

    __tablename__ = "weekly_hours"
    __table_args__ = (WITHIN_A_DAY, SOMEWHERE)

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("schedule.practitioner_id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int] = mapped_column(SmallInteger)


class ChangedDay(Model):
    """One date on which a practitioner's hours are others than that weekday's, or none."""

    __tablename__ = "changed_day"
    __table_args__ = (UniqueConstraint("practitioner_id", "on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    practitioner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("schedule.practitioner_id", ondelete="CASCADE"))
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class ChangedHours(HoursRow):
    __tablename__ = "changed_hours"
    __table_args__ = (WITHIN_A_DAY, SOMEWHERE)

    changed_day_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("changed_day.id", ondelete="CASCADE"), index=True)


class TimeOff(Model):
    """From when to when a practitioner sees nobody."""

    __tablename__ = "time_off"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("schedule.practitioner_id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
