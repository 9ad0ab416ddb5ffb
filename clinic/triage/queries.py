"""The queue: which requests there are for whom, in the order in which they want an answer."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import queries as intakes
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.scheduling.queries import is_ahead
from clinic.staff.models import StaffUser
from clinic.triage.models import Case, ClosedFor
from clinic.triage.moves import WAITING
from clinic.triage.search import matches


class View(StrEnum):
    """A part of the queue."""

    waiting = "waiting"
    mine = "mine"
    unassigned = "unassigned"
    overdue = "overdue"
    answered = "answered"
    contacted = "contacted"
    all = "all"


NOBODY = "nobody"

LOOKED_THROUGH = 1000
"""Requests, for a subject, in the making of one page."""


class Listed(NamedTuple):
    """One line of the queue."""

    id: uuid.UUID
    reference: str
    name: str
    state: State
    priority: Priority
    hold: bool
    submitted_at: datetime
    due_at: datetime
    assignee: str | None
    version: int
    """How many decisions there were."""
    patient_wrote_at: datetime | None
    """When the person last wrote, while nobody has been in touch since."""
    key: tuple[Any, ...]
    """Its place in the order."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the queue."""

    who: uuid.UUID
    view: View = View.waiting
    words: str = ""
    state: State | None = None
    priority: Priority | None = None
    assignee: str = ""
    """The id of an account, or NOBODY."""
    sent_within: timedelta | None = None
    region: str = ""
    practitioner_id: uuid.UUID | None = None
    """Of the appointment that a request has ahead, and so its place: BY_VIDEO or a location's id."""
    place: str = ""
    subject: str = ""
    """What they want to talk about. It is sealed, so requests are looked through for it."""


@dataclass(frozen=True)
class Order:
    """Columns whose values together are different for every request, and how each is read from an address."""

    columns: tuple[Any, ...]
    readers: tuple[Callable[[str], Any], ...]
    is_descending: bool = False

    def beyond(self, key: tuple[Any, ...]) -> ColumnElement[bool]:
        here = tuple_(*self.columns)
        return here < key if self.is_descending else here > key

    def read(self, text: str) -> tuple[Any, ...] | None:
        """Give the key that an address names; nothing when it cannot be one."""
        parts = text.split("~")
        if len(parts) != len(self.readers):
            return None
        try:
            return tuple(read(part) for read, part in zip(self.readers, parts, strict=True))
        except (ValueError, OverflowError):
            return None


def among(name: str, states: frozenset[State]) -> ColumnElement[bool]:
    """Tell whether a request is in one of these states, in words that PostgreSQL finds in its partial indexes."""
    wanted: BindParameter[Any] = bindparam(
        name, sorted(states, key=list(State).index), expanding=True, literal_execute=True
    )
    return Intake.state.in_(wanted)


def _rank(text: str) -> int:
    number = int(text)
    if not 0 <= number < len(Priority):
        raise ValueError(text)
    return number


