"""A practitioner's diary as their own calendar reads it: times, places, and patients by initials and reference only."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Event
from sqlalchemy import func, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.intake.models import Intake
from clinic.scheduling import invites
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.models import Appointment, AppointmentEvent, State

BEHIND, AHEAD = timedelta(days=30), timedelta(days=366)
SHOWN = (State.booked, State.arrived, State.completed)
ASKED_AGAIN = timedelta(minutes=15)
"""How soon a calendar may look for what is new; those who heed it do no more."""


class Entry(NamedTuple):
    """An appointment, as the practitioner's calendar shows it."""

    id: uuid.UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    reference: str
    name: str
    place: str | None
    zone_key: str | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_key) if self.zone_key else settings().clinic_timezone


def entries(practitioner_id: uuid.UUID) -> list[Entry]:
    """Give a practitioner's appointments of the last month and the next year, in one question."""
    now = utcnow()
    changed_at = select(func.max(AppointmentEvent.at)).where(AppointmentEvent.appointment_id == Appointment.id)
    columns = (Appointment.id, Appointment.sequence, Appointment.starts_at, Appointment.ends_at)
    wanted = (
        select(*columns, changed_at.scalar_subquery(), Intake.reference, Intake.name, Location.name, Location.zone)
        .join(Intake, Intake.id == Appointment.intake_id)
        .outerjoin(Location, Location.id == Appointment.location_id)
        .where(Appointment.practitioner_id == practitioner_id, Appointment.state.in_(SHOWN))
        .where(Appointment.starts_at.between(now - BEHIND, now + AHEAD))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [Entry(*row) for row in db.session.execute(wanted)]


def fingerprint(shown: Sequence[Entry]) -> str:
    """Tell one state of a diary from another, without writing it."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def written(shown: Sequence[Entry]) -> bytes:
    """Write a diary as iCalendar."""
    zones = {entry.zone for entry in shown}
    calendar = invites.begun(*((zone, utcnow().year) for zone in sorted(zones, key=lambda each: each.key)))
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", "Appointments")
    calendar.add("REFRESH-INTERVAL", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in shown:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", invites.uid(entry.id))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed_at)
    event.add("STATUS", "CONFIRMED")
    event.add("SUMMARY", f"{initials(entry.name)} {entry.reference}")
    event.add("LOCATION", entry.place or "By video")
    event.add("CLASS", "PRIVATE")
    invites.set_time(event, entry.starts_at, entry.ends_at, entry.zone)
    return event


def initials(name: str) -> str:
    """Give the first letters of somebody's first and last name."""
    names = name.split()
    return "".join(each[0].upper() for each in (names[:1] + names[1:][-1:]))
