"""How appointments are said to people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from clinic.scheduling.queries import Booked


def when(moment: datetime, zone: ZoneInfo) -> str:
    """Say a moment by a place's clock, e.g. "Monday 11 January 2027 at 09:00"."""
    return f"{moment.astimezone(zone):%A %-d %B %Y at %H:%M}"


def where(booked: Booked) -> str:
    location = booked.location
    return f"{location.name}, {location.address}" if location else "By video"


def who(booked: Booked) -> str:
    return f"{booked.practitioner.name}, {booked.practitioner.title}"


def when_and_where(booked: Booked) -> str:
    place = booked.location.name if booked.location else "by video"
    return f"{when(booked.appointment.starts_at, booked.zone)}, {place}, with {who(booked)}"
