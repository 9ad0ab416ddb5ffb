"""How the audit trail tells of changes in what is arranged."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.scheduling.arranging.models import AppointmentKind, Location
from clinic.staff.models import Practitioner

for kind in ("location", "appointment_kind"):
    describe(kind, {"added": "added {}", "changed": "changed {}"})
describe("booking_rules", {"changed": "changed {}"})
describe(
    "schedule",
    {
        "changed": "changed how {} sees people",
        "changed_day": "changed a day of {}",
        "restored_day": "took back a changed day of {}",
        "took_off": "planned time off of {}",
        "came_back": "took back time off of {}",
    },
)


@namer("location", "a location")
def locations(ids: Collection[str]) -> dict[str, Name]:
    rows = db.session.execute(select(Location.id, Location.name).where(Location.id.in_(map(uuid.UUID, ids))))
    return {str(r.id): Name(f"the location {r.name}", url_for("arranging.location", id=r.id)) for r in rows}


@namer("appointment_kind", "a kind of appointment")
def kinds(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(AppointmentKind.id, AppointmentKind.name).where(AppointmentKind.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(r.id): Name(f"the appointments “{r.name}”", url_for("arranging.kind", id=r.id)) for r in rows}


@namer("schedule", "a diary")
def diaries(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Practitioner.id, Practitioner.name).where(Practitioner.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(r.id): Name(r.name, url_for("arranging.practitioner", id=r.id)) for r in rows}


@namer("booking_rules", "the rules of booking")
def rules(ids: Collection[str]) -> dict[str, Name]:
    return dict.fromkeys(ids, Name("the rules of booking", url_for("arranging.rules")))
