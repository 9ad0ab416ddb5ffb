"""The emails to practitioners about their diaries: a reference and a link, and nothing that tells of a patient."""

from clinic.core.clock import utcnow
from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.notifications.composing import Composed, Email, Envelope, NotNeeded, composer, render
from clinic.scheduling import queries, reminders
from clinic.scheduling.emails import AS_TOLD, GONE, OTHERWISE
from clinic.scheduling.models import State
from clinic.scheduling.queries import Booked
from clinic.scheduling.reminders import BEGUN
from clinic.scheduling.telling import DIARY, HANDED_ON
from clinic.scheduling.told import Standing, as_told, is_told

NEVER_TOLD = NotNeeded("They had never heard of it.")


@composer(DIARY)
def diary(envelope: Envelope) -> Composed:
    """Tell a practitioner that their diary has an appointment more or less, or at another time."""
    booked = _booked(envelope)
    if booked is None:
        return GONE
    what = _what_became(booked, envelope.recipient)
    if isinstance(what, NotNeeded):
        return what
    wait = reminders.until_morning()
    if wait and wait.until < booked.appointment.starts_at:
        return wait
    return _written("scheduling_diary", envelope, what=what)


@composer(HANDED_ON)
def handed_on(envelope: Envelope) -> Composed:
    """Tell a practitioner that an appointment of theirs is with somebody else now."""
    booked = _booked(envelope)
    if booked is None:
        return GONE
    if booked.practitioner.email == envelope.recipient:
        return OTHERWISE
    if not is_told(booked.appointment, envelope.recipient, [DIARY]):
        return NEVER_TOLD
    return _written("scheduling_handed_on", envelope)


def _booked(envelope: Envelope) -> Booked | None:
    return queries.booked(envelope.item_id) if envelope.item_id else None


def _what_became(booked: Booked, recipient: str) -> str | NotNeeded:
    """Say in a word what is news to a practitioner, by what they were told already."""
    appointment = booked.appointment
    if appointment.starts_at <= utcnow():
        return BEGUN
    knows = is_told(appointment, recipient, [DIARY])
    if appointment.state is State.cancelled:
        return "cancelled" if knows else NEVER_TOLD
    if not appointment.is_ahead:
        return OTHERWISE
    if not knows:
        return "new"
    told = as_told(appointment, recipient, [DIARY])
    return AS_TOLD if told in (None, Standing.of(appointment)) else "moved"


def _written(template: str, envelope: Envelope, what: str = "") -> Email:
    request = intakes.news_of(envelope.subject_id)
    reference = request.reference if request else ""
    return render(template, reference=reference, link=public_link("triage.intake", reference=reference), what=what)
