"""What each night deleted because it is kept no longer, in numbers."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model


class Outcome(StrEnum):
    """What became of a request, as far as it decides for how long it is kept."""

    enquiry = "enquiry"
    """It never came to a consultation."""
    patient = "patient"


class RetentionRun(Model):
    __tablename__ = "retention_run"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    is_refused: Mapped[bool] = mapped_column(default=False)
    """Whether nothing was deleted, because more was due than may go at once."""
    due: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Requests by outcome; those joined to another count with it."""
    deleted: Mapped[dict[str, int]] = mapped_column(JSONB)

    @property
    def left(self) -> dict[str, int]:
        """What was due and is still there."""
        return {outcome: number - self.deleted.get(outcome, 0) for outcome, number in self.due.items()}
