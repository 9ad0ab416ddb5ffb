"""How the audit trail tells of requests."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.intake.models import EventKind, Intake

describe(
    "intake",
    {
        EventKind.submitted: "sent {}",
        EventKind.answers_added: "added to the answers of {}",
        EventKind.photos_added: "added pictures to {}",
        EventKind.answers_corrected: "corrected an answer of {}",
        EventKind.consent_withdrawn: "withdrew a consent given with {}",
        "forgotten": "deleted {} with everything told in it",
    },
)
describe(
    "draft",
    {"discarded": "deleted a request that was not sent", "expired": "deleted a request that was not sent in time"},
)


@namer("intake", "a request")
def references(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Intake.id, Intake.reference).where(Intake.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(row.id): Name(row.reference, url_for("triage.intake", reference=row.reference)) for row in rows}
