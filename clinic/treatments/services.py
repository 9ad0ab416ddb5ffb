"""The verbs of the medical review: record one, and remind those who should do the next."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import today
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff.rights import Right, insist
from clinic.treatments import queries
from clinic.treatments.library import library
from clinic.treatments.models import PageReview
from clinic.treatments.pages import Page

REVIEW_DUE = "treatments.review_due"


class TextChanged(Refusal):
    """The page has another text by now than the one that was read."""


def record_review(page: Page, digest: str, actor: Actor) -> None:
    """Note that a clinician has read this page; `digest` is of the text they had before them.

    The same text by the same person on the same day is noted once. Raises NotYours and TextChanged.
    """
    with transaction() as session:
        reviewer = insist(actor, Right.review_pages)
        if digest != page.digest:
            raise TextChanged(page.slug)
        noted = postgresql.insert(PageReview).values(
            slug=page.slug, digest=page.digest, text=page.text, reviewer_id=reviewer.id, reviewed_on=today()
        )
        if session.scalar(noted.on_conflict_do_nothing().returning(PageReview.id)):
            audit.record(actor, "reviewed", "page", page.slug)


def remind_reviewers() -> int:
    """Owe each clinician one email about each review that is soon too old, once; gives how many are owed now.

    A page whose text has changed is not among them: its review has lapsed, and does not grow old.
    """
    with transaction() as session:
        due = queries.reviews_due(library().pages.values())
        # Whoever else reminds at this moment waits here, and then finds what was owed.
        session.execute(select(PageReview.id).where(PageReview.id.in_(due)).order_by(PageReview.id).with_for_update())
        owed = [Envelope(REVIEW_DUE, *pair) for pair in queries.not_reminded(REVIEW_DUE, due)]
        owe(*owed)
    return len(owed)
