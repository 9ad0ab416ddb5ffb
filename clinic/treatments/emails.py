"""The emails about information pages. They name a page by its title, which names no medicine."""

from clinic.core.links import public_link
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.staff.queries import account
from clinic.staff.rights import Right, may
from clinic.treatments import queries
from clinic.treatments.library import library
from clinic.treatments.services import REVIEW_DUE


@composer(REVIEW_DUE)
def review_due(envelope: Envelope) -> Email | NotNeeded:
    """Tell one clinician that a page's review is, or will soon be, too old."""
    due = queries.reviews_due(library().pages.values()).get(envelope.subject_id)
    if due is None:
        return NotNeeded("The page was reviewed again, has another text, or is gone.")
    reader = account(envelope.recipient)
    if reader is None or not reader.active or not may(reader.role, Right.review_pages):
        return NotNeeded("This person no longer reviews pages.")
    link = public_link("treatments.review", slug=due.page.slug)
    return render("treatments_review_due", title=due.page.title, standing=due.standing, link=link)
