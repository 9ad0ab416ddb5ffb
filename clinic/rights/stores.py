"""Where a request's data lie: every table whose rows hang on it, however far, found from the keys between them.

A table that is added is counted by itself, and a test fails until it has a title here.
"""

import uuid
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, Table, func, literal, or_, select, union_all

from clinic.core.db import db
from clinic.core.personal_data import Erasure
from clinic.intake.models import Draft, Intake

TITLES: dict[str, tuple[str, ...]] = {
    "Your name, how to reach you, and your request": ("intake",),
    "Your answers, each version of them": ("intake_answers",),
    "What you agreed to": ("consent", "photo_consent"),
    "Photos": ("photo",),
    "Their files": ("photo_content",),
    "Messages": ("message",),
    "Forms begun and not sent": ("draft",),
    "Appointments, and times held for you": ("appointment", "appointment_event", "earlier_time", "rearrangement"),
    "Emails sent or to be sent": ("notification",),
    "Links to your page": ("access_token",),
    "What happened, and what staff did and noted": (
        "intake_event",
        "triage_case",
        "triage_decision",
        "triage_reader",
    ),
    "What you asked about your data": ("rights_case",),
    "The form’s own key": ("submission",),
}

Conditions = dict[str, ColumnElement[bool]]


def subjects_of(intake_id: uuid.UUID) -> list[uuid.UUID]:
    """Give what emails and links may be about: a request, and each draft of it."""
    return [intake_id, *db.session.scalars(select(Draft.id).where(Draft.intake_id == intake_id))]


def rows_about(intake_id: uuid.UUID, subjects: list[uuid.UUID]) -> dict[str, int]:
    """Count the rows that hang on a request, by table; its drafts are known no more when it is gone."""
    known = _conditions(intake_id, subjects)
    counts = [_counted(table, known[table.name]) for table in db.metadata.sorted_tables if table.name in known]
    return {row[0]: row[1] for row in db.session.execute(union_all(*counts))}


def tables() -> set[str]:
    return set(_conditions(uuid.UUID(int=0), []))


def in_words(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Give each store by its title, with the number of its rows, also of those that were empty."""
    return [(title, sum(rows.get(table, 0) for table in tables)) for title, tables in TITLES.items()]


def _counted(table: Table, condition: ColumnElement[bool]) -> Select[str, int]:
    return select(literal(table.name), func.count()).select_from(table).where(condition)


def _conditions(intake_id: uuid.UUID, subjects: list[uuid.UUID]) -> Conditions:
    """Tell for each table which rows hang on the request: by a key that is deleted with it, or by their subject."""
    known: Conditions = {"intake": Intake.id == intake_id}
    for table in db.metadata.sorted_tables:
        ways = [*_by_key(table, known), *_by_subject(table, subjects)]
        if ways and table.name not in known:
            known[table.name] = or_(*ways)
    return known


def _by_key(table: Table, known: Conditions) -> list[ColumnElement[bool]]:
    return [
        key.parent.in_(select(key.column).where(known[key.column.table.name]))
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name in known
    ]


def _by_subject(table: Table, subjects: list[uuid.UUID]) -> list[ColumnElement[bool]]:
    is_about = "subject_id" in table.c and table.name != Erasure.__tablename__
    return [table.c.subject_id.in_(subjects)] if is_about else []
