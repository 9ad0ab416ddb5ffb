"""Who did what to which record. Holds names of actions and ids, never a patient's words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model, store


@dataclass(frozen=True)
class Actor:
    """Who acts: a kind (`patient`, `staff`, `system`) and, for staff, the account's id and as what they act."""

    kind: str
    id: str = ""
    role: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def staff(cls, id: object, role: str = "") -> "Actor":
        return cls("staff", str(id), role)


PATIENT = Actor("patient")
SYSTEM = Actor("system")


class AuditEntry(Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str]
    role: Mapped[str] = mapped_column(default="", server_default="")
    """As what a member of staff acted, and so why they could."""
    action: Mapped[str]
    record: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`before` and `after` of a setting; never anything that a patient told."""


def record(
    actor: Actor, action: str, kind: str, id: uuid.UUID | int | str, details: Mapping[str, Any] | None = None
) -> None:
    """Add an entry to the current transaction, e.g. `record(PATIENT, "submitted", "intake", intake.id)`."""
    what = {"action": action, "record": f"{kind}:{id}", "details": dict(details) if details else None}
    store(AuditEntry(actor=str(actor), role=actor.role, **what))
