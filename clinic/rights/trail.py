"""How the audit trail tells of what people ask about their data."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.intake.models import Intake
from clinic.rights.models import Kind, RightsCase

describe(
    "intake",
    {
        "erased": "erased {} with everything that belonged to it",
        "took_along": "took along everything held about {}",
    },
)
describe(
    "rights_case",
    {
        "asked": "made {}",
        "read": "read {}",
        "acknowledged": "acknowledged {}",
        "answered": "answered {}",
        "accepted": "did as was asked in {}",
        "declined": "declined {}",
    },
)

NAMES = {
    Kind.correction: "the wish to correct an answer of",
    Kind.erasure: "the wish to erase",
    Kind.complaint: "the complaint of",
    Kind.access: "the request for access to",
}


@namer("rights_case", "a request about somebody’s data")
def cases(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(RightsCase.id, RightsCase.kind, Intake.reference).join(Intake, Intake.id == RightsCase.intake_id)
    rows = db.session.execute(wanted.where(RightsCase.id.in_(map(uuid.UUID, ids))))
    return {str(row.id): Name(f"{NAMES[row.kind]} {row.reference}", url_for("rights.case", id=row.id)) for row in rows}
