"""The emails about promises. They hold a reference, a time and a link: no name of a patient, no word about hair."""

from typing import Any

from clinic.core.clock import utcnow
from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.scheduling import queries as appointments
from clinic.scheduling.models import State
from clinic.scheduling.words import when
from clinic.staff.queries import active_account
from clinic.triage import answers, promises
from clinic.triage.bulk import ASSIGNED_MANY
from clinic.triage.changes import CHANGED
from clinic.triage.decisions import ASSIGNED
from clinic.triage.digest import DIGEST, digest_for, is_morning
from clinic.triage.time_left import time_left

GONE = NotNeeded("The request no longer exists.")
CHANGES = {
    State.booked: "By the patient’s own choice the appointment is now on {}.",
    State.cancelled: "The patient has cancelled the appointment of {}. The request waits for an answer again.",
}
NO_LONGER_WAITING = NotNeeded("Somebody had been in touch, or had closed the request.")


@composer(promises.NEARLY_DUE)
def nearly_due(envelope: Envelope) -> Email | NotNeeded:
    """Tell a member of staff that little time is left for a first contact."""
    return _to_staff("triage_nearly_due", envelope)


@composer(promises.OVERDUE)
def overdue(envelope: Envelope) -> Email | NotNeeded:
    """Tell a lead that the time promised for a first contact has passed."""
    return _to_staff("triage_overdue", envelope)


@composer(promises.WE_ARE_LATE)
def we_are_late(envelope: Envelope) -> Email | NotNeeded:
    """Tell the patient, once, that we are late and what they can do."""
    news = _waiting(envelope)
    if isinstance(news, NotNeeded):
        return news
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    link = public_link("intake.arrive", token=token) if token else ""
    return render("triage_we_are_late", reference=news.reference, due=news.due_at, link=link)


@composer(answers.ANSWERED)
def answered(envelope: Envelope) -> Email | NotNeeded:
    """Tell whoever has a request that the person has written."""
    news = intakes.news_of(envelope.subject_id)
    if news is None:
        return GONE
    if not answers.wants_answer(envelope.subject_id):
        return NotNeeded("Somebody had answered already.")
    return _with_link("triage_answered", news)


@composer(CHANGED)
def appointment_changed(envelope: Envelope) -> Email | NotNeeded:
    """Tell whoever has a request that the person has booked, moved or cancelled their appointment."""
    news, booked = intakes.news_of(envelope.subject_id), appointments.booked(envelope.item_id or envelope.subject_id)
    if news is None or booked is None:
        return GONE
    if booked.appointment.state not in CHANGES:
        return NotNeeded("The appointment was over already.")
    happened = CHANGES[booked.appointment.state].format(when(booked.appointment.starts_at, booked.zone))
    return _with_link("triage_appointment_changed", news, happened=happened)


@composer(ASSIGNED)
def assigned(envelope: Envelope) -> Email | NotNeeded:
    """Tell a colleague that a request was given to them."""
    news, assignee = intakes.news_of(envelope.subject_id), answers.assignee_of(envelope.subject_id)
    if news is None:
        return GONE
    if assignee is None or assignee.email != envelope.recipient:
        return NotNeeded("The request had been given to somebody else.")
    return _with_link("triage_assigned", news)


@composer(ASSIGNED_MANY)
def assigned_many(envelope: Envelope) -> Email | NotNeeded:
    """Tell a colleague that requests were given to them; the email is about their account."""
    number = answers.number_with(envelope.subject_id)
    if not number:
        return NotNeeded("They have no open request.")
    return render("triage_assigned_many", number=number, link=public_link("triage.queue") + "?view=mine")


@composer(DIGEST)
def digest(envelope: Envelope) -> Email | NotNeeded:
    """Tell a member of staff what waits this morning."""
    account, now = active_account(envelope.subject_id), utcnow()
    if account is None or not account.wants_digest or not is_morning(now):
        return NotNeeded("They do not want it any more, or the morning was over.")
    told = digest_for(account.id)
    if not told.waiting and not told.answered:
        return NotNeeded("Nothing was waiting.")
    return render("triage_digest", digest=told, now=now, time_left=time_left, link=public_link("triage.queue"))


def _with_link(template: str, news: intakes.News, **more: Any) -> Email:
    return render(template, news=news, link=public_link("triage.intake", reference=news.reference), **more)


def _to_staff(template: str, envelope: Envelope) -> Email | NotNeeded:
    news = _waiting(envelope)
    if isinstance(news, NotNeeded):
        return news
    return render(
        template,
        reference=news.reference,
        priority=news.priority,
        due=news.due_at,
        assignee=promises.assignee_name(envelope.subject_id),
        is_patient_told=promises.is_patient_told(envelope.subject_id),
        link=public_link("triage.intake", reference=news.reference),
    )


def _waiting(envelope: Envelope) -> intakes.News | NotNeeded:
    news = intakes.news_of(envelope.subject_id)
    if news is None:
        return GONE
    return news if news.state.is_waiting else NO_LONGER_WAITING
