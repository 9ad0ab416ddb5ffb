"""What somebody knows of an appointment already, by the emails that reached them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select

from clinic.core.db import db
from clinic.notifications import queries as mail
from clinic.scheduling.models import Appointment, AppointmentEvent, Change


@dataclass(frozen=True)
class Standing:
    """When an appointment is, where, with whom and what for."""

    starts_at: datetime
    location_id: uuid.UUID | None
    practitioner_id: uuid.UUID
    kind_id: uuid.UUID

    @classmethod
    def of(cls, appointment: Appointment) -> Self:
        return cls(appointment.starts_at, appointment.location_id, appointment.practitioner_id, appointment.kind_id)

    @classmethod
    def kept(cls, before: Mapping[str, Any]) -> Self:
        """Read how it stood, as an event keeps it."""
        location, starts_at = before["location"], datetime.fromisoformat(before["starts_at"])
        who, what = uuid.UUID(before["practitioner"]), uuid.UUID(before["kind"])
        return cls(starts_at, uuid.UUID(location) if location else None, who, what)


def is_told(appointment: Appointment, recipient: str, kinds: Iterable[str]) -> bool:
    """Tell whether an email of these kinds about this appointment has reached somebody."""
    return mail.last_sent(appointment.id, kinds, recipient) is not None


def as_told(appointment: Appointment, recipient: str, kinds: Iterable[str]) -> Standing | None:
    """Give how it stood when somebody was last told; nothing if it was not moved since."""
    moves = select(AppointmentEvent.before).where(
        AppointmentEvent.appointment_id == appointment.id, AppointmentEvent.change == Change.moved
    )
    if told_at := mail.last_sent(appointment.id, kinds, recipient):
        moves = moves.where(AppointmentEvent.at >= told_at)
    before = db.session.scalars(moves.order_by(AppointmentEvent.id)).first()
    return Standing.kept(before) if before else None
