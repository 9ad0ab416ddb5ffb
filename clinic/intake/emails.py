"""The emails about a request. They hold a reference and a link: no name, no answer, no word about hair."""

from clinic.core.clock import local
from clinic.core.links import public_link
from clinic.intake import queries, tokens
from clinic.intake.links import NEW_LINK
from clinic.intake.models import Purpose, State
from clinic.notifications.composing import Email, Envelope, NotNeeded, asked_for, composer, render

GONE = NotNeeded("The request no longer exists.")
asked_for.update({NEW_LINK, "intake.draft_link"})


@composer("intake.received")
def received(envelope: Envelope) -> Email | NotNeeded:
    """Tell the patient that their request is with us, and what happens next."""
    intake = queries.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if intake is None or token is None:
        return GONE
    if intake.state is State.booked:
        return NotNeeded("The confirmation of the appointment says it.")
    link = public_link("intake.arrive", token=token)
    return render("intake_received", reference=intake.reference, due=intake.due_at, link=link)


@composer("intake.waiting")
def waiting(envelope: Envelope) -> Email | NotNeeded:
    """Tell one member of the clinic that a request is waiting."""
    intake = queries.news_of(envelope.subject_id)
    if intake is None:
        return GONE
    if intake.state not in (State.new, State.booked):
        return NotNeeded("Somebody had already taken up the request.")
    return _about("intake_waiting", intake)


@composer("intake.more_urgent")
def more_urgent(envelope: Envelope) -> Email | NotNeeded:
    """Tell one member of the clinic that added answers make a request more urgent."""
    intake = queries.news_of(envelope.subject_id)
    return _about("intake_more_urgent", intake) if intake else GONE


@composer(NEW_LINK)
def new_link(envelope: Envelope) -> Email | NotNeeded:
    """Give a person a new link to their own page."""
    intake = queries.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if intake is None or token is None:
        return GONE
    link = public_link("intake.arrive", token=token)
    return render("intake_new_link", reference=intake.reference, link=link)


@composer("intake.draft_link")
def draft_link(envelope: Envelope) -> Email | NotNeeded:
    """Give a person the link back to what they began."""
    draft = queries.live_draft(envelope.subject_id)
    token = tokens.latest(Purpose.draft_link, envelope.subject_id)
    if draft is None or token is None:
        return NotNeeded("The draft has expired.")
    if draft.sent_at:
        return NotNeeded("The draft had already been sent.")
    link = public_link("intake.arrive", token=token)
    return render("intake_draft_link", link=link, expires=local(draft.expires_at))


def _about(template: str, intake: queries.News) -> Email:
    link = public_link("triage.intake", reference=intake.reference)
    return render(template, reference=intake.reference, priority=intake.priority, link=link)
