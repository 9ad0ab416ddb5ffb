"""What was counted, and what is to be counted next."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from clinic.core.clock import local, today
from clinic.core.db import db
from clinic.insights.models import InsightsDay, InsightsRelease
from clinic.insights.releases import Release
from clinic.intake.models import Intake

DAY, WEEK = timedelta(days=1), timedelta(days=7)
RECENT = 60
"""Days whose figures still change often."""
NEVER = datetime.min.replace(tzinfo=UTC)


def first_day() -> date | None:
    """Give the day with which the clinic's history begins."""
    oldest = db.session.scalar(select(func.min(Intake.submitted_at)))
    counted = db.session.scalar(select(func.min(InsightsDay.day)))
    return min([day for day in (counted, oldest and local(oldest).date()) if day], default=None)


def days_by_need() -> list[date]:
    """Give every day until today in the order in which it wants counting.

    First the recent ones, then those never counted, then those counted longest ago: so a late change of an old request
    shows too, once its day's turn has come.
    """
    history = list(_days(first_day() or today(), today()))[::-1]
    counted = {row.day: row.counted_at for row in db.session.execute(select(InsightsDay.day, InsightsDay.counted_at))}
    return [*history[:RECENT], *sorted(history[RECENT:], key=lambda day: counted.get(day, NEVER))]


def weeks_to_release() -> list[date]:
    """Give the Mondays of the weeks that are over and not released, the earliest first."""
    released = db.session.scalar(select(func.max(InsightsRelease.monday)))
    first = released + WEEK if released else monday_of(first_day() or today())
    return [monday for monday in _days(first, today() - WEEK) if monday.weekday() == 0]


def latest_release() -> Release:
    found = db.session.scalar(select(InsightsRelease).order_by(InsightsRelease.monday.desc()).limit(1))
    return Release.read(found.release) if found else Release()


def is_behind() -> bool:
    """Tell whether a day was never counted, or a week that is over is not released."""
    days = (today() - (first_day() or today())).days + 1
    counted = db.session.scalar(select(func.count(InsightsDay.id))) or 0
    return counted < days or bool(weeks_to_release())


def monday_of(day: date) -> date:
    return day - DAY * day.weekday()


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range((last - first).days + 1))
