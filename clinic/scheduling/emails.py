"""The emails about an appointment. They hold when and where it is: no name, no answer, no word about hair."""

import uuid

from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.scheduling import queries, words
from clinic.scheduling.models import State
from clinic.scheduling.telling import CONFIRMED

GONE = NotNeeded("The appointment no longer exists.")


@composer(CONFIRMED)
def confirmed(envelope: Envelope) -> Email | NotNeeded:
    """Tell the patient when and where their appointment is."""
    return _to_patient("scheduling_confirmed", envelope)


def _to_patient(template: str, envelope: Envelope) -> Email | NotNeeded:
    booked = queries.booked(envelope.item_id or uuid.UUID(int=0))
    news = intakes.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if booked is None or news is None or token is None:
        return GONE
    if booked.appointment.state is not State.booked:
        return NotNeeded("The appointment is no longer as the email says.")
    link = public_link("intake.arrive", token=token)
    return render(
        template,
        when=words.when(booked.appointment.starts_at, booked.zone),
        where=words.where(booked),
        who=words.who(booked),
        reference=news.reference,
        link=link,
    )
