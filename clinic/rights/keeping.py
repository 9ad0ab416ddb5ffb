"""What obliges the clinic to keep a request although its sender wants it erased. Each slice says what it knows of.

A request that nobody treated or advised anybody about is erased at once. Where there was contact, what was said may be
part of a record that has to be kept, and a person decides. The rule is for the clinic's lawyer to approve.
"""

from collections.abc import Callable

from clinic.intake.models import Intake, State
from clinic.messages import queries as messages
from clinic.rights import queries
from clinic.scheduling import queries as appointments
from clinic.scheduling.models import State as Appointed

Reason = Callable[[Intake], str | None]

reasons: list[Reason] = []

IN_CONTACT = "Somebody here has been in touch with you about it. What was said may have to be kept."
AFTER_CONTACT = (State.contacted, State.completed)


def reason_to_keep(tell: Reason) -> Reason:
    """Register who may know a reason, and says it in one sentence for the person."""
    reasons.append(tell)
    return tell


def why_kept(intake: Intake) -> list[str]:
    """Give every reason, each once; none when the request can be erased at once."""
    return list(dict.fromkeys(reason for tell in reasons if (reason := tell(intake))))


def was_in_contact(intake: Intake) -> bool:
    """Tell whether somebody at the clinic has been in touch; who booked by themselves has heard from nobody."""
    return IN_CONTACT in why_kept(intake)


@reason_to_keep
def appointment(intake: Intake) -> str | None:
    made = _had_appointment(intake)
    return "There is, or was, an appointment. What belongs to it may have to be kept." if made else None


@reason_to_keep
def contact(intake: Intake) -> str | None:
    wrote = any(not each.is_from_patient for each in messages.all_about(intake.id))
    agreed_elsewhere = intake.state is State.booked and not _had_appointment(intake)
    return IN_CONTACT if wrote or agreed_elsewhere or intake.state in AFTER_CONTACT else None


def _had_appointment(intake: Intake) -> bool:
    """A time that was only held, or had gone when the form was sent, was never an appointment."""
    had = [each.appointment for each in appointments.appointments_of(intake.id)]
    return any(each.state not in (Appointed.held, Appointed.cancelled) or each.sequence for each in had)


@reason_to_keep
def open_case(intake: Intake) -> str | None:
    has_open = queries.has_to_be_answered(intake.id)
    return "We have not answered everything you asked or complained about yet." if has_open else None
