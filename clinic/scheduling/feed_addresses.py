"""The verbs of the secret addresses at which practitioners' own calendars read their diaries.

An address holds 256 random bits and is shown once, to who made it; only its hash is kept. It works until a new one is
made, somebody ends it, or the practitioner's account is closed.
"""

import hashlib
import secrets
import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.scheduling.models import CalendarFeed
from clinic.staff.models import Practitioner, StaffUser
from clinic.staff.queries import active_account
from clinic.staff.rights import Right, has_right, insist


class UnknownPractitioner(Refusal):
    """There is nobody of this id who sees patients."""


class Offered(NamedTuple):
    """A practitioner, and since when their calendar has an address."""

    id: uuid.UUID
    name: str
    since: datetime | None


def make(practitioner_id: uuid.UUID, actor: Actor) -> str:
    """Give a practitioner's diary a new address; the one before leads nowhere any more. Gives its secret part.

    Raises NotYours and UnknownPractitioner.
    """
    secret = secrets.token_urlsafe(32)
    with transaction() as session:
        _insist(practitioner_id, actor)
        made = {"address_hash": _hash(secret), "made_at": utcnow()}
        row = postgresql.insert(CalendarFeed).values(practitioner_id=practitioner_id, **made)
        session.execute(row.on_conflict_do_update(index_elements=["practitioner_id"], set_=made))
        audit.record(actor, "made_calendar_address", "practitioner", practitioner_id)
    return secret


def end(practitioner_id: uuid.UUID, actor: Actor) -> None:
    """Let a practitioner's address lead nowhere. Raises NotYours and UnknownPractitioner."""
    with transaction() as session:
        _insist(practitioner_id, actor)
        session.execute(delete(CalendarFeed).where(CalendarFeed.practitioner_id == practitioner_id))
        audit.record(actor, "ended_calendar_address", "practitioner", practitioner_id)


def practitioner_at(secret: str) -> uuid.UUID | None:
    """Give whose diary this address shows."""
    wanted = (
        select(CalendarFeed.practitioner_id)
        .join(Practitioner, Practitioner.id == CalendarFeed.practitioner_id)
        .outerjoin(StaffUser, StaffUser.id == Practitioner.staff_user_id)
        .where(CalendarFeed.address_hash == _hash(secret))
        .where(or_(StaffUser.id.is_(None), StaffUser.active))
    )
    return db.session.scalar(wanted)


def offered_to(actor: Actor) -> list[Offered]:
    """Give whose addresses somebody may make and end: their own, and everybody's for who manages people."""
    wanted = select(Practitioner.id, Practitioner.name, CalendarFeed.made_at).outerjoin(
        CalendarFeed, CalendarFeed.practitioner_id == Practitioner.id
    )
    if not has_right(actor, Right.manage_people):
        wanted = wanted.where(Practitioner.staff_user_id == uuid.UUID(actor.id))
    return [Offered(*row) for row in db.session.execute(wanted.order_by(Practitioner.name, Practitioner.id))]


def _insist(practitioner_id: uuid.UUID, actor: Actor) -> None:
    """See that this is somebody's own diary, or that they manage people."""
    practitioner = db.session.get(Practitioner, practitioner_id)
    if practitioner is None:
        raise UnknownPractitioner
    is_own = actor.kind == "staff" and str(practitioner.staff_user_id) == actor.id
    if not (is_own and active_account(uuid.UUID(actor.id))):
        insist(actor, Right.manage_people)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
