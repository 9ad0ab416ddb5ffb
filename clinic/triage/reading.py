"""Who has had a request's page before them, who first, and who has it there now."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake
from clinic.staff.models import Role, StaffUser
from clinic.staff.rights import Right, may
from clinic.triage.models import Case, Reader

HERE = timedelta(seconds=45)
"""A page that is open says so each 20 seconds."""
LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Seen:
    """A colleague who has opened the page."""

    account_id: uuid.UUID
    name: str
    role: Role
    first_at: datetime
    last_at: datetime

    @property
    def reads_answers(self) -> bool:
        return may(self.role, Right.read_answers)

    @property
    def is_here(self) -> bool:
        return self.last_at > utcnow() - HERE

    @property
    def was_lately(self) -> bool:
        return utcnow() - LATELY < self.last_at and not self.is_here


def note_reader(intake_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """Note that somebody has the page before them at this moment."""
    seen = postgresql.insert(Reader).values(
        intake_id=intake_id, account_id=account_id, first_at=utcnow(), last_at=utcnow()
    )
    again = seen.on_conflict_do_update(index_elements=["intake_id", "account_id"], set_={"last_at": utcnow()})
    with transaction() as session:
        session.execute(again)


class Version(NamedTuple):
    """How many decisions there were about a request."""

    intake_id: uuid.UUID
    number: int


def note_presence(reference: str, account_id: uuid.UUID) -> Version | None:
    """Note that somebody still has the page before them; gives how the request stands, or nothing for no request."""
    wanted = select(Intake.id, func.coalesce(Case.version, 0)).outerjoin(Case, Case.intake_id == Intake.id)
    row = db.session.execute(wanted.where(Intake.reference == reference)).first()
    if row is None:
        return None
    note_reader(row[0], account_id)
    return Version(*row)


def readers_of(intake_id: uuid.UUID) -> list[Seen]:
    """Give everybody who has opened the page, the first first."""
    wanted = (
        select(StaffUser.id, StaffUser.name, StaffUser.role, Reader.first_at, Reader.last_at)
        .join(StaffUser, StaffUser.id == Reader.account_id)
        .where(Reader.intake_id == intake_id)
        .order_by(Reader.first_at)
    )
    return [Seen(*row) for row in db.session.execute(wanted)]
