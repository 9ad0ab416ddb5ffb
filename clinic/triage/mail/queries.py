"""What staff ask about outgoing mail."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, literal, select

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.notifications import queries as mail
from clinic.notifications.mending import Mending
from clinic.notifications.models import Notification, State
from clinic.staff.models import StaffUser
from clinic.staff.rights import Right
from clinic.staff.services import EMAIL_FAILED
from clinic.triage.mail.kinds import FOR_ONE_ADDRESS, TO_PATIENTS, in_words

DEEDS = {
    Mending.sent_again: "sent it again",
    Mending.corrected: "corrected its address",
    Mending.cancelled: "cancelled it",
}


@dataclass(frozen=True)
class Listed:
    """An email and what it is about."""

    email: Notification
    reference: str
    """Of the request that it is about, if it is about one."""

    @property
    def kind(self) -> str:
        return in_words(self.email.kind)

    @property
    def opens_answers(self) -> bool:
        return self.email.kind in TO_PATIENTS

    @property
    def is_for_one_address(self) -> bool:
        return self.email.kind in FOR_ONE_ADDRESS

    @property
    def failed_id(self) -> uuid.UUID | None:
        """Which other email this one says could not be sent."""
        return self.email.subject_id if self.email.kind == EMAIL_FAILED else None


@dataclass(frozen=True)
class Done:
    """What somebody did with an email by hand."""

    who: str
    what: str
    at: datetime


def needed_for(mending: Mending, kind: str) -> Right:
    """Give the right that doing this with an email of this kind needs."""
    is_redirected = mending is Mending.corrected and kind in TO_PATIENTS
    return Right.redirect_patient_email if is_redirected else Right.mend_email


def listed(
    limit: int, states: tuple[State, ...] = (), kind: str = "", before: tuple[datetime, uuid.UUID] | None = None
) -> list[Listed]:
    """Give emails, newest first, from the one before the key given."""
    return _with_references(mail.newest(limit, states, kind, before))


def email(id: uuid.UUID) -> Listed | None:
    found = mail.notification(id)
    return _with_references([found])[0] if found else None


def _with_references(emails: list[Notification]) -> list[Listed]:
    about = select(Intake.id, Intake.reference).where(Intake.id.in_({email.subject_id for email in emails}))
    references = {row.id: row.reference for row in db.session.execute(about)}
    return [Listed(email, references.get(email.subject_id, "")) for email in emails]


def done_by_hand(id: uuid.UUID) -> list[Done]:
    """Give what people did with this email, the latest last."""
    named = AuditEntry.actor == func.concat(literal("staff:"), cast(StaffUser.id, String))
    wanted = (
        select(StaffUser.name, AuditEntry.action, AuditEntry.at)
        .join(StaffUser, named)
        .where(AuditEntry.record == f"notification:{id}", AuditEntry.action.in_(list(Mending)))
        .order_by(AuditEntry.id)
    )
    return [Done(row.name, DEEDS[Mending(row.action)], row.at) for row in db.session.execute(wanted)]
