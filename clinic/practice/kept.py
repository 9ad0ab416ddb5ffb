"""Values of the clinic's of which every change is kept: a row each, and the newest holds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.memory import Memory
from clinic.practice.differences import Difference
from clinic.practice.models import ChangeRow
from clinic.staff.models import StaffUser

T = TypeVar("T")


class Version(NamedTuple, Generic[T]):
    """A value as one change left it; before the first change the number is 0. A number never returns."""

    number: int
    value: T


class Change(NamedTuple):
    """One change: who made it, when, and what became of what."""

    at: datetime
    by: str
    differences: list[Difference]


class Kept(Generic[T]):
    """One such value: where its rows are, what holds before the first, and how what differs is said."""

    def __init__(
        self,
        rows: type[ChangeRow],
        kind: type[T],
        unchanged: Callable[[], T],
        changed: Callable[[T, T], list[Difference]],
    ) -> None:
        self.rows = rows
        self.name: str = rows.__tablename__
        """Of its table, and what the audit trail calls it."""
        self.kind = kind
        self.unchanged = unchanged
        self.changed = changed
        self.memory = Memory(self.name, self.newest, self._before_all)

    def newest(self) -> Version[T]:
        """Give the value that holds, as the database knows it."""
        wanted = select(self.rows.id, self.rows.values).order_by(self.rows.id.desc()).limit(1)
        row = db.session.execute(wanted).first()
        return Version(row[0], msgspec.convert(row[1], self.kind)) if row else self._before_all()

    def latest_changes(self, limit: int) -> list[Change]:
        """Give the latest changes, the newest first."""
        wanted = select(self.rows.changed_at, StaffUser.name, self.rows.values)
        wanted = wanted.outerjoin(StaffUser, StaffUser.id == self.rows.changed_by)
        rows = db.session.execute(wanted.order_by(self.rows.id.desc()).limit(limit + 1)).all()
        values = [*(msgspec.convert(row[2], self.kind) for row in rows), self.unchanged()]
        became = (self.changed(values[place + 1], values[place]) for place in range(len(rows)))
        return [Change(row[0], row[1] or "", parts) for row, parts in zip(rows[:limit], became, strict=False)]

    def history(self) -> list[tuple[datetime, T]]:
        """Give all values that ever held, the oldest first, each with the moment from which it did."""
        wanted = select(self.rows.changed_at, self.rows.values).order_by(self.rows.id)
        changes = [(row[0], msgspec.convert(row[1], self.kind)) for row in db.session.execute(wanted)]
        return [(datetime.min.replace(tzinfo=UTC), self.unchanged()), *changes]

    def _before_all(self) -> Version[T]:
        return Version(0, self.unchanged())
