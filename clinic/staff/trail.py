"""How the audit trail tells of accounts and practitioners."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.staff.models import Invitation, Practitioner, StaffUser
from clinic.staff.people.deeds import Deed

describe(
    "staff",
    {
        "added": "gave {} an account",
        Deed.changed: "changed the account of {}",
        Deed.disabled: "closed the account of {}",
        Deed.enabled: "opened the account of {} again",
        Deed.forgot_phone: "forgot the phone of {}",
        Deed.ended_sessions: "ended the sessions of {}",
        "ended_session": "ended one of their sessions",
        "ended_other_sessions": "ended all their other sessions",
        "signed_in": "signed in",
        "signed_out": "signed out",
        "gave_wrong_password": "gave a wrong password for {}",
        "gave_wrong_code": "gave a wrong code for {}",
        "gave_wrong_recovery_code": "gave a wrong recovery code for {}",
        "used_up_tries": "used up the tries to sign in as {}",
        "set_password": "set the password of {}",
        "set_second_factor": "set up the authenticator app of {}",
        "removed_second_factor": "removed the authenticator app of {}",
        "made_recovery_codes": "made recovery codes for {}",
        "used_recovery_code": "used a recovery code of {}",
    },
)
describe(
    "invitation",
    {
        "invited": "invited a colleague: {}",
        "offered_password": "sent a link to choose a new password: {}",
        "sent_again": "sent {} again",
        "withdrew": "withdrew {}",
        "accepted": "accepted {}",
        "chose_password": "chose a new password by {}",
    },
)
describe(
    "practitioner",
    {"added": "added {} to those who see patients", "changed": "changed what patients read of {}"},
)


@namer("staff", "a member of staff")
def accounts(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(row.id): Name(row.name, url_for("people.person", id=row.id)) for row in rows}


@namer("invitation", "an invitation")
def invitations(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Invitation.id, Invitation.name).where(Invitation.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(r.id): Name(f"the invitation of {r.name}", url_for("people.invitation", id=r.id)) for r in rows}


@namer("practitioner", "a practitioner")
def practitioners(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Practitioner.id, Practitioner.name).where(Practitioner.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(row.id): Name(row.name, url_for("arranging.practitioner", id=row.id)) for row in rows}
