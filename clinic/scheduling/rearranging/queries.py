"""Which appointments are to be rearranged, and what staff read of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select

from clinic.core.db import db
from clinic.core.memory import Memory
from clinic.intake.models import Intake
from clinic.scheduling import queries
from clinic.scheduling.models import AHEAD, Appointment
from clinic.scheduling.queries import Booked
from clinic.scheduling.rearranging.models import Rearrangement, Why
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff.models import StaffUser

SHOWN = 20
"""Settled tasks, on the page."""

AS_IT_WAS = and_(Appointment.sequence == Rearrangement.sequence, Appointment.state.in_(AHEAD))
IS_OPEN = and_(Rearrangement.settled_at.is_(None), AS_IT_WAS)


@dataclass(frozen=True)
class Task:
    """An appointment to look at again, or one that was, with whose it is."""

    rearrangement: Rearrangement
    booked: Booked
    reference: str
    name: str
    settled_by: str


@dataclass(frozen=True)
class Foreseen:
    """An appointment as a change would leave it."""

    booked: Booked
    reference: str
    """Nothing for a time that somebody is choosing now."""
    why: Why


def open_tasks() -> list[Task]:
    """Give what is to be rearranged, the soonest first."""
    return _tasks(_wanted().where(IS_OPEN).order_by(Appointment.starts_at, Rearrangement.id))


def settled_tasks() -> list[Task]:
    """Give what was settled, the latest first."""
    settled = _wanted().where(Rearrangement.settled_at.is_not(None))
    return _tasks(settled.order_by(Rearrangement.settled_at.desc(), Rearrangement.id).limit(SHOWN))


def exists(id: uuid.UUID) -> bool:
    return db.session.get(Rearrangement, id) is not None


def foreseen(faults: Collection[Fault]) -> list[Foreseen]:
    """Tell of what was found in words that staff know: whose, when, where and with whom."""
    by_id = {each.appointment.id: each.why for each in faults}
    found = queries.appointments(*by_id)
    references = _references({each.appointment.intake_id for each in found})
    return [
        Foreseen(each, references.get(each.appointment.intake_id, ""), by_id[each.appointment.id]) for each in found
    ]


def _number_open() -> int:
    joined = select(func.count()).select_from(Rearrangement)
    joined = joined.join(Appointment, Appointment.id == Rearrangement.appointment_id)
    return db.session.scalars(joined.where(IS_OPEN)).one()


OPEN_NUMBER: Memory[int] = Memory("rearrangements", _number_open, int)
"""How many wait, for every page of the staff's."""


def _wanted() -> Select[Rearrangement, str, str, str | None]:
    return (
        select(Rearrangement, Intake.reference, Intake.name, StaffUser.name)
        .join(Appointment, Appointment.id == Rearrangement.appointment_id)
        .join(Intake, Intake.id == Appointment.intake_id)
        .outerjoin(StaffUser, StaffUser.id == Rearrangement.settled_by)
    )


def _tasks(wanted: Select[Rearrangement, str, str, str | None]) -> list[Task]:
    rows = db.session.execute(wanted, execution_options={"populate_existing": True}).all()
    by_id = {each.appointment.id: each for each in queries.appointments(*(row[0].appointment_id for row in rows))}
    return [Task(row[0], by_id[row[0].appointment_id], row[1], row[2], row[3] or "") for row in rows]


def _references(intake_ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    wanted = select(Intake.id, Intake.reference).where(Intake.id.in_(intake_ids))
    return {row.id: row.reference for row in db.session.execute(wanted)}
