"""Watching the promises: who hears that a first contact is nearly due, or overdue.

That somebody was told is the email owed for it: each news is told once of each request, whatever becomes of the email.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.settings import settings
from clinic.intake.models import Intake
from clinic.intake.rules import Priority
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification
from clinic.notifications.services import owe
from clinic.practice import promise
from clinic.staff.models import StaffUser
from clinic.staff.queries import administrators
from clinic.triage.models import Case
from clinic.triage.moves import WAITING

NEARLY_DUE = "triage.nearly_due"
"""To whoever has the request, and to the leads."""
OVERDUE = "triage.overdue"
"""To the leads."""
WE_ARE_LATE = "triage.we_are_late"
"""To the patient."""

BATCH = 100


class Watched(NamedTuple):
    """A request whose promise is nearly due or broken, which nobody was told yet."""

    intake: Intake
    news: str
    assignee: str | None
    """The address of whoever has it and can sign in."""


def watch_promises() -> int:
    """Owe the emails about promises that are nearly due or broken, each once; gives of how many requests."""
    told = 0
    while number := _tell_next():
        told += number
    return told


def _tell_next() -> int:
    with transaction() as session:
        watched = _untold(session, utcnow())
        leads = [each.email for each in administrators()] or [settings().clinic_email]
        owe(*(envelope for each in watched for envelope in _envelopes(each, leads)))
    return len(watched)


def _untold(session: Session, now: datetime) -> list[Watched]:
    """Lock the next requests of which somebody should hear. One that is being decided about has until the next look."""
    news = case((Intake.due_at <= now, OVERDUE), else_=NEARLY_DUE)
    told = select(Notification.id).where(Notification.subject_id == Intake.id, Notification.kind == news)
    wanted = (
        select(Intake, news, StaffUser.email)
        .outerjoin(Case, Case.intake_id == Intake.id)
        .outerjoin(StaffUser, and_(StaffUser.id == Case.assignee_id, StaffUser.active))
        .where(Intake.state.in_(WAITING), _is_nearly_due(now), ~told.exists())
        .order_by(Intake.urgency, Intake.due_at, Intake.id)
        .limit(BATCH)
        .with_for_update(of=Intake, skip_locked=True)
    )
    found = [Watched(*row) for row in session.execute(wanted, execution_options={"populate_existing": True})]
    # Another watcher may have told it between this one's look and its lock: only what is asked now can tell.
    known = _told(each.intake.id for each in found)
    return [each for each in found if (each.intake.id, each.news) not in known]


def _is_nearly_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        *(and_(Intake.urgency == each.rank, Intake.due_at <= promise.nearly_due(each, now)) for each in Priority)
    )


def _told(intake_ids: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    owed = select(Notification.subject_id, Notification.kind).where(Notification.subject_id.in_(list(intake_ids)))
    return {(row.subject_id, row.kind) for row in db.session.execute(owed)}


def _envelopes(watched: Watched, leads: list[str]) -> Iterator[Envelope]:
    intake, news, assignee = watched
    told = [assignee, *leads] if assignee and news == NEARLY_DUE else leads
    yield from (Envelope(news, intake.id, address) for address in dict.fromkeys(told))
    if news == OVERDUE and intake.email:
        yield Envelope(WE_ARE_LATE, intake.id, intake.email)


def assignee_name(intake_id: uuid.UUID) -> str:
    """Give who has a request, or nothing."""
    wanted = select(StaffUser.name).join(Case, Case.assignee_id == StaffUser.id).where(Case.intake_id == intake_id)
    return db.session.scalar(wanted) or ""


def is_patient_told(intake_id: uuid.UUID) -> bool:
    """Tell whether an email to the patient says that we are late."""
    return (intake_id, WE_ARE_LATE) in _told([intake_id])
