"""The email that says that there is a message. What it says stands behind the person's link."""

from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.messages import queries
from clinic.messages.services import WAITING
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render


@composer(WAITING)
def waiting(envelope: Envelope) -> Email | NotNeeded:
    """Tell a person that the clinic has written to them."""
    news = intakes.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if news is None or token is None:
        return NotNeeded("The request no longer exists.")
    if not queries.is_unread(envelope.subject_id):
        return NotNeeded("The message had been taken back, or the person had read it already.")
    return render("messages_waiting", reference=news.reference, link=public_link("intake.arrive", token=token))
