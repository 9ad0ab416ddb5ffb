"""What the clinic has arranged."""

import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
from flask import current_app
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.practice.arrangements import DEFAULTS, Arrangements
from clinic.practice.models import ArrangementsRow
from clinic.practice.working_time import WorkingTime
from clinic.staff.models import StaffUser

REMEMBERED = timedelta(seconds=30)
"""How long a process goes by what it knows: a change shows everywhere within this."""


class Version(NamedTuple):
    """The arrangements as one change left them; before the first change the number is 0."""

    number: int
    arrangements: Arrangements


class Remembered(NamedTuple):
    version: Version
    until: float


def arrangements() -> Arrangements:
    """Give the arrangements that hold, as this process knows them: at most half a minute old."""
    return version().arrangements


def version() -> Version:
    """Give the arrangements that hold, as this process knows them, with their number, which never returns."""
    known = _remembered()
    if known is None or known.until < time.monotonic():
        known = Remembered(newest(), time.monotonic() + REMEMBERED.total_seconds())
        current_app.extensions["arrangements"] = known
    return known.version


def last_known() -> Arrangements:
    """Give what this process knew last, for when the database cannot be asked."""
    known = _remembered()
    return known.version.arrangements if known else DEFAULTS


def newest() -> Version:
    """Give the arrangements that hold, as the database knows them."""
    wanted = select(ArrangementsRow.id, ArrangementsRow.values).order_by(ArrangementsRow.id.desc()).limit(1)
    row = db.session.execute(wanted).first()
    return Version(row[0], msgspec.convert(row[1], Arrangements)) if row else Version(0, DEFAULTS)


def history() -> list[tuple[datetime, Arrangements]]:
    """Give all arrangements that ever held, the oldest first, each with the moment from which it did."""
    wanted = select(ArrangementsRow.changed_at, ArrangementsRow.values).order_by(ArrangementsRow.id)
    changes = [(row[0], msgspec.convert(row[1], Arrangements)) for row in db.session.execute(wanted)]
    return [(datetime.min.replace(tzinfo=UTC), DEFAULTS), *changes]


class Change(NamedTuple):
    """One change: who made it, when, and what became of what."""

    at: datetime
    by: str
    before: Arrangements
    after: Arrangements


def latest_changes(limit: int) -> list[Change]:
    """Give the latest changes, the newest first, each with the arrangements before it."""
    wanted = select(ArrangementsRow.changed_at, StaffUser.name, ArrangementsRow.values)
    wanted = wanted.outerjoin(StaffUser, StaffUser.id == ArrangementsRow.changed_by)
    rows = db.session.execute(wanted.order_by(ArrangementsRow.id.desc()).limit(limit + 1)).all()
    values = [*(msgspec.convert(row[2], Arrangements) for row in rows), DEFAULTS]
    return [Change(row[0], row[1] or "", values[place + 1], values[place]) for place, row in enumerate(rows[:limit])]


def _remembered() -> Remembered | None:
    known: Remembered | None = current_app.extensions.get("arrangements")
    return known


def working_time() -> WorkingTime:
    return WorkingTime(arrangements(), settings().clinic_timezone)
