"""Who would rather come earlier."""

import uuid
from datetime import datetime

from sqlalchemy import ARRAY, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model

MOMENTS = ARRAY(DateTime(timezone=True))


class EarlierTime(Model):
    """One person who asked for an earlier time than they have, and the one time that they are offered now."""

    __tablename__ = "earlier_time"

    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    appointment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), unique=True)
    """Which they have, and keep until they take another."""
    practitioner_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("schedule.practitioner_id", ondelete="CASCADE")
    )
    """With whom only; nothing for whoever is free."""
    since: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    """Who asked first is offered first."""
    known: Mapped[list[datetime]] = mapped_column(MOMENTS, default=list)
    """Free times that they could choose themselves when they asked: offered only once they were taken and freed."""
    refused: Mapped[list[datetime]] = mapped_column(MOMENTS, default=list)
    """Times that they were offered and did not take: not offered again."""
    offered_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("appointment.id", ondelete="SET NULL"), unique=True)
    """The time that is held for them until they answer; nobody has two."""
