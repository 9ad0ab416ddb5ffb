"""The email that offers an earlier time. It holds when and where, and a link: opening it answers nothing."""

from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.scheduling import words
from clinic.scheduling.earlier import queries
from clinic.scheduling.earlier.services import EARLIER_TIME, OVER


@composer(EARLIER_TIME)
def earlier_time(envelope: Envelope) -> Email | NotNeeded:
    """Tell the patient that an earlier time is held for them, and until when."""
    offered = queries.offer_to(envelope.subject_id)
    news = intakes.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if offered is None or offered.appointment.id != envelope.item_id or news is None or token is None:
        return NotNeeded(OVER)
    assert offered.appointment.held_until is not None, "a time that is held is held until some moment"
    return render(
        "scheduling_earlier_time",
        when=words.when(offered.appointment.starts_at, offered.zone),
        where=words.where(offered),
        who=words.who(offered),
        until=words.when(offered.appointment.held_until, offered.zone),
        reference=news.reference,
        link=public_link("intake.arrive", token=token),
    )