def moment(text: str) -> datetime:
    """Read an aware moment. Raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(text)
    return read


URGENT_FIRST = Order((Intake.urgency, Intake.due_at, Intake.id), (_rank, moment, uuid.UUID))
OURS_TO_DO = case((or_(among("waiting_first", WAITING), Case.patient_wrote_at.is_not(None)), 0), else_=1)
OURS_FIRST = Order((OURS_TO_DO, *URGENT_FIRST.columns), (_rank, *URGENT_FIRST.readers))
WROTE_FIRST = Order((Case.patient_wrote_at, Intake.id), (moment, uuid.UUID))
OLDEST_FIRST = Order((Intake.submitted_at, Intake.id), (moment, uuid.UUID))
NEWEST_FIRST = Order(OLDEST_FIRST.columns, OLDEST_FIRST.readers, is_descending=True)

ORDERS = {
    View.mine: OURS_FIRST,
    View.answered: WROTE_FIRST,
    View.contacted: OLDEST_FIRST,
    View.all: NEWEST_FIRST,
}


def order_of(wanted: Wanted) -> Order:
    return ORDERS.get(wanted.view, URGENT_FIRST)


class Part(NamedTuple):
    """Some lines of the queue, and the key after which it goes on, if it does."""

    lines: list[Listed]
    rest: tuple[Any, ...] | None


def queue(wanted: Wanted, limit: int, beyond: tuple[Any, ...] | None = None) -> Part:
    """Give the requests that somebody wants to see, from the one after the key given."""
    if wanted.subject:
        return _about(wanted, limit, beyond)
    lines = [line for _, line in _lines(wanted, limit + 1, beyond)]
    return Part(lines[:limit], lines[limit - 1].key if len(lines) > limit else None)


def _about(wanted: Wanted, limit: int, beyond: tuple[Any, ...] | None) -> Part:
    """Look through so many requests for those about a subject, and no further: the rest is another page."""
    looked_at, found = _lines(wanted, LOOKED_THROUGH, beyond), []
    for sealed, line in looked_at:
        if sealed and intakes.subject_in(sealed, line.id) == wanted.subject:
            found.append(line)
        if len(found) > limit:
            return Part(found[:limit], found[limit - 1].key)
    return Part(found, looked_at[-1][1].key if len(looked_at) == LOOKED_THROUGH else None)


def _lines(wanted: Wanted, limit: int, beyond: tuple[Any, ...] | None) -> list[tuple[bytes | None, Listed]]:
    """Give lines, each with the sealed subject of its request."""
    order = order_of(wanted)
    rows = db.session.execute(_in_order(_those(wanted, order), order, limit, beyond))
    return [(row[0], _line(row)) for row in rows]


def _in_order(
    asked: Select[*tuple[Any, ...]], order: Order, limit: int, beyond: tuple[Any, ...] | None
) -> Select[*tuple[Any, ...]]:
    if beyond is not None:
        asked = asked.where(order.beyond(beyond))
    directed = (column.desc() if order.is_descending else column.asc() for column in order.columns)
    return asked.order_by(*directed).limit(limit)


def _line(row: Sequence[Any]) -> Listed:
    return Listed._make([*row[1:COLUMNS], tuple(row[COLUMNS:])])


COLUMNS = len(Listed._fields)


def lines_of(who: uuid.UUID, intake_ids: Iterable[uuid.UUID]) -> list[Listed]:
    """Give the lines of these requests, the most urgent first; unknown ones are left out."""
    everything = Wanted(who, View.all)
    asked = _those(everything, URGENT_FIRST).where(Intake.id.in_(list(intake_ids)))
    return [_line(row) for row in db.session.execute(asked.order_by(*URGENT_FIRST.columns))]


class Exported(NamedTuple):
    """A line of the queue with what a table to take along has besides."""

    line: Listed
    email: str | None
    phone: str | None
    region: str | None
    first_contact_at: datetime | None
    closed_for: ClosedFor | None


def exported(wanted: Wanted, limit: int, beyond: tuple[Any, ...] | None) -> list[Exported]:
    """Give the requests that somebody wants to take along, from the one after the key given."""
    order = order_of(wanted)
    more = (Intake.email, Intake.phone, Intake.region, Case.first_contact_at, Case.closed_for)
    rows = db.session.execute(_in_order(_those(wanted, order), order, limit, beyond).add_columns(*more))
    return [Exported(_line(row[: -len(more)]), *row[-len(more) :]) for row in rows]


def number_new(wanted: Wanted, since: datetime, most: int) -> int:
    """Count what has come into this part of the queue since a moment, up to so many."""
    came = Case.patient_wrote_at if wanted.view is View.answered else Intake.submitted_at
    some = _those(wanted, order_of(wanted)).where(came > since).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _those(wanted: Wanted, order: Order) -> Select[*tuple[Any, ...]]:
    lines = select(
        Intake.subject_sealed,
        Intake.id,
        Intake.reference,
        Intake.name,
        Intake.state,
        Intake.priority,
        Intake.hold,
        Intake.submitted_at,
        Intake.due_at,
        StaffUser.name,
        func.coalesce(Case.version, 0),
        Case.patient_wrote_at,
        *(column.label(f"key_{number}") for number, column in enumerate(order.columns)),
    )
    joined = lines.outerjoin(Case, Case.intake_id == Intake.id).outerjoin(StaffUser, StaffUser.id == Case.assignee_id)
    return joined.where(*_of_view(wanted), *_filters(wanted))


def _of_view(wanted: Wanted) -> list[SQLColumnExpression[bool]]:
    match wanted.view:
        case View.mine:
            return [Case.assignee_id == wanted.who, Case.is_open]
        case View.unassigned:
            return [among("waiting", WAITING), Case.assignee_id.is_(None)]
        case View.overdue:
            return [among("waiting", WAITING), Intake.due_at <= utcnow()]
        case View.answered:
            return [Case.patient_wrote_at.is_not(None)]
        case View.contacted:
            return [among("contacted", frozenset({State.contacted})), Case.patient_wrote_at.is_(None)]
        case View.waiting:
            return [among("waiting", WAITING)]
        case View.all:
            return []


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        yield matches(wanted.words)
    if wanted.state:
        yield Intake.state == wanted.state
    if wanted.priority:
        yield Intake.priority == wanted.priority
    if wanted.assignee == NOBODY:
        yield Case.assignee_id.is_(None)
    elif wanted.assignee:
        yield Case.assignee_id == uuid.UUID(wanted.assignee)
    if wanted.region:
        yield Intake.region == wanted.region
    if wanted.practitioner_id or wanted.place:
        yield is_ahead(Intake.id, wanted.practitioner_id, wanted.place)
    if wanted.sent_within:
        yield Intake.submitted_at >= utcnow() - wanted.sent_within
