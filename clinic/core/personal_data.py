"""The registry of what each slice holds about a person, how to forget it, and that it stays forgotten.

A slice registers one eraser per table that has a personal column. Erasers run in one transaction
and take the subject: the id of the intake, or of the draft, that is forgotten. That this was done is
written down by the id, also outside the database, because a backup would bring the person back.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Index, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core import witness
from clinic.core.clock import utcnow
from clinic.core.db import Model, transaction

Eraser = Callable[[uuid.UUID], int]

erasers: dict[str, Eraser] = {}

ERASURES = "erasures"


class Erasure(Model):
    """That a subject was forgotten. Nothing else is known of it any more, so its id tells nobody anything."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_unwitnessed", "subject_id", postgresql_where="witnessed_at IS NULL"),)

    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    witnessed_at: Mapped[datetime | None]
    """When it was written down outside the database too."""


def eraser(table: str) -> Callable[[Eraser], Eraser]:
    """Register how rows of this table about one subject are forgotten; it answers how many were."""

    def register(erase: Eraser) -> Eraser:
        erasers[table] = erase
        return erase

    return register


def forget(subject_id: uuid.UUID) -> dict[str, int]:
    """Forget one subject everywhere, or nowhere; gives the number of rows by table.

    What was registered last goes first: it hangs on what was there before it, and would go uncounted with that.
    """
    with transaction():
        note_erasure(subject_id)
        return {table: erase(subject_id) for table, erase in reversed(erasers.items())}


def note_erasure(subject_id: uuid.UUID) -> None:
    """Write down in the current transaction that this subject must not come back with a backup."""
    with transaction() as session:
        session.execute(insert(Erasure).values(subject_id=subject_id, at=utcnow()).on_conflict_do_nothing())


def witness_erasures() -> int:
    """Write down outside the database what was erased since the last time; gives how many. Raises NoWitness."""
    with transaction() as session:
        wanted = select(Erasure).where(Erasure.witnessed_at.is_(None)).with_for_update(skip_locked=True)
        erasures = session.scalars(wanted).all()
        if erasures:
            witness.add(ERASURES, [{"at": each.at.isoformat(), "subject": str(each.subject_id)} for each in erasures])
            done = update(Erasure).where(Erasure.subject_id.in_([each.subject_id for each in erasures]))
            session.execute(done.values(witnessed_at=utcnow()))
    return len(erasures)


def witnessed_erasures() -> Iterator[uuid.UUID]:
    """Give every subject that was erased, once each. Raises NoWitness."""
    yield from dict.fromkeys(uuid.UUID(line["subject"]) for line in witness.lines(ERASURES))
