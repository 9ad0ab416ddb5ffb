"""What was changed of something that is arranged, by whom and when, as the audit trail has it."""

from typing import Any

from sqlalchemy import or_, select

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.practice.differences import Difference
from clinic.practice.kept import Change
from clinic.staff.queries import account_names

SHOWN = 10
"""Changes, on a page."""


def changes(*records: str) -> list[Change]:
    """Give the latest changes of these records, each named by kind and id, the newest first."""
    wanted = select(AuditEntry.at, AuditEntry.actor, AuditEntry.details)
    tells = or_(AuditEntry.details.has_key("before"), AuditEntry.details.has_key("after"))
    wanted = wanted.where(AuditEntry.record.in_(records), tells)
    rows = db.session.execute(wanted.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(SHOWN)).all()
    names = {f"staff:{id}": name for id, name in account_names().items()} if rows else {}
    return [Change(row.at, names.get(row.actor, ""), _differences(row.details)) for row in rows]


def _differences(details: dict[str, Any]) -> list[Difference]:
    before, after = details.get("before", {}), details.get("after", {})
    parts = dict.fromkeys([*before, *after])
    return [Difference(part, before.get(part, "none"), after.get(part, "none")) for part in parts]
