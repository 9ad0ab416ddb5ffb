"""The clinic's night, in which nothing is sent that could wait."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from clinic.core.settings import settings
from clinic.scheduling import queries
from clinic.scheduling.rules import BookingRules

DAY = timedelta(days=1)


class Night(NamedTuple):
    """From one moment to another, in UTC; the end is not part of it."""

    begins: datetime
    ends: datetime


def night_around(moment: datetime, rules: BookingRules | None = None) -> Night | None:
    """Give the night that a moment falls into, by the clinic's clock and the rules that hold, or others."""
    day = moment.astimezone(settings().clinic_timezone).date()
    nights = (_night_of(each, rules or queries.rules()) for each in (day - DAY, day))
    return next((night for night in nights if night.begins <= moment < night.ends), None)


def _night_of(evening: date, rules: BookingRules) -> Night:
    """Give the night that begins on a date, and ends on the next if it goes past midnight."""
    morning = evening + DAY if rules.night_until < rules.night_from else evening
    return Night(_moment(evening, rules.night_from), _moment(morning, rules.night_until))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, settings().clinic_timezone).astimezone(UTC)
