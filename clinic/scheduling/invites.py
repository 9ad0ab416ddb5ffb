"""What an appointment's emails do to the patient's calendar: put it there, change it, and take it out (RFC 5546).

One UID for life and a SEQUENCE that only grows keep it one entry. Calendars are shared with family and colleagues, so
an entry says no more than a stranger may read: an appointment, where it is, and the reference; never with whom, what
for, or the patient's own link. It holds no alarm: reminders are emails, and people have their calendar's own.
"""

import uuid
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.identity import clinic
from clinic.core.settings import settings
from clinic.intake.models import Intake
from clinic.notifications.composing import CalendarEntry
from clinic.scheduling import queries
from clinic.scheduling.models import State
from clinic.scheduling.queries import Booked
from clinic.scheduling.zones import described

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
PRODUCT = "-//Clinic//Appointments//EN"


def invite(booked: Booked) -> bytes:
    """Put an appointment into the patient's calendar, or in place of what was there of it."""
    return _written(booked, REQUEST, "CONFIRMED")


def published(booked: Booked) -> bytes:
    """Give the same as a file that anyone may add to a calendar: it invites nobody."""
    return _written(booked, PUBLISH, "CONFIRMED")


def cancellation(booked: Booked) -> bytes:
    """Take an appointment out of the patient's calendar."""
    return _written(booked, CANCEL, "CANCELLED")


def entry_of(booked: Booked) -> CalendarEntry:
    """Give what the patient's calendar is to make of an appointment as it stands."""
    if booked.appointment.state is State.cancelled:
        return CalendarEntry(cancellation(booked), CANCEL)
    return CalendarEntry(invite(booked), REQUEST)


def uid(appointment_id: uuid.UUID) -> str:
    """Name an appointment for every calendar, for as long as it lives."""
    return f"{appointment_id}@{urlsplit(settings().public_url).hostname}"


def begun(*zones: tuple[ZoneInfo, int]) -> Calendar:
    """Begin a calendar that knows these time zones, each around a year."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    for zone, year in zones:
        calendar.add_component(described(zone, year))
    return calendar


def set_time(event: Event, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> None:
    """Write from when to when it is, by the clock of its place."""
    event.add("DTSTART", _on_the_wall(starts_at, zone))
    event.add("DTEND", _on_the_wall(ends_at, zone))


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give what the clock shows; what it shows twice stays UTC, because calendars read it as either."""
    local = moment.astimezone(zone)
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment if is_shown_twice else local


def _written(booked: Booked, method: str, status: str) -> bytes:
    calendar = begun((booked.zone, booked.appointment.starts_at.year))
    calendar.add("METHOD", method)
    calendar.add_component(_event(booked, method, status))
    return bytes(calendar.to_ical())


def _event(booked: Booked, method: str, status: str) -> Event:
    patient, event = db.session.get_one(Intake, booked.appointment.intake_id), Event()
    event.add("UID", uid(booked.appointment.id))
    event.add("SEQUENCE", booked.appointment.sequence)
    event.add("DTSTAMP", utcnow())
    event.add("LAST-MODIFIED", queries.changed_at(booked.appointment.id))
    event.add("STATUS", status)
    event.add("SUMMARY", f"Appointment, {clinic().discreet_name}")
    event.add("DESCRIPTION", _description(patient.reference))
    event.add("LOCATION", booked.location.address if booked.location else booked.video_url or "By video")
    event.add("ORGANIZER", _organiser())
    if patient.email and method != PUBLISH:
        event.add("ATTENDEE", _attendee(patient.email))
    event.add("CLASS", "PRIVATE")
    set_time(event, booked.appointment.starts_at, booked.appointment.ends_at, booked.zone)
    return event


def _description(reference: str) -> str:
    call = f" or call {clinic().phone}" if clinic().phone else ""
    return f"Reference {reference}. To move or cancel it, use the link in our emails{call}."


def _organiser() -> vCalAddress:
    """Give the address that the email comes from: Outlook asks for the same in both."""
    organiser = vCalAddress(f"mailto:{settings().mail_sender}")
    organiser.params["CN"] = clinic().discreet_name
    return organiser


def _attendee(address: str) -> vCalAddress:
    """Give whom it is for, as who has agreed already: nobody reads a calendar's answer."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return attendee
