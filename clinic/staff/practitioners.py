"""The verbs of those whom patients see. Whoever arranges their hours lets one change come after another."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import attempt, db
from clinic.staff.models import Practitioner
from clinic.staff.queries import account_names
from clinic.staff.services import AlreadyPractitioner, normal_address


@dataclass(frozen=True)
class PractitionerDetails:
    name: str
    title: str
    email: str
    is_on_duty_for_intakes: bool = True
    staff_user_id: uuid.UUID | None = None


def change_practitioner(id: uuid.UUID, details: PractitionerDetails, actor: Actor) -> None:
    """Let a practitioner be called otherwise, or hear of new requests or not. Raises AlreadyPractitioner."""
    practitioner = db.session.get_one(Practitioner, id, populate_existing=True)
    before = _told(practitioner)
    try:
        with attempt() as session:
            for name, value in {**asdict(details), "email": normal_address(details.email)}.items():
                setattr(practitioner, name, value)
            session.flush()
    except IntegrityError:
        raise AlreadyPractitioner from None
    after = _told(practitioner)
    parts = [part for part in after if before[part] != after[part]]
    if parts:
        told = {"before": {each: before[each] for each in parts}, "after": {each: after[each] for each in parts}}
        audit.record(actor, "changed", "practitioner", id, told)


def _told(practitioner: Practitioner) -> dict[str, str]:
    account_id = practitioner.staff_user_id
    return {
        "Name": practitioner.name,
        "Title": practitioner.title,
        "Email address": practitioner.email,
        "Hears of new requests": "yes" if practitioner.is_on_duty_for_intakes else "no",
        "Account": account_names()[account_id] if account_id else "none",
    }
