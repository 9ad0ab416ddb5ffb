"""By when a person replies to a request."""

from datetime import UTC, datetime, timedelta

from clinic.practice import queries
from clinic.practice.working_time import NeverOpen

QUARTER = timedelta(minutes=15)
WHEN_NEVER_OPEN = timedelta(days=7)
"""What is promised while the clinic's hours make every promise impossible."""


def due(priority: str, since: datetime) -> datetime:
    """Give the moment, in UTC, by which a person replies to a request of this priority sent at `since`."""
    working = timedelta(hours=queries.arrangements().promises[priority])
    try:
        return _at_next_quarter(queries.working_time().after(since, working))
    except NeverOpen:
        return _at_next_quarter(since + WHEN_NEVER_OPEN)


def _at_next_quarter(moment: datetime) -> datetime:
    """Round up to a time that people would say."""
    since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return moment + (-since_epoch) % QUARTER
