"""What the clinic has arranged."""

import time
from datetime import timedelta
from typing import NamedTuple

import msgspec
from flask import current_app
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.practice.arrangements import DEFAULTS, Arrangements
from clinic.practice.models import ArrangementsRow
from clinic.practice.working_time import WorkingTime

REMEMBERED = timedelta(seconds=30)
"""How long a process goes by what it knows: a change shows everywhere within this."""


class Remembered(NamedTuple):
    arrangements: Arrangements
    until: float


def arrangements() -> Arrangements:
    """Give the arrangements that hold, as this process knows them: at most half a minute old."""
    known: Remembered | None = current_app.extensions.get("arrangements")
    if known is None or known.until < time.monotonic():
        known = Remembered(newest(), time.monotonic() + REMEMBERED.total_seconds())
        current_app.extensions["arrangements"] = known
    return known.arrangements


def newest() -> Arrangements:
    """Give the arrangements that hold, as the database knows them."""
    row = db.session.scalar(select(ArrangementsRow.values).order_by(ArrangementsRow.id.desc()).limit(1))
    return msgspec.convert(row, Arrangements) if row else DEFAULTS


def working_time() -> WorkingTime:
    return WorkingTime(arrangements(), settings().clinic_timezone)
