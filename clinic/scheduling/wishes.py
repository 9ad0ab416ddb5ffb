"""Who may look for which times: the rules of a kind of appointment, as they hold for patients and for staff."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.errors import Refusal
from clinic.core.settings import settings
from clinic.scheduling.arranging.models import AppointmentKind, Location
from clinic.scheduling.availability import Place, Wish, end_of
from clinic.scheduling.models import Appointment

STAFF_LOOK_AHEAD = timedelta(days=366)
CHOSEN = (
    select(AppointmentKind, Location)
    .outerjoin(Location, Location.id == bindparam("location"))
    .where(AppointmentKind.id == bindparam("kind"))
)


class NotOffered(Refusal):
    """Nobody can choose this kind of appointment, or not in this place."""


@dataclass(frozen=True)
class Choice:
    """What somebody chose: a kind, a location or video without one, and somebody in particular or whoever is free."""

    kind_id: uuid.UUID
    location_id: uuid.UUID | None
    practitioner_id: uuid.UUID | None = None


def choice_of(appointment: Appointment) -> Choice:
    """Give what would have to be chosen for an appointment like this one."""
    return Choice(appointment.kind_id, appointment.location_id, appointment.practitioner_id)


def wish_of_patient(choice: Choice, is_new: bool, besides: tuple[uuid.UUID, ...] = ()) -> Wish:
    """Give what a patient may choose from. Raises NotOffered."""
    kind, location = _chosen(choice)
    if not kind.is_for_patients(is_new):
        raise NotOffered
    return within_limits(kind, _place(choice, kind, location), choice.practitioner_id, besides)


def within_limits(
    kind: AppointmentKind, place: Place, practitioner_id: uuid.UUID | None, besides: tuple[uuid.UUID, ...] = ()
) -> Wish:
    """Give the wish for a time that is not too soon and not too far ahead for a patient."""
    now = utcnow()
    latest = end_of(now.astimezone(place.zone).date() + timedelta(days=kind.horizon_days), place.zone)
    return Wish(kind, place, now + timedelta(hours=kind.notice_hours), latest, practitioner_id, besides)


def wish_of_staff(choice: Choice, besides: tuple[uuid.UUID, ...] = ()) -> Wish:
    """Give what staff may choose from: any time still to come within about a year. Raises NotOffered."""
    (kind, location), now = _chosen(choice), utcnow()
    place = _place(choice, kind, location)
    return Wish(kind, place, now, now + STAFF_LOOK_AHEAD, choice.practitioner_id, besides)


def _chosen(choice: Choice) -> tuple[AppointmentKind, Location | None]:
    found = db.session.execute(CHOSEN, {"kind": choice.kind_id, "location": choice.location_id}).one_or_none()
    if found is None:
        raise NotOffered
    return found[0], found[1]


def _place(choice: Choice, kind: AppointmentKind, location: Location | None) -> Place:
    if choice.location_id is None:
        if not kind.by_video:
            raise NotOffered
        return Place(None, settings().clinic_timezone)
    if location is None or not location.is_open or not kind.in_person:
        raise NotOffered
    return Place(location.id, ZoneInfo(location.zone))


def wish_that_stands(appointment: Appointment) -> Wish:
    """Give the wish that an appointment meets, for its own practitioner; how soon it is no longer matters."""
    kind, now = db.session.get_one(AppointmentKind, appointment.kind_id), utcnow()
    place, besides = place_at(appointment.location_id), (appointment.id,)
    return Wish(kind, place, now, now + STAFF_LOOK_AHEAD, appointment.practitioner_id, besides)


def place_at(location_id: uuid.UUID | None) -> Place:
    """Give where an appointment takes place, whether people can still choose to be seen there or not."""
    location = db.session.get(Location, location_id) if location_id else None
    return Place(location.id, ZoneInfo(location.zone)) if location else Place(None, settings().clinic_timezone)
