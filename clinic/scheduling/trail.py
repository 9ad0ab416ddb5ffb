"""How the audit trail tells of appointments."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from clinic.core.clock import local
from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.scheduling.models import Appointment, Change

describe(
    "appointment",
    {
        Change.booked: "booked {}",
        Change.moved: "moved {}",
        Change.cancelled: "cancelled {}",
        Change.arrived: "noted that the patient arrived for {}",
        Change.completed: "noted that {} took place",
        Change.missed: "noted that the patient missed {}",
        Change.put_back: "took back the latest change of {}",
        "kept": "kept {} as it is, outside the hours",
    },
)
describe(
    "practitioner",
    {
        "made_calendar_address": "made an address at which a calendar reads the diary of {}",
        "ended_calendar_address": "ended the address at which a calendar reads the diary of {}",
    },
)

describe(
    "earlier_time",
    {
        "asked": "asked for an earlier time than {}",
        "stopped": "no longer asked for an earlier time than {}",
        "offered": "offered an earlier time than {}",
        "accepted": "took an earlier time than {}",
        "declined": "did not want the time offered instead of {}",
        "ran_out": "ended an offer that was not answered in time, instead of {}",
    },
)


@namer("earlier_time", "an appointment")
@namer("appointment", "an appointment")
def appointments(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Appointment.id, Appointment.starts_at).where(Appointment.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(row.id): Name(f"the appointment on {local(row.starts_at):%-d %B %Y, %H:%M}") for row in rows}
