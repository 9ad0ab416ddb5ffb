"""What clinicians have said of the information pages."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model


class PageReview(Model):
    """A clinician has read exactly this text of a page. It stands for no other text, and is never changed."""

    __tablename__ = "page_review"
    __table_args__ = (
        UniqueConstraint("slug", "digest", "reviewer_id", "reviewed_on"),
        Index("ix_page_review_latest", "slug", "reviewed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    slug: Mapped[str]
    digest: Mapped[str]
    """Of the text: what the page must have for this review to be its review."""
    text: Mapped[str]
    """What was read, so that the next reviewer sees what has changed since."""
    reviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    reviewed_at: Mapped[datetime] = mapped_column(default=utcnow)
    reviewed_on: Mapped[date]
    """The date on the clinic's wall, which the page shows."""

    def __repr__(self) -> str:
        return f"<PageReview {self.id}>"
