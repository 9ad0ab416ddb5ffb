"""By when a person replies to a request."""

from datetime import UTC, datetime, timedelta

from clinic.practice import queries
from clinic.practice.working_time import NeverOpen

QUARTER = timedelta(minutes=15)
LAST_CALL = timedelta(hours=1)
WHEN_NEVER_OPEN = timedelta(days=7)
"""What is promised while the clinic's hours make every promise impossible."""


def due(priority: str, since: datetime) -> datetime:
    """Give the moment, in UTC, by which a person replies to a request of this priority sent at `since`."""
    try:
        return _at_next_quarter(queries.working_time().after(since, _promised(priority)))
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
