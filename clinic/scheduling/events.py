"""What is kept of each change of an appointment, and who hears of it."""

from datetime import datetime, timedelta
from typing import Any

from blinker import Namespace

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import store, transaction
from clinic.scheduling import telling
from clinic.scheduling.models import Appointment, AppointmentEvent, Change

changed = Namespace().signal("appointment-changed")
"""Sent with the appointment, the `change` and its `actor`, in the transaction in which it was made."""

AT_ONCE = timedelta()


def note(
    appointment: Appointment,
    change: Change,
    actor: Actor,
    before: dict[str, Any] | None = None,
    after: timedelta = AT_ONCE,
) -> None:
    """Keep that an appointment was changed, owe what is to be told of it after a while, and let other slices know."""
    with transaction():
        event = AppointmentEvent(appointment_id=appointment.id, change=change, sequence=appointment.sequence)
        event.actor, event.before = str(actor), before
        store(event)
        audit.record(actor, change, "appointment", appointment.id)
        telling.tell(appointment, change, after, before)
        changed.send(appointment, change=change, actor=actor)


def standing(appointment: Appointment) -> dict[str, Any]:
    """Tell how an appointment stands, as an event keeps it."""
    return {
        "state": appointment.state.value,
        "kind": str(appointment.kind_id),
        "practitioner": str(appointment.practitioner_id),
        "location": str(appointment.location_id) if appointment.location_id else None,
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "taken_from": appointment.taken_from.isoformat(),
        "taken_until": appointment.taken_until.isoformat(),
    }


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
