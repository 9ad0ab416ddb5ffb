"""One email owed to one address, and what is known of the mail server."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model


class State(StrEnum):
    queued = "queued"
    sending = "sending"
    sent = "sent"
    retrying = "retrying"
    failed = "failed"
    withheld = "withheld"


WAITING = (State.queued, State.retrying)
OWED = (*WAITING, State.sending)
GIVEN_UP = (State.failed, State.withheld)


class Notification(Model):
    """One email owed to one address. Its id is also its Message-ID, so a second copy can be recognised."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_owed", "due_at", postgresql_where="state IN ('queued', 'retrying', 'sending')"),
        Index("ix_notification_newest", "created_at", "id"),
        Index("ix_notification_item", "item_id", postgresql_where="item_id IS NOT NULL"),
        Index("ix_notification_kind", "kind", "created_at", "id"),
        Index(
            "ix_notification_given_up", "state", "created_at", "id", postgresql_where="state IN ('failed', 'withheld')"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    item_id: Mapped[uuid.UUID | None]
    """Which of the subject's things it is about, e.g. an appointment."""
    recipient: Mapped[str] = mapped_column(info=PERSONAL)
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False, length=10), default=State.queued)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    planned_for: Mapped[datetime | None]
    """When an email that was promised ahead is first to go; nothing for one that was to go at once."""
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    lease_until: Mapped[datetime | None]
    """While `sending`: until when the worker that claimed it may work on it."""
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    abandoned: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often a worker died or stalled while it held this row."""
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    """The mail server's last answer, or why this email was withheld; never the recipient's address."""

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come, and nothing waits."""
        return self.state is State.queued and self.planned_for is not None and self.planned_for > utcnow()


class MailServer(Model):
    """The one row of what is known of the mail server: whether sending is paused, and when we last swept."""

    __tablename__ = "mail_server"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1)
    paused_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    """Attempts to reach the server that failed in a row."""
    answer: Mapped[str] = mapped_column(default="")
    swept_at: Mapped[datetime | None]
