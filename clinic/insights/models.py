"""What was counted: sealed, and without a person in it."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.db import Model
from clinic.core.encryption import Encrypted


class InsightsDay(Model):
    """One day of the clinic's calendar: what came in on it, and what became of that until it was last counted."""

    __tablename__ = "insights_day"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    day: Mapped[date] = mapped_column(unique=True)
    counted_at: Mapped[datetime]
    figures_sealed: Mapped[bytes]

    figures = Encrypted[dict[str, Any]]("figures_sealed")


class InsightsMonth(Model):
    """The sum of a month's days, for who looks at years."""

    __tablename__ = "insights_month"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    month: Mapped[date] = mapped_column(unique=True)
    """Its first day."""
    figures_sealed: Mapped[bytes]

    figures = Encrypted[dict[str, Any]]("figures_sealed")


class InsightsRelease(Model):
    """What is made known of a week's requests by what people worry about. It is written once and never again."""

    __tablename__ = "insights_release"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    monday: Mapped[date] = mapped_column(unique=True)
    release_sealed: Mapped[bytes]

    release = Encrypted[dict[str, Any]]("release_sealed")
