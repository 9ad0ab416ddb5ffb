"""By when a person replies to a request."""

from datetime import UTC, datetime, timedelta

from clinic.core.settings import settings
from clinic.practice import queries
from clinic.practice.arrangements import Arrangements
from clinic.practice.working_time import NeverOpen, WorkingTime

QUARTER = timedelta(minutes=15)
LAST_CALL = timedelta(hours=1)
WHEN_NEVER_OPEN = timedelta(days=7)
"""What is promised while the clinic's hours make every promise impossible."""


def due(priority: str, since: datetime) -> datetime:
    """Give the moment, in UTC, by which a person replies to a request of this priority sent at `since`."""
    return due_under(queries.arrangements(), priority, since)


def due_under(arrangements: Arrangements, priority: str, since: datetime) -> datetime:
    """Give when a reply would be due under these arrangements, whether they hold or not."""
    working = timedelta(hours=arrangements.promises[priority])
    try:
        return _at_next_quarter(WorkingTime(arrangements, settings().clinic_timezone).after(since, working))
    except NeverOpen:
        return _at_next_quarter(since + WHEN_NEVER_OPEN)


def nearly_due(priority: str, now: datetime) -> datetime:
    """Give the latest moment, in UTC, of a promise for which so little working time is left that staff hear of it.

    That is an hour, or less for what was promised within a few; so what is due on a Monday morning is told on Friday.
    """
    left = min(LAST_CALL, _promised(priority) / 4)
    try:
        return queries.working_time().after(now, left)
    except NeverOpen:
        return now + left


def _promised(priority: str) -> timedelta:
    return timedelta(hours=queries.arrangements().promises[priority])


def _at_next_quarter(moment: datetime) -> datetime:
    """Round up to a time that people would say."""
    since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return moment + (-since_epoch) % QUARTER
