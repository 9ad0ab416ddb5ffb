"""How appointments are said to people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from clinic.core.clock import utcnow
from clinic.scheduling.queries import Booked


def when(moment: datetime, zone: ZoneInfo) -> str:
    """Say a moment by a place's clock, e.g. "Monday 11 January 2027 at 09:00"."""
    return f"{moment.astimezone(zone):%A %-d %B %Y at %H:%M}"


def when_it_is(booked: Booked) -> str:
    """Say when it is, and by whose clock where the place does not tell."""
    moment = when(booked.appointment.starts_at, booked.zone)
    return moment if booked.location else f"{moment} ({clock_of(booked.zone)})"


def how_soon(moment: datetime, zone: ZoneInfo) -> str:
    """Say on which day a moment is, as seen from today, by a place's clock: "today", "tomorrow", "in 7 days"."""
    days = (moment.astimezone(zone).date() - utcnow().astimezone(zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def clock_of(zone: ZoneInfo) -> str:
    """Name a zone by its city, e.g. "London time"."""
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"


def short_when(moment: datetime, zone: ZoneInfo) -> str:
    """Say the same in a line of a list, e.g. "Monday 11 January, 09:00"."""
    return f"{moment.astimezone(zone):%A %-d %B, %H:%M}"


def where(booked: Booked) -> str:
    location = booked.location
    return f"{location.name}, {location.address}" if location else "By video"


def who(booked: Booked) -> str:
    return f"{booked.practitioner.name}, {booked.practitioner.title}"


def when_and_where(booked: Booked) -> str:
    place = booked.location.name if booked.location else "by video"
    return f"{when(booked.appointment.starts_at, booked.zone)}, {place}, with {who(booked)}"
