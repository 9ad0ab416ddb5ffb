"""What becomes of a person's answer: their request is shown as answered, and whoever has it hears."""

import uuid

from sqlalchemy import func, select

from clinic.core.db import db, transaction
from clinic.messages.models import Message
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff.models import StaffUser
from clinic.staff.queries import active_account, addresses_of_clinic
from clinic.triage.cases import locked
from clinic.triage.models import Case

ANSWERED = "triage.answered"
"""To whoever has the request, or to the clinic while nobody has it."""


def note_answer(message: Message) -> None:
    """Let the staff know that a person wrote, in the transaction in which they did.

    Whoever decides without having read it is shown it first, as if a colleague had decided something.
    """
    with transaction() as session:
        intake, case = locked(session, _worked_on(message.intake_id))
        case.version += 1
        case.patient_wrote_at = message.at
        owe(*(Envelope(ANSWERED, intake.id, address) for address in who_hears(case)))


def _worked_on(intake_id: uuid.UUID) -> uuid.UUID:
    """Give the request that this one is joined to, or itself."""
    return db.session.scalar(select(Case.joined_to_id).where(Case.intake_id == intake_id)) or intake_id


def who_hears(case: Case) -> list[str]:
    """Give the address of whoever has a request, or those of the clinic while nobody has it."""
    assignee = active_account(case.assignee_id) if case.assignee_id else None
    return [assignee.email] if assignee else addresses_of_clinic()


def wants_answer(intake_id: uuid.UUID) -> bool:
    """Tell whether a person wrote and nobody has been in touch since."""
    case = db.session.get(Case, intake_id, populate_existing=True)
    return case is not None and case.patient_wrote_at is not None


def number_with(account_id: uuid.UUID) -> int:
    """Count the open requests that somebody has."""
    wanted = select(func.count()).select_from(Case).where(Case.assignee_id == account_id, Case.is_open)
    return db.session.scalar(wanted) or 0


def assignee_of(intake_id: uuid.UUID) -> StaffUser | None:
    case = db.session.get(Case, intake_id, populate_existing=True)
    return active_account(case.assignee_id) if case and case.assignee_id else None
