"""What was asked about data, by whom, and what waits."""

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select

from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.rights.models import ErasureReceipt, Kind, RightsCase

SHOWN = 50
"""Cases that are closed, on the staff's page."""


class Listed(NamedTuple):
    """A case with whose it is."""

    case: RightsCase
    reference: str
    name: str


class Waiting(NamedTuple):
    """How many cases are open, and when the first of them is due."""

    number: int
    first_due_at: datetime | None


def cases_of(intake_id: uuid.UUID) -> list[RightsCase]:
    """Give everything that was asked about one request's data, the latest first."""
    wanted = select(RightsCase).where(RightsCase.intake_id == intake_id).order_by(RightsCase.asked_at.desc())
    return list(db.session.scalars(wanted))


def open_cases_of(intake_id: uuid.UUID) -> list[RightsCase]:
    return [case for case in cases_of(intake_id) if case.closed_at is None]


def is_open(intake_id: uuid.UUID, kind: Kind, question: str = "") -> bool:
    """Tell whether this has been asked already and waits for an answer."""
    return any((case.kind, case.question) == (kind, question) for case in open_cases_of(intake_id))


def has_to_be_answered(intake_id: uuid.UUID) -> bool:
    """Tell whether the clinic owes an answer on a complaint, or for access."""
    return any(not case.kind.is_decided for case in open_cases_of(intake_id))


def case(id: uuid.UUID) -> Listed | None:
    row = db.session.execute(_listed().where(RightsCase.id == id)).first()
    return Listed(*row) if row else None


def waiting() -> Waiting:
    wanted = select(func.count(), func.min(RightsCase.due_at)).where(RightsCase.closed_at.is_(None))
    return Waiting(*db.session.execute(wanted).one())


def open_cases() -> list[Listed]:
    """Give what waits, what is due first before the rest; acknowledged complaints come last."""
    wanted = _listed().where(RightsCase.closed_at.is_(None))
    return [Listed(*row) for row in db.session.execute(wanted.order_by(RightsCase.due_at, RightsCase.asked_at))]


def closed_cases() -> list[Listed]:
    """Give what was closed last."""
    wanted = _listed().where(RightsCase.closed_at.is_not(None))
    return [Listed(*row) for row in db.session.execute(wanted.order_by(RightsCase.closed_at.desc()).limit(SHOWN))]


def _listed() -> Select[RightsCase, str, str]:
    return select(RightsCase, Intake.reference, Intake.name).join(Intake, Intake.id == RightsCase.intake_id)


def receipt(id: uuid.UUID) -> ErasureReceipt | None:
    return db.session.get(ErasureReceipt, id, populate_existing=True)


def unfinished() -> list[uuid.UUID]:
    """Give the erasures after which nothing has been looked through yet."""
    return list(db.session.scalars(select(ErasureReceipt.id).where(ErasureReceipt.looked_at.is_(None))))


def with_traces() -> list[ErasureReceipt]:
    """Give the erasures after which something of the person was found."""
    some = func.jsonb_array_length(ErasureReceipt.found) > 0
    return list(db.session.scalars(select(ErasureReceipt).where(ErasureReceipt.found.is_not(None), some)))
