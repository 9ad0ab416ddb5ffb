"""What happened to the appointments of a request, in words: from when to when, where and with whom."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.scheduling import events
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.models import Appointment, AppointmentEvent, Change
from clinic.scheduling.words import when
from clinic.staff.models import Practitioner


@dataclass(frozen=True)
class Changed:
    """One change of an appointment."""

    intake_id: uuid.UUID
    appointment_id: uuid.UUID
    sequence: int
    change: Change
    actor: str
    at: datetime
    words: str

    @property
    def is_by_staff(self) -> bool:
        return self.actor.startswith("staff:")


def changes_of(*intake_ids: uuid.UUID) -> list[Changed]:
    """Give every change of the appointments of these requests, the newest last."""
    wanted = (
        select(Appointment, AppointmentEvent)
        .join(AppointmentEvent, AppointmentEvent.appointment_id == Appointment.id)
        .where(Appointment.intake_id.in_(intake_ids))
        .order_by(Appointment.id, AppointmentEvent.id.desc())
    )
    rows = db.session.execute(wanted, execution_options={"populate_existing": True}).all()
    return sorted(_in_words(rows), key=lambda each: each.at) if rows else []


def _in_words(newest_first: Iterable[Row[Appointment, AppointmentEvent]]) -> Iterator[Changed]:
    """Tell each change; it led to how the appointment stood before the next one, or stands now."""
    names = _Names.asked()
    became: dict[uuid.UUID, dict[str, Any] | None] = {}
    for appointment, event in newest_first:
        now = became.get(appointment.id) or events.standing(appointment)
        yield _changed(appointment, event, names.say(event.change, event.before or {}, now))
        became[appointment.id] = event.before


def _changed(appointment: Appointment, event: AppointmentEvent, words: str) -> Changed:
    assert appointment.intake_id is not None, "it was asked for by its request"
    return Changed(appointment.intake_id, appointment.id, event.sequence, event.change, event.actor, event.at, words)


@dataclass(frozen=True)
class _Names:
    """What the people and places in the changes are called."""

    practitioners: Mapping[str, str]
    locations: Mapping[str, Location]

    @classmethod
    def asked(cls) -> "_Names":
        people = db.session.execute(select(Practitioner.id, Practitioner.name))
        places = db.session.scalars(select(Location))
        return cls({str(row.id): row.name for row in people}, {str(each.id): each for each in places})

    def say(self, change: Change, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
        match change:
            case Change.booked:
                return f"Booked {self._all_of(now)}"
            case Change.moved:
                return f"Moved from {self._when(was)} to {self._all_of(now)}"
            case Change.cancelled:
                return f"Cancelled the appointment of {self._when(now)}"
            case Change.put_back if now["state"] == "booked":
                return f"Took the change back: {self._all_of(now)}"
            case Change.put_back:
                return f"Took the appointment of {self._when(now)} back"
            case _:
                return f"{MARKED[change]} {self._when(now)}"

    def _when(self, standing: Mapping[str, Any]) -> str:
        return when(events.moment(standing["starts_at"]), self._zone(standing))

    def _all_of(self, standing: Mapping[str, Any]) -> str:
        location = self.locations.get(standing["location"])
        place = location.name if location else "by video"
        return f"{self._when(standing)}, {place}, with {self.practitioners.get(standing['practitioner'], 'somebody')}"

    def _zone(self, standing: Mapping[str, Any]) -> ZoneInfo:
        location = self.locations.get(standing["location"])
        return ZoneInfo(location.zone) if location else settings().clinic_timezone


MARKED = {
    Change.arrived: "The patient arrived for",
    Change.completed: "Took place:",
    Change.missed: "The patient missed",
}
