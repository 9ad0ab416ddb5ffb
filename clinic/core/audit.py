"""Who did what to which record. Holds names of actions and ids, never a patient's words."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model, store


@dataclass(frozen=True)
class Actor:
    """Who acts: a kind (`patient`, `staff`, `system`) and, for staff, the account's id."""

    kind: str
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def staff(cls, id: object) -> "Actor":
        return cls("staff", str(id))


PATIENT = Actor("patient")
SYSTEM = Actor("system")


class AuditEntry(Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str]
    action: Mapped[str]
    record: Mapped[str] = mapped_column(index=True)


def record(actor: Actor, action: str, kind: str, id: uuid.UUID | int | str) -> None:
    """Add an entry to the current transaction, e.g. `record(PATIENT, "submitted", "intake", intake.id)`."""
    store(AuditEntry(actor=str(actor), action=action, record=f"{kind}:{id}"))
