"""How the audit trail tells of what staff do with requests and emails."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.intake.looks import OPENED, READ
from clinic.intake.models import Intake
from clinic.notifications.mending import Mending
from clinic.notifications.models import Notification
from clinic.triage.export import EXPORTED, KIND
from clinic.triage.mail.kinds import in_words
from clinic.triage.models import Move

MOVES = {
    Move.taken: "took {}",
    Move.assigned: "gave {} to a colleague",
    Move.prioritised: "changed the priority of {}",
    Move.contacted: "recorded a contact about {}",
    Move.messaged: "wrote to the patient of {}",
    Move.booked: "agreed a consultation about {}",
    Move.moved: "moved the appointment of {}",
    Move.cancelled: "cancelled the appointment of {}",
    Move.arrived: "noted that the patient of {} arrived",
    Move.missed: "noted that the patient of {} missed the appointment",
    Move.completed: "noted that the consultation of {} took place",
    Move.cleared: "cleared the hold of {}",
    Move.joined: "joined another request to {}",
    Move.joined_to: "joined {} to another request",
    Move.closed: "closed {}",
    Move.reopened: "opened {} again",
    Move.noted: "wrote a note about {}",
}

describe("intake", {READ: "read the answers of {}", OPENED: "looked at {}, without the answers about health"})
describe("intake", {move.value: words for move, words in MOVES.items()})
describe("intake", {f"undid {move}": f"took back that they {words}" for move, words in MOVES.items()})
describe(KIND, {EXPORTED: "took {} along as a table"})
describe(
    "notification",
    {
        Mending.sent_again: "sent {} again",
        Mending.corrected: "corrected the address of {}",
        Mending.cancelled: "cancelled {}",
    },
)


@namer(KIND, "a list of requests")
def queue(ids: Collection[str]) -> dict[str, Name]:
    return dict.fromkeys(ids, Name("a list of requests", url_for("triage.queue")))


@namer("notification", "an email")
def emails(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Notification.id, Notification.kind, Intake.reference)
    wanted = wanted.outerjoin(Intake, Intake.id == Notification.subject_id)
    rows = db.session.execute(wanted.where(Notification.id.in_(map(uuid.UUID, ids))))
    return {str(row.id): Name(_email(*row[1:]), url_for("triage.notification", id=row.id)) for row in rows}


def _email(kind: str, reference: str | None) -> str:
    return f"the email “{in_words(kind)}”" + (f" about {reference}" if reference else "")
