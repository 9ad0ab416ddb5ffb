"""The clinic's night, in which nothing is sent that could wait."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from clinic.core.settings import settings
from clinic.scheduling import queries

DAY = timedelta(days=1)


class Night(NamedTuple):
    """From one moment to another, in UTC; the end is not part of it."""

    begins: datetime
    ends: datetime


def night_around(moment: datetime) -> Night | None:
    """Give the night that a moment falls into, by the clinic's clock."""
    day = moment.astimezone(settings().clinic_timezone).date()
    nights = (_night_of(each) for each in (day - DAY, day))
    return next((night for night in nights if night.begins <= moment < night.ends), None)


def _night_of(evening: date) -> Night:
    """Give the night that begins on a date, and ends on the next if it goes past midnight."""
    rules = queries.rules()
    morning = evening + DAY if rules.night_until < rules.night_from else evening
    return Night(_moment(evening, rules.night_from), _moment(morning, rules.night_until))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, settings().clinic_timezone).astimezone(UTC)
