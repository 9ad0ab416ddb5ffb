"""What is made known of the pages people came by and of what they asked about.

Both tell what somebody worries about, which only those may read who treat them. But whoever compares the figures of
today with those of yesterday, or of two ranges of which one is a day longer, learns it of the one request between. So
these figures are released week by week, once, and never changed; and of each page and subject only when five requests
have come to it since it was last in a release. Whatever range is asked for, its figures are sums of releases, and so is
whatever is left when one is taken from another.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from clinic.insights.figures import Counts, counter
from clinic.insights.small_counts import FEWEST


@dataclass(frozen=True)
class Topics(Counts):
    """Requests by what they are about."""

    pages: Counter[str] = counter()
    subjects: Counter[str] = counter()

    @property
    def number(self) -> int:
        return self.pages.total()


@dataclass(frozen=True)
class Release:
    """The release of one week: what it makes known, and what it holds back for a later one."""

    known: Topics = field(default_factory=Topics)
    held: Topics = field(default_factory=Topics)
    since: int = 0
    """How many requests came since anything was made known."""

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(Topics.read(stored["known"]), Topics.read(stored["held"]), stored["since"])

    def stored(self) -> dict[str, Any]:
        return {"known": vars(self.known), "held": vars(self.held), "since": self.since}

    def next(self, sent: Topics) -> "Release":
        """Give the release of the week after, in which these were sent.

        In a week of few requests it could be seen whose was the fifth, so such a week is released with the next.
        """
        held, since = Topics(self.held.pages + sent.pages, self.held.subjects + sent.subjects), self.since + sent.number
        if since < FEWEST:
            return Release(held=held, since=since)
        pages, subjects = _many(held.pages), _many(held.subjects)
        return Release(Topics(pages, subjects), Topics(held.pages - pages, held.subjects - subjects))


def _many(counts: Counter[str]) -> Counter[str]:
    return Counter({name: count for name, count in counts.items() if count >= FEWEST})
