"""The queue: which requests there are for whom, in the order in which they want an answer."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, select, tuple_

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.staff.models import StaffUser
from clinic.triage.models import Case
from clinic.triage.moves import OPEN, WAITING
from clinic.triage.search import matches


class View(StrEnum):
    """A part of the queue."""

    waiting = "waiting"
    mine = "mine"
    unassigned = "unassigned"
    overdue = "overdue"
    contacted = "contacted"
    all = "all"


NOBODY = "nobody"


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


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


URGENT_FIRST = Order((Intake.urgency, Intake.due_at, Intake.id), (_rank, _moment, uuid.UUID))
WAITING_FIRST = Order(
    (case((among("waiting_first", WAITING), 0), else_=1), *URGENT_FIRST.columns), (_rank, *URGENT_FIRST.readers)
)
OLDEST_FIRST = Order((Intake.submitted_at, Intake.id), (_moment, uuid.UUID))
NEWEST_FIRST = Order(OLDEST_FIRST.columns, OLDEST_FIRST.readers, is_descending=True)

ORDERS = {View.mine: WAITING_FIRST, View.contacted: OLDEST_FIRST, View.all: NEWEST_FIRST}


def order_of(wanted: Wanted) -> Order:
    return ORDERS.get(wanted.view, URGENT_FIRST)


def queue(wanted: Wanted, limit: int, beyond: tuple[Any, ...] | None = None) -> list[Listed]:
    """Give the requests that somebody wants to see, from the one after the key given."""
    order = order_of(wanted)
    asked = _those(wanted, order)
    if beyond is not None:
        asked = asked.where(order.beyond(beyond))
    directed = (column.desc() if order.is_descending else column.asc() for column in order.columns)
    rows = db.session.execute(asked.order_by(*directed).limit(limit))
    return [Listed._make([*row[:COLUMNS], tuple(row[COLUMNS:])]) for row in rows]


COLUMNS = len(Listed._fields) - 1


def _those(wanted: Wanted, order: Order) -> Select[Any]:
    lines = select(
        Intake.id,
        Intake.reference,
        Intake.name,
        Intake.state,
        Intake.priority,
        Intake.hold,
        Intake.submitted_at,
        Intake.due_at,
        StaffUser.name,
        *(column.label(f"key_{number}") for number, column in enumerate(order.columns)),
    )
    joined = lines.outerjoin(Case, Case.intake_id == Intake.id).outerjoin(StaffUser, StaffUser.id == Case.assignee_id)
    return joined.where(*_of_view(wanted), *_filters(wanted))


def _of_view(wanted: Wanted) -> list[ColumnElement[bool]]:
    match wanted.view:
        case View.mine:
            return [Case.assignee_id == wanted.who, among("open", OPEN)]
        case View.unassigned:
            return [among("waiting", WAITING), Case.assignee_id.is_(None)]
        case View.overdue:
            return [among("waiting", WAITING), Intake.due_at <= utcnow()]
        case View.contacted:
            return [among("contacted", frozenset({State.contacted}))]
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
    if wanted.sent_within:
        yield Intake.submitted_at >= utcnow() - wanted.sent_within
