"""How the audit trail tells of accounts and practitioners."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.staff.models import Practitioner, StaffUser

describe(
    "staff",
    {
        "added": "gave {} an account",
        "disabled": "closed the account of {}",
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
describe("practitioner", {"added": "added {} to those who see patients"})


@namer("staff", "a member of staff")
def accounts(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(map(uuid.UUID, ids)))
    return {str(row.id): Name(row.name) for row in db.session.execute(wanted)}


@namer("practitioner", "a practitioner")
def practitioners(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Practitioner.id, Practitioner.name).where(Practitioner.id.in_(map(uuid.UUID, ids)))
    return {str(row.id): Name(row.name) for row in db.session.execute(wanted)}
