"""What is true of the reviews of information pages."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from clinic.core.clock import today
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.notifications.models import Notification
from clinic.staff.models import StaffUser
from clinic.staff.rights import MAY, Right
from clinic.treatments.models import PageReview
from clinic.treatments.pages import Page
from clinic.treatments.standing import Review, Standing, standing


class Due(NamedTuple):
    """A page that is to be reviewed again soon, and how it stands."""

    page: Page
    standing: Standing


def reviews(pages: Iterable[Page]) -> dict[str, Review]:
    """Give the review of each page that counts, by slug: one of this very text before a later one of another."""
    digests = {page.slug: page.digest for page in pages}
    of_this_text = PageReview.digest.in_(digests.values())
    counting = (
        select(PageReview.slug, PageReview.id, PageReview.digest, StaffUser.name, PageReview.reviewed_on)
        .join(StaffUser, StaffUser.id == PageReview.reviewer_id)
        .where(PageReview.slug.in_(digests))
        .ext(distinct_on(PageReview.slug))
        .order_by(PageReview.slug, of_this_text.desc(), PageReview.reviewed_at.desc())
    )
    rows = db.session.connection().execute(counting)
    return {row.slug: Review(row.id, row.digest, row.name, row.reviewed_on) for row in rows}


def standings(pages: Iterable[Page]) -> dict[str, Standing]:
    """Give how each page stands today, by slug, in one statement."""
    pages, months, on = tuple(pages), settings().review_months, today()
    known = reviews(pages)
    return {page.slug: standing(page.digest, known.get(page.slug), months, on) for page in pages}


def reviews_due(pages: Iterable[Page]) -> dict[uuid.UUID, Due]:
    """Give the reviews that are, or soon will be, too old, by id; none of a text that has changed since."""
    pages, months, on = tuple(pages), settings().review_months, today()
    known = reviews(pages)
    found = {
        review.id: Due(page, standing(page.digest, review, months, on))
        for page in pages
        if (review := known.get(page.slug))
    }
    return {id: due for id, due in found.items() if due.standing.is_due(on)}


def text_last_read(slug: str) -> str:
    """Give the text of a page's latest review."""
    latest = select(PageReview.text).where(PageReview.slug == slug).order_by(PageReview.reviewed_at.desc()).limit(1)
    return db.session.scalars(latest).one()


def not_reminded(kind: str, review_ids: Iterable[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Pair these reviews with the addresses of clinicians to whom no email of this kind was ever owed about them."""
    promised = select(Notification.id).where(
        Notification.kind == kind,
        Notification.subject_id == PageReview.id,
        Notification.recipient == StaffUser.email,
    )
    wanted = (
        select(PageReview.id, StaffUser.email)
        .join(StaffUser, StaffUser.active & StaffUser.role.in_(MAY[Right.review_pages]))
        .where(PageReview.id.in_(list(review_ids)), ~promised.exists())
        .order_by(StaffUser.name, PageReview.slug)
    )
    return [(row.id, row.email) for row in db.session.execute(wanted)]
