"""The emails about what people ask about their data. They hold a reference, a time and a link, and no word of it."""

from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.notifications.composing import Email, Envelope, NotNeeded, asked_for, composer, render
from clinic.rights import queries, stores
from clinic.rights.clocks import days_left
from clinic.rights.erasing import ERASED
from clinic.rights.services import ASKED, NEWS
from clinic.rights.watching import NEARLY_DUE
from clinic.rights.words import TITLES

GONE = NotNeeded("The request no longer exists.")
asked_for.update({NEWS, ERASED})


@composer(ASKED)
def asked(envelope: Envelope) -> Email | NotNeeded:
    """Tell the clinic that somebody asked, and by when they must hear."""
    known = queries.case(envelope.item_id or envelope.subject_id)
    if known is None:
        return GONE
    if known.case.acknowledged_at:
        return NotNeeded("Somebody had confirmed or answered it already.")
    link = public_link("rights.case", id=known.case.id)
    title = TITLES[known.case.kind]
    return render("rights_asked", reference=known.reference, title=title, due=known.case.due_at, link=link)


@composer(NEARLY_DUE)
def nearly_due(envelope: Envelope) -> Email | NotNeeded:
    """Tell the clinic that little time is left for an answer."""
    known = queries.case(envelope.item_id or envelope.subject_id)
    if known is None:
        return GONE
    if known.case.closed_at or known.case.due_at is None:
        return NotNeeded("Somebody had confirmed or answered it already.")
    link, left = public_link("rights.case", id=known.case.id), days_left(known.case.due_at)
    title = TITLES[known.case.kind]
    return render("rights_nearly_due", reference=known.reference, title=title, left=left, link=link)


@composer(NEWS)
def news(envelope: Envelope) -> Email | NotNeeded:
    """Tell a person that there is news of what they asked."""
    request = intakes.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if request is None or token is None:
        return GONE
    return render("rights_news", reference=request.reference, link=public_link("intake.arrive", token=token))


@composer(ERASED)
def erased(envelope: Envelope) -> Email | NotNeeded:
    """Give a person the receipt of what was erased: numbers, and nothing of it."""
    receipt = queries.receipt(envelope.subject_id)
    if receipt is None:
        return GONE
    return render("rights_erased", receipt=receipt, stores=stores.in_words(receipt.rows))
