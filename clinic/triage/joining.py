"""Two requests of the same person: found, and joined, so that one is worked on and nothing of the other is lost."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from clinic.core.audit import Actor
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.intake import services as intakes
from clinic.intake.models import Intake, State
from clinic.scheduling.queries import one_ahead
from clinic.triage.cases import lock_both
from clinic.triage.models import Case, ClosedFor, Decision, Move
from clinic.triage.moves import OPEN
from clinic.triage.search import SIMPLE
from clinic.triage.steps import deciding

MOST_ALIKE = 5


class JoinedAlready(Refusal):
    """One of the two is joined to a request, so it cannot be joined to another."""


class AppointmentAhead(Refusal):
    """The request that would go has an appointment ahead, of which nobody would see any more."""


class NotTwo(Refusal):
    """These are not two requests."""


class Alike(NamedTuple):
    """Another request that may be of the same person, and why one may think so."""

    id: uuid.UUID
    reference: str
    name: str
    state: State
    submitted_at: datetime
    version: int
    why: tuple[str, ...]


def alike(intake: Intake) -> list[Alike]:
    """Give the newest requests with the same address, number or name that are joined to none."""
    same = _same(intake)
    wanted = (
        select(
            Intake.id,
            Intake.reference,
            Intake.name,
            Intake.state,
            Intake.submitted_at,
            func.coalesce(Case.version, 0),
            *same.values(),
        )
        .outerjoin(Case, Case.intake_id == Intake.id)
        .where(Intake.id != intake.id, Case.joined_to_id.is_(None), or_(*same.values()))
        .order_by(Intake.submitted_at.desc(), Intake.id.desc())
        .limit(MOST_ALIKE)
    )
    return [_alike(tuple(row), tuple(same)) for row in db.session.execute(wanted)]


def _alike(row: tuple[Any, ...], reasons: tuple[str, ...]) -> Alike:
    met = zip(reasons, row[-len(reasons) :], strict=True)
    return Alike._make((*row[: -len(reasons)], tuple(reason for reason, is_met in met if is_met)))


def _same(intake: Intake) -> dict[str, ColumnElement[bool]]:
    """Give what may be the same of two requests, each by an index."""
    words = func.to_tsvector(SIMPLE, Intake.name).bool_op("@@")(func.plainto_tsquery(SIMPLE, intake.name))
    same: dict[str, ColumnElement[bool]] = {"the same name": words & (func.lower(Intake.name) == intake.name.lower())}
    if intake.email:
        same["the same email address"] = func.lower(Intake.email) == intake.email.lower()
    if intake.phone:
        same["the same telephone number"] = Intake.phone == intake.phone
    return same


def join(keep_id: uuid.UUID, version: int, other_id: uuid.UUID, other_version: int, actor: Actor) -> Decision:
    """Work on from the first request, and close the other as the same person's.

    The first becomes as urgent as either, and is held if either is. Takes the versions of both that the actor saw.
    Raises NotTwo, JoinedAlready and AppointmentAhead.
    """
    with transaction() as session:
        if not lock_both(session, keep_id, other_id):
            raise NotTwo(str(other_id))
        leaving = deciding(other_id, other_version, Move.joined_to, actor)
        with leaving as gone, deciding(keep_id, version, Move.joined, actor) as kept:
            if gone.case.joined_to_id or kept.case.joined_to_id or _has_joined(other_id):
                raise JoinedAlready(gone.intake.reference)
            if one_ahead(other_id):
                raise AppointmentAhead(gone.intake.reference)
            if gone.intake.state in OPEN:
                gone.case.closed_for = ClosedFor.duplicate
                intakes.set_state(gone.intake, State.closed)
            gone.case.joined_to_id = keep_id
            intakes.take_over_urgency(kept.intake, gone.intake)
            gone.kept.after = {"with": kept.intake.reference, "in_one_go": [str(kept.kept.id)]}
            kept.kept.after = {"with": gone.intake.reference, "in_one_go": [str(gone.kept.id)]}
    return kept.kept


def _has_joined(intake_id: uuid.UUID) -> bool:
    """Tell whether others are joined to a request: it is kept, then, and does not go."""
    return db.session.scalar(select(Case.intake_id).where(Case.joined_to_id == intake_id).limit(1)) is not None


def reference_of(intake_id: uuid.UUID) -> str:
    return db.session.scalars(select(Intake.reference).where(Intake.id == intake_id)).one()


def joined_to(intake_id: uuid.UUID) -> list[Intake]:
    """Give the requests that are joined to this one, the oldest first."""
    wanted = select(Intake).join(Case, Case.intake_id == Intake.id).where(Case.joined_to_id == intake_id)
    return list(db.session.scalars(wanted.order_by(Intake.submitted_at)))
