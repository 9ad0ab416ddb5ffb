"""Who did what to which record. Holds names of actions and ids, never a patient's words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, Identity, Index
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
OPERATOR = Actor("operator")
"""Whoever runs the server, by its command line."""


class AuditEntry(Model):
    """One deed. Each question that the trail is asked has an index in the order in which it is told."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_newest", "at", "id"),
        Index("ix_audit_entry_actor", "actor", "at", "id"),
        Index("ix_audit_entry_deed", "kind", "action", "at", "id"),
        Index("ix_audit_entry_actors_deed", "actor", "kind", "action", "at", "id"),
        Index("ix_audit_entry_record", "record", "at", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str]
    role: Mapped[str] = mapped_column(default="", server_default="")
    """As what a member of staff acted, and so why they could."""
    action: Mapped[str]
    record: Mapped[str]
    """Its kind and id."""
    kind: Mapped[str] = mapped_column(Computed("split_part(record, ':', 1)", persisted=True))
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`before` and `after` of a setting, what was `sought` in the trail; never anything that a patient told."""


def record(
    actor: Actor, action: str, kind: str, id: uuid.UUID | int | str, details: Mapping[str, Any] | None = None
) -> None:
    """Add an entry to the current transaction, e.g. `record(PATIENT, "submitted", "intake", intake.id)`."""
    what = {"action": action, "record": f"{kind}:{id}", "details": dict(details) if details else None}
    store(AuditEntry(actor=str(actor), role=actor.role, **what))
