"""How long the clinic has for what a person asks about their data.

Complaints: acknowledged within 30 days (Data Protection Act 2018, section 164A, in force since 19 June 2026).
Everything else: one month from receipt, for which the ICO suggests a clock of 28 days.
"""

from datetime import datetime, timedelta

from clinic.core.clock import local, utcnow
from clinic.rights.models import Kind

DAYS = {Kind.complaint: 30, Kind.access: 28, Kind.correction: 28, Kind.erasure: 28}


def due(kind: Kind, asked_at: datetime) -> datetime:
    return asked_at + timedelta(days=DAYS[kind])


def days_left(due_at: datetime) -> str:
    """Say how long is left on the clinic's wall, e.g. "due in 3 days"."""
    days = (local(due_at).date() - local(utcnow()).date()).days
    if days < 0:
        return f"overdue for {_days(-days)}"
    return f"due in {_days(days)}" if days else "due today"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
