"""The verbs of kinds of appointment."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.scheduling.arranging.changing import changing
from clinic.scheduling.arranging.models import AppointmentKind, kind_practitioner
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff.models import Practitioner


@dataclass(frozen=True)
class KindDetails:
    name: str
    minutes: int
    minutes_before: int = 0
    minutes_after: int = 0
    every_minutes: int = 30
    notice_hours: int = 24
    horizon_days: int = 60
    most_per_day: int | None = None
    in_person: bool = True
    by_video: bool = False
    for_new: bool = True
    for_returning: bool = True
    is_offered: bool = True


def add_kind(details: KindDetails, givers: Collection[uuid.UUID], actor: Actor) -> uuid.UUID:
    """Let people be seen for one more thing, by these practitioners. Raises NotYours and NameTaken."""
    kind = AppointmentKind(id=uuid.uuid4(), **asdict(details))
    with changing(actor) as change:
        change.session.add(kind)
        change.session.flush()
        _let_give(change.session, kind.id, givers)
        audit.record(actor, "added", "appointment_kind", kind.id)
    return kind.id


def change_kind(
    id: uuid.UUID, seen: int, details: KindDetails, givers: Collection[uuid.UUID], actor: Actor
) -> list[Fault]:
    """Change a kind of appointment, and who gives it; appointments that are booked keep their length.

    Raises NotYours, Unknown, NameTaken and ChangedMeanwhile.
    """
    with changing(actor) as change:
        kind = change.seen(AppointmentKind, id, seen)
        before = told(kind, _givers(change.session, id))
        for name, value in asdict(details).items():
            setattr(kind, name, value)
        _let_give(change.session, id, givers)
        change.note("appointment_kind", id, before, told(kind, _givers(change.session, id)))
    return change.affected


def _let_give(session: Session, kind_id: uuid.UUID, givers: Collection[uuid.UUID]) -> None:
    session.execute(delete(kind_practitioner).where(kind_practitioner.c.kind_id == kind_id))
    if givers:
        pairs = [{"kind_id": kind_id, "practitioner_id": each} for each in givers]
        session.execute(insert(kind_practitioner), pairs)


def _givers(session: Session, kind_id: uuid.UUID) -> list[str]:
    wanted = select(Practitioner.name).join(kind_practitioner).where(kind_practitioner.c.kind_id == kind_id)
    return list(session.scalars(wanted.order_by(Practitioner.name)))


def told(kind: AppointmentKind, givers: Collection[str]) -> dict[str, str]:
    """Give each part of a kind in words, by the name that it has in the form."""
    return {label: _word(getattr(kind, name)) for name, label in LABELS.items()} | {GIVEN_BY: ", ".join(givers)}


def _word(value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


LABELS: Mapping[str, str] = {
    "name": "Name",
    "minutes": "Minutes",
    "minutes_before": "Minutes before",
    "minutes_after": "Minutes after",
    "every_minutes": "Minutes from one time to the next",
    "notice_hours": "Hours of notice",
    "horizon_days": "Days ahead",
    "most_per_day": "Most per day",
    "in_person": "In person",
    "by_video": "By video",
    "for_new": "For people who were never seen here",
    "for_returning": "For people who were seen here before",
    "is_offered": "Patients choose a time themselves",
}
GIVEN_BY = "Given by"
