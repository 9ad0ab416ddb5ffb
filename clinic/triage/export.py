"""The queue as a table for a spreadsheet: whom to reach and how each request stands, nothing of anybody's health."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local
from clinic.core.db import transaction
from clinic.core.spreadsheets import Row
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.staff.rights import Right, insist
from clinic.triage import queries
from clinic.triage.queries import Exported, Wanted
from clinic.triage.words import CLOSED_FOR

AT_ONCE = 500
EXPORTED = "exported"
KIND, ID = "queue", "all"
"""As the audit trail names the queue."""
HEADINGS = (
    "Reference",
    "Name",
    "Email",
    "Telephone",
    "Where they live",
    "State",
    "Priority",
    "Hold",
    "Sent",
    "Promised by",
    "First contact",
    "Assigned to",
    "Closed because",
)
REGIONS = {option.value: option.label for option in QUESTIONNAIRE.questions["region"].options}


def begin_export(sought: dict[str, Any], actor: Actor) -> None:
    """Note that somebody takes this part of the queue away, but not the words they searched for. Raises NotYours."""
    with transaction():
        insist(actor, Right.export_requests)
        audit.record(actor, EXPORTED, KIND, ID, {"chosen": {**sought, "q": "some words"} if "q" in sought else sought})


def table(wanted: Wanted) -> Iterator[Row]:
    """Give the headings, and then a row for each request, in the order of the queue, read part by part."""
    yield HEADINGS
    beyond: tuple[Any, ...] | None = None
    while True:
        with transaction():
            part = queries.exported(wanted, AT_ONCE, beyond)
        yield from map(_row, part)
        if len(part) < AT_ONCE:
            return
        beyond = part[-1].line.key


def _row(each: Exported) -> Row:
    line = each.line
    return (
        line.reference,
        line.name,
        each.email or "",
        each.phone or "",
        REGIONS.get(each.region or "", ""),
        line.state.replace("_", " "),
        line.priority.label,
        "hold" if line.hold else "",
        _written(line.submitted_at),
        _written(line.due_at),
        _written(each.first_contact_at),
        line.assignee or "",
        CLOSED_FOR[each.closed_for] if each.closed_for else "",
    )


def _written(moment: datetime | None) -> str:
    return local(moment).isoformat(sep=" ", timespec="minutes") if moment else ""
