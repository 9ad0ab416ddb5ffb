"""What triage knows of why a request may have to be kept although its sender wants it erased."""

from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.rights.keeping import IN_CONTACT, reason_to_keep
from clinic.triage.models import Case


@reason_to_keep
def first_contact(intake: Intake) -> str | None:
    """Also of a request that was closed afterwards."""
    case = db.session.get(Case, intake.id)
    return IN_CONTACT if case and case.first_contact_at else None
