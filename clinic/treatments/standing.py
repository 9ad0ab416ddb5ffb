"""How a page stands with its medical review, and how that is said to its readers."""

import uuid
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

REMINDED = timedelta(days=30)
"""How long before a review grows old the reviewers hear of it."""


class State(StrEnum):
    never = "never"
    current = "current"
    changed = "changed"
    """The text is another one than the text that was read."""
    old = "old"
    """The text is the one that was read, longer ago than a review lasts."""
    unknown = "unknown"
    """Whether the page was reviewed cannot be asked at the moment."""


class Review(NamedTuple):
    """The review of a page that counts: the latest of its very text, or else of another."""

    id: uuid.UUID
    digest: str
    by: str
    on: date


@dataclass(frozen=True)
class Standing:
    state: State
    by: str = ""
    on: date | None = None
    until: date | None = None
    """The last day on which the review is not too old."""
    months: int = 0
    """How long a review lasts."""

    @property
    def needs_review(self) -> bool:
        return self.state in {State.never, State.changed, State.old}

    def is_due(self, today: date) -> bool:
        """Tell whether a review of this very text will soon be, or is, too old."""
        return self.state in {State.current, State.old} and self.until is not None and today >= self.until - REMINDED

    @property
    def words(self) -> str:
        """Say it to the page's readers, in a sentence or two."""
        match self.state:
            case State.never:
                return "Not yet reviewed by a clinician."
            case State.unknown:
                return "We cannot show just now whether a clinician has reviewed this page."
            case State.current:
                return f"R{self._reviewed[1:]}."
            case State.old:
                return f"R{self._reviewed[1:]}. That is more than {self._limit} ago; a new review is due."
            case State.changed:
                return f"Changed since it was {self._reviewed}. The new text is not yet reviewed by a clinician."

    @property
    def _reviewed(self) -> str:
        return f"reviewed by {self.by}, clinician, on {self.on:%-d %B %Y}"

    @property
    def _limit(self) -> str:
        return f"{self.months} month{'' if self.months == 1 else 's'}"


UNKNOWN = Standing(State.unknown)


def standing(digest: str, review: Review | None, months: int, today: date) -> Standing:
    """Give how a page with this digest stands; `months` is how long a review lasts."""
    if review is None:
        return Standing(State.never, months=months)
    until = months_after(review.on, months)
    state = State.changed if review.digest != digest else State.old if today > until else State.current
    return Standing(state, review.by, review.on, until, months)


def months_after(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
