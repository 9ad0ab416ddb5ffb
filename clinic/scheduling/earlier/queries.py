"""Who waits for an earlier time, who is offered one, and which would be earlier."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.scheduling import queries
from clinic.scheduling.availability import Wish, diary
from clinic.scheduling.earlier.models import EarlierTime
from clinic.scheduling.models import Appointment, State
from clinic.scheduling.queries import Booked
from clinic.scheduling.wishes import Choice, wish_of_patient

MOST_AT_ONCE = 200
"""People whom one sweep looks for; who is not reached has asked last."""


def asked(intake_id: uuid.UUID) -> EarlierTime | None:
    return db.session.get(EarlierTime, intake_id, populate_existing=True)


def offer_to(intake_id: uuid.UUID) -> Booked | None:
    """Give the time that is held for somebody, while it is."""
    earlier = asked(intake_id)
    offered = queries.booked(earlier.offered_id) if earlier and earlier.offered_id else None
    return offered if offered and is_open(offered.appointment) else None


def is_open(offered: Appointment) -> bool:
    """Tell whether an offer still waits for its answer."""
    return offered.state is State.held and offered.held_until is not None and offered.held_until > utcnow()


def waiting() -> Iterable[uuid.UUID]:
    """Give those who are offered nothing at present, first who asked first."""
    wanted = select(EarlierTime.intake_id).where(EarlierTime.offered_id.is_(None))
    return db.session.scalars(wanted.order_by(EarlierTime.since, EarlierTime.intake_id).limit(MOST_AT_ONCE)).all()


def unanswered() -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    """Give those whose offer has run out, with its id."""
    is_over = (Appointment.state != State.held) | (Appointment.held_until <= utcnow())
    wanted = select(EarlierTime.intake_id, Appointment.id).join(Appointment, Appointment.id == EarlierTime.offered_id)
    return [(row[0], row[1]) for row in db.session.execute(wanted.where(is_over))]


def too_near() -> Iterable[uuid.UUID]:
    """Give those whose appointment is too near to be changed, and who are offered nothing."""
    nearest = utcnow() + timedelta(hours=queries.rules().change_hours)
    wanted = select(EarlierTime.intake_id).join(Appointment, Appointment.id == EarlierTime.appointment_id)
    return db.session.scalars(wanted.where(Appointment.starts_at < nearest, EarlierTime.offered_id.is_(None))).all()


def wish_for(appointment: Appointment, practitioner_id: uuid.UUID | None) -> Wish:
    """Give the wish for a time of the same kind and place that is over before this one begins. Raises NotOffered."""
    choice = Choice(appointment.kind_id, appointment.location_id, practitioner_id)
    assert appointment.intake_id is not None, "what is held for a form has nobody who could ask"
    wish = wish_of_patient(choice, queries.is_new(appointment.intake_id))
    answered = utcnow() + timedelta(minutes=queries.rules().offer_minutes)
    latest = min(wish.latest, appointment.starts_at - wish.kind.length)
    return replace(wish, earliest=max(wish.earliest, answered), latest=latest)


def free_times(wish: Wish) -> list[datetime]:
    """Give every time that meets a wish, the earliest first."""
    if wish.latest < wish.earliest:
        return []
    zone = wish.place.zone
    found = diary(wish, wish.earliest.astimezone(zone).date(), wish.latest.astimezone(zone).date())
    return [slot.starts_at for slot in found.slots]
