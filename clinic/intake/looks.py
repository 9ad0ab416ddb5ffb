"""Who has looked at a request, as its sender may know it: by role, and never by name."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from clinic.core.audit import AuditEntry
from clinic.core.db import db

READ = "read"
"""What the audit trail calls it when somebody sees everything, as those who treat people may."""
OPENED = "opened"
"""And when they see all but what was told of health."""
SAW = "saw"
"""And when they see the pictures."""

DID = {READ: "read your answers", OPENED: "looked at how to reach you", SAW: "looked at your pictures"}

TOLD_ONCE = timedelta(hours=1)
MOST_TOLD = 50
MOST_ASKED = 1000
"""Entries: of so many, a page tells the latest 50 even if a role looked twenty times in each hour."""


class Look(NamedTuple):
    role: str
    """Empty in entries from before roles were kept."""
    action: str
    at: datetime

    @property
    def in_words(self) -> str:
        who = self.role or "member of staff"
        return f"{'An' if who[0] in 'aeiou' else 'A'} {who} {DID[self.action]}"


def looks_at(intake_id: uuid.UUID) -> list[Look]:
    """Give the latest looks, the newest first. Those of one role within an hour are one, at the time of the first."""
    told: list[Look] = []
    latest: dict[tuple[str, str], datetime] = {}
    for look in reversed(_entries(intake_id)):
        since = latest.get(look[:2])
        if since is None or look.at - since >= TOLD_ONCE:
            told.append(look)
            latest[look[:2]] = look.at
    return told[: -MOST_TOLD - 1 : -1]


def _entries(intake_id: uuid.UUID) -> list[Look]:
    wanted = select(AuditEntry.role, AuditEntry.action, AuditEntry.at).where(
        AuditEntry.record == f"intake:{intake_id}", AuditEntry.action.in_(DID)
    )
    newest_first = wanted.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(MOST_ASKED)
    return [Look(*row) for row in db.session.execute(newest_first)]
