"""Messages between the clinic and a person, and the clinic's templates for them."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model
from clinic.core.encryption import Encrypted


class Message(Model):
    """What somebody wrote about one request: the clinic to the person, or the person to the clinic."""

    __tablename__ = "message"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    """Who wrote it at the clinic; nobody when the person wrote it."""
    at: Mapped[datetime] = mapped_column(default=utcnow)
    shown_at: Mapped[datetime] = mapped_column(default=utcnow)
    """From when the other side may read it: what the clinic wrote can be taken back until then."""
    words_sealed: Mapped[bytes] = mapped_column(info=PERSONAL)
    taken_back_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When the person first opened what the clinic wrote."""

    words = Encrypted[str]("words_sealed")

    @property
    def is_from_patient(self) -> bool:
        return self.author_id is None


class MessageTemplate(Model):
    """Words that the clinic writes again and again, with placeholders. The clinic's own: nobody's data."""

    __tablename__ = "message_template"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Counted with each change: who changes it says which one they saw."""
    changed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
