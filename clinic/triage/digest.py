"""What waits, told each working morning to those who asked for it."""

import uuid
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import func, select

from clinic.core.clock import local, utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification
from clinic.notifications.services import owe
from clinic.practice.queries import working_time
from clinic.staff.models import StaffUser
from clinic.triage import queries
from clinic.triage.models import Case
from clinic.triage.moves import WAITING
from clinic.triage.queries import Listed, View, Wanted

DIGEST = "triage.digest"
"""To each of the staff who asked for it; about their account."""
FROM, UNTIL = time(7, 30), time(12)
"""On the clinic's wall: before the first it is early, after the second it is no news any more."""
MOST_LISTED = 10


class Digest(NamedTuple):
    """What waits at this moment."""

    waiting: int
    overdue: int
    answered: int
    mine: int
    """Of the waiting ones, those that the reader has."""
    first: list[Listed]


def send_digests() -> int:
    """Owe everybody who asked for it this morning's digest, once; gives how many are owed now."""
    if not is_morning(utcnow()):
        return 0
    with transaction():
        owed = [Envelope(DIGEST, id, email) for id, email in _untold(_this_morning())]
        owe(*owed)
    return len(owed)


def is_morning(now: datetime) -> bool:
    """Tell whether digests go now: on a day on which the clinic opens, and before noon."""
    return FROM <= local(now).time() < UNTIL and working_time().opens_on(local(now).date())


def _this_morning() -> datetime:
    return local(utcnow()).replace(hour=0, minute=0, second=0, microsecond=0)


def _untold(since: datetime) -> list[tuple[uuid.UUID, str]]:
    """Lock those who want a digest and were owed none since; whom somebody else tells at this moment is left out."""
    told = select(Notification.id).where(
        Notification.kind == DIGEST, Notification.subject_id == StaffUser.id, Notification.created_at >= since
    )
    wanted = select(StaffUser.id, StaffUser.email).where(StaffUser.active, StaffUser.wants_digest, ~told.exists())
    return [(row.id, row.email) for row in db.session.execute(wanted.with_for_update(skip_locked=True))]


def digest_for(account_id: uuid.UUID) -> Digest:
    waiting = (Intake.state.in_(WAITING),)
    mine = select(func.count()).select_from(Intake).join(Case, Case.intake_id == Intake.id)
    return Digest(
        waiting=_number(*waiting),
        overdue=_number(*waiting, Intake.due_at <= utcnow()),
        answered=db.session.scalar(select(func.count()).where(Case.patient_wrote_at.is_not(None))) or 0,
        mine=db.session.scalar(mine.where(*waiting, Case.assignee_id == account_id)) or 0,
        first=queries.queue(Wanted(account_id, View.waiting), MOST_LISTED).lines,
    )


def _number(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Intake).where(*conditions)) or 0  # type: ignore[arg-type]  # conditions are of any kind
