"""What the audit trail is asked. Each question finds its entries in the order in which they are told, by an index."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, any_, select, tuple_
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import InstrumentedAttribute

from clinic.core.audit import Actor, AuditEntry
from clinic.core.db import db
from clinic.core.deeds import Deed
from clinic.core.settings import settings
from clinic.notifications import queries as mail
from clinic.staff.queries import account_names

OTHERS = {
    "patient": "A patient",
    "system": "The system",
    "operator": "Whoever runs the server",
    "anybody": "Somebody not signed in",
}
"""Those who act without an account."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the trail."""

    actor: str = ""
    """As the trail names them."""
    deed: Deed | None = None
    intake_id: uuid.UUID | None = None
    first_on: date | None = None
    last_on: date | None = None

    @property
    def sought(self) -> dict[str, str]:
        """Give it as the trail keeps it: by ids and days."""
        parts = {
            "who": self.actor,
            "what": " ".join(self.deed) if self.deed else "",
            "request": str(self.intake_id) if self.intake_id else "",
            "from": self.first_on.isoformat() if self.first_on else "",
            "to": self.last_on.isoformat() if self.last_on else "",
        }
        return {part: words for part, words in parts.items() if words}


class Place(NamedTuple):
    """Where in the trail an entry stands."""

    at: datetime
    id: int


def actors() -> dict[str, str]:
    """Give what everybody is called who may stand in the trail, by how it names them: colleagues first, by name."""
    colleagues = {str(Actor.staff(id)): name for id, name in account_names().items()}
    return {**colleagues, **OTHERS}


def entries(wanted: Wanted, limit: int, beyond: Place | None = None) -> list[AuditEntry]:
    """Give entries, the newest first, from the one after the place given."""
    return list(db.session.scalars(asked(wanted, limit, beyond)))


def asked(wanted: Wanted, limit: int, beyond: Place | None = None) -> Select[AuditEntry]:
    """Ask for entries in an order that only the index made for the question has.

    The index of all entries may look quicker to the database, which would then look for somebody who left years ago in
    everything that was done since. So the order begins with the first column that is looked for.
    """
    found = select(AuditEntry).where(*_conditions(wanted))
    if beyond is not None:
        found = found.where(tuple_(AuditEntry.at, AuditEntry.id) < tuple(beyond))
    first = [AuditEntry.actor] if wanted.actor else [AuditEntry.kind] if wanted.deed else []
    return found.order_by(*(column.desc() for column in (*first, AuditEntry.at, AuditEntry.id))).limit(limit)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.actor:
        yield _is_among(AuditEntry.actor, wanted.actor)
    if wanted.deed:
        kind, action = wanted.deed
        yield AuditEntry.kind == kind if wanted.actor else _is_among(AuditEntry.kind, kind)
        yield AuditEntry.action == action
    if wanted.intake_id:
        yield AuditEntry.record.in_(_records_about(wanted.intake_id))
    if wanted.first_on:
        yield AuditEntry.at >= _begin_of(wanted.first_on)
    if wanted.last_on:
        yield AuditEntry.at < _begin_of(wanted.last_on + timedelta(days=1))


def _is_among(column: InstrumentedAttribute[str], value: str) -> ColumnElement[bool]:
    """Ask for a value without telling the database that it is the only one: it would leave it out of the order."""
    return column == any_(array([value]))


def _records_about(intake_id: uuid.UUID) -> list[str]:
    """Name a request and its emails as the trail does."""
    return [f"intake:{intake_id}", *(f"notification:{email.id}" for email in mail.about(intake_id))]


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), settings().clinic_timezone)
