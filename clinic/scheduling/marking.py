"""What can be noted of an appointment by now: nobody misses what is still to come."""

from zoneinfo import ZoneInfo

from clinic.core.clock import utcnow
from clinic.scheduling.booking import MARKS
from clinic.scheduling.models import Appointment, Change


def marks_of(appointment: Appointment, zone: ZoneInfo) -> list[Change]:
    """Give the marks that fit: from the date on that somebody came, from the beginning on that they did not."""
    fitting = (change for change, (_, states) in MARKS.items() if appointment.state in states)
    return [change for change in fitting if is_time(change, appointment, zone)]


def is_time(change: Change, appointment: Appointment, zone: ZoneInfo) -> bool:
    """Tell whether a mark can be true by now."""
    if change is Change.missed:
        return appointment.starts_at <= utcnow()
    return is_its_day(appointment, zone)


def is_its_day(appointment: Appointment, zone: ZoneInfo) -> bool:
    """Tell whether an appointment's date has come, by the clock of its place."""
    return appointment.starts_at.astimezone(zone).date() <= utcnow().astimezone(zone).date()
