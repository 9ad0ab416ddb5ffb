"""What administrators ask about the people who work here."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.staff.models import Invitation, StaffSession, StaffUser
from clinic.staff.people.deeds import Deed

LAST_SEEN = (
    select(func.max(StaffSession.seen_at)).where(StaffSession.account_id == StaffUser.id).correlate(StaffUser)
).scalar_subquery()


@dataclass(frozen=True)
class Colleague:
    account: StaffUser
    seen_at: datetime | None
    """When they last used a page; nothing for somebody who never did."""


@dataclass(frozen=True)
class Invited:
    invitation: Invitation
    by: str
    """Who asked them; nobody's name, for an invitation from the command line."""


@dataclass(frozen=True)
class Change:
    """What an administrator did with an account."""

    at: datetime
    by: str
    """Nobody's name, for what was done at the command line."""
    deed: Deed
    version: int
    """Of the account, which this made."""
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class Step:
    """What became of an invitation."""

    at: datetime
    by: str
    action: str


def colleagues() -> list[Colleague]:
    """Give everybody who has an account, those who can sign in first, by name."""
    wanted = select(StaffUser, LAST_SEEN).order_by(StaffUser.active.desc(), func.lower(StaffUser.name), StaffUser.id)
    return [Colleague(*row) for row in db.session.execute(wanted)]


def colleague(id: uuid.UUID) -> Colleague | None:
    wanted = select(StaffUser, LAST_SEEN).where(StaffUser.id == id)
    row = db.session.execute(wanted, execution_options={"populate_existing": True}).first()
    return Colleague(*row) if row else None


def invitations() -> list[Invited]:
    """Give the invitations that nobody has accepted or withdrawn, by name; those that ran out too."""
    wanted = _invited().order_by(func.lower(Invitation.name), Invitation.id)
    return [Invited(row[0], row[1] or "") for row in db.session.execute(wanted)]


def invitation(id: uuid.UUID) -> Invited | None:
    row = db.session.execute(
        _invited().where(Invitation.id == id), execution_options={"populate_existing": True}
    ).first()
    return Invited(row[0], row[1] or "") if row else None


def invitation_of(account_id: uuid.UUID) -> Invitation | None:
    """Give the invitation to choose a new password that waits for somebody."""
    return db.session.scalar(select(Invitation).where(Invitation.account_id == account_id))


def _invited() -> Select[Invitation, str | None]:
    return select(Invitation, StaffUser.name).outerjoin(StaffUser, StaffUser.id == Invitation.invited_by)


def steps_of(invitation_id: uuid.UUID) -> list[Step]:
    """Give what became of an invitation, the latest last; of one that is gone too."""
    wanted = _done("invitation", invitation_id).order_by(AuditEntry.id)
    return [Step(row.at, row.name or "", row.action) for row in db.session.execute(wanted)]


def changes(account_id: uuid.UUID, limit: int) -> list[Change]:
    """Give what administrators did with an account, the latest first."""
    is_told = AuditEntry.details["version"].is_not(None)  # older entries say only that something was done
    wanted = _done("staff", account_id).where(AuditEntry.action.in_(list(Deed)), is_told)
    rows = db.session.execute(wanted.order_by(AuditEntry.id.desc()).limit(limit))
    return [Change(row.at, row.name or "", Deed(row.action), **row.details) for row in rows]


def _done(kind: str, id: uuid.UUID) -> Select[Any]:
    named = AuditEntry.actor == func.concat(literal("staff:"), cast(StaffUser.id, String))
    wanted = select(AuditEntry.at, StaffUser.name, AuditEntry.action, AuditEntry.details)
    return wanted.outerjoin(StaffUser, named).where(AuditEntry.record == f"{kind}:{id}")
