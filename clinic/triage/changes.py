"""What becomes of a request whose appointment the patient changed themselves: it is shown, and whoever has it hears."""

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import State
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.scheduling.models import Appointment, Change
from clinic.staff.queries import active_account
from clinic.triage.answers import who_hears
from clinic.triage.cases import locked
from clinic.triage.models import Case

CHANGED = "triage.appointment_changed"
"""To whoever has the request; to the clinic too, while nobody has one that waits again."""


def note_change(appointment: Appointment, change: Change, actor: Actor) -> None:
    """Let the staff know of a change, in the transaction in which it was made. Their own are decisions by themselves.

    Whoever decides without having seen it is shown it first, as if a colleague had decided something.
    """
    if actor.kind == "staff" or appointment.intake_id is None:
        return
    with transaction() as session:
        intake, case = locked(session, appointment.intake_id)
        case.version += 1
        if change is Change.booked:
            intakes.set_state(intake, State.booked)
        elif change is Change.cancelled and intake.state is State.booked:
            intakes.wait_anew(intake)
        owe(*(Envelope(CHANGED, intake.id, address, appointment.id) for address in _who_hears(case, change)))


def _who_hears(case: Case, change: Change) -> list[str]:
    if change is Change.cancelled:
        return who_hears(case)
    assignee = active_account(case.assignee_id) if case.assignee_id else None
    return [assignee.email] if assignee else []
