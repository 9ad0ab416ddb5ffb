"""Which requests have been kept for as long as the clinic keeps them.

Requests that were joined are one: they are kept, and go, together. What nobody has answered is never due, however old.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, literal, select, union_all

from clinic.core.db import db, patient
from clinic.intake.models import Draft, Intake, IntakeEvent
from clinic.intake.models import State as Stands
from clinic.messages.models import Message
from clinic.privacy.periods import Periods
from clinic.retention.models import Outcome, RetentionRun
from clinic.rights.models import RightsCase
from clinic.scheduling.models import Appointment
from clinic.scheduling.models import State as Booked
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import WAITING

CONSULTED = (Stands.booked, Stands.completed)
"""Closed requests are told by their appointments, and by what staff noted."""
KEPT_APPOINTMENTS = (Booked.booked, Booked.arrived, Booked.completed)
CAME = (Move.arrived, Move.completed)

Moment = ColumnElement[datetime]
Ids = Select[uuid.UUID] | Select[uuid.UUID | None]


def ends_before(periods: Periods, now: datetime) -> dict[Outcome, Moment]:
    """Give, by outcome, the moment since which something must have happened with a request to keep it."""
    return {
        Outcome.enquiry: literal(now) - func.make_interval(0, periods.enquiry_months),
        Outcome.patient: literal(now) - func.make_interval(periods.patient_years),
    }


def due(outcome: Outcome, before: Moment) -> Select[uuid.UUID]:
    """Ask for the requests of this outcome with which nothing has happened since, without those joined to others."""
    kept, seen = _whole(_kept(before), "kept"), _whole(_seen(), "seen")
    was_seen = exists().where(seen.c.id == Intake.id)
    joined = exists().where(Case.intake_id == Intake.id, Case.joined_to_id.is_not(None))
    wanted = select(Intake.id).where(Intake.submitted_at < before, ~joined, ~exists().where(kept.c.id == Intake.id))
    return wanted.where(was_seen if outcome is Outcome.patient else ~was_seen)


def count_due(periods: Periods, now: datetime) -> dict[str, int]:
    """Count by outcome what these periods would let go now."""
    ends = ends_before(periods, now)
    counts = [select(func.count()).select_from(due(each, ends[each]).subquery()).scalar_subquery() for each in Outcome]
    with patient(db.session.connection()):
        numbers = db.session.execute(select(*counts)).one()
    return {each.value: number for each, number in zip(Outcome, numbers, strict=True)}


def count_all() -> int:
    return db.session.scalar(select(func.count()).select_from(Intake)) or 0


def oldest_due(outcome: Outcome, before: Moment, most: int) -> list[uuid.UUID]:
    wanted = due(outcome, before).order_by(Intake.submitted_at, Intake.id).limit(most)
    with patient(db.session.connection()):
        return list(db.session.scalars(wanted))


def must_stay(intake_ids: Iterable[uuid.UUID], before: Moment) -> bool:
    """Tell whether one of these waits for an answer, or something has happened with it since."""
    ids = list(intake_ids)
    reasons = union_all(*(reason.where(reason.selected_columns[0].in_(ids)) for reason in _kept(before)))
    return db.session.scalar(select(exists(reasons.subquery().select()))) or False


def joined_to(intake_id: uuid.UUID) -> list[uuid.UUID]:
    return list(db.session.scalars(select(Case.intake_id).where(Case.joined_to_id == intake_id)))


def latest_runs(most: int) -> list[RetentionRun]:
    """Give the latest runs, the newest first."""
    return list(db.session.scalars(select(RetentionRun).order_by(RetentionRun.at.desc()).limit(most)))


def _kept(before: Moment) -> list[Ids]:
    """Ask for what nobody has answered, and for everything with which something has happened since."""
    return [
        select(Intake.id).where((Intake.submitted_at >= before) | Intake.state.in_(WAITING)),
        select(Case.intake_id).where(Case.patient_wrote_at.is_not(None)),
        select(Draft.intake_id).where(Draft.created_at >= before, Draft.intake_id.is_not(None)),
        select(IntakeEvent.intake_id).where(IntakeEvent.at >= before),
        select(Decision.intake_id).where(Decision.at >= before),
        select(Message.intake_id).where(Message.at >= before),
        select(Appointment.intake_id).where(Appointment.ends_at >= before, Appointment.intake_id.is_not(None)),
        select(RightsCase.intake_id).where(RightsCase.closed_at.is_(None) | (RightsCase.closed_at >= before)),
    ]


def _seen() -> list[Ids]:
    return [
        select(Intake.id).where(Intake.state.in_(CONSULTED)),
        select(Decision.intake_id).where(Decision.move.in_(CAME), Decision.undone_at.is_(None)),
        select(Appointment.intake_id).where(
            Appointment.state.in_(KEPT_APPOINTMENTS), Appointment.intake_id.is_not(None)
        ),
    ]


def _whole(ids: list[Ids], name: str) -> Subquery:
    """Let what is true of a request that was joined to another be true of that other."""
    some = union_all(*ids).subquery()
    id = some.c[0]
    whole = func.coalesce(Case.joined_to_id, id).label("id")
    return select(whole).select_from(some).outerjoin(Case, Case.intake_id == id).subquery(name)
