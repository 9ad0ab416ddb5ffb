"""The only place that asks the time."""

from datetime import UTC, date, datetime

from clinic.core.settings import settings


def utcnow() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date on the clinic's wall."""
    return local(utcnow()).date()


def local(moment: datetime) -> datetime:
    """Give an aware moment in the clinic's time zone."""
    return moment.astimezone(settings().clinic_timezone)
