"""Whether the audit trail is as it was written: every entry against its link, every link against the one before, and
the chain against the heads that were anchored outside the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from clinic.core.audit import AuditEntry
from clinic.core.db import db, transaction
from clinic.oversight.chain import links
from clinic.oversight.chain.anchors import Anchor
from clinic.oversight.chain.links import BEGINNING, WRITTEN, Head
from clinic.oversight.models import AuditLink

BATCH = 5_000
MOST_TOLD = 20
"""Faults told one by one; the rest are counted."""

Row = Any
"""A link with its entry; the entry's columns are empty when it is gone."""


class Verification:
    """A walk along the chain from its beginning, a batch at a time."""

    def __init__(self, anchors: Mapping[int, Anchor]) -> None:
        self.anchors = anchors
        self.last: Head = BEGINNING
        self.number_of_faults = 0
        self.faults: list[str] = []
        self.found = 0
        self.unlinked = 0
        """Entries that wait for the next sweep."""

    def walk(self) -> Iterator[int]:
        """Look at every link; tells after each batch how far it is."""
        while rows := self._next():
            for row in rows:
                self._look(row)
                self.last = Head(row.number, row.hash, row.signature)
            yield self.last.number
        self._look_at_the_end()

    def _next(self) -> Sequence[Row]:
        wanted = (
            select(AuditLink.number, AuditLink.entry_id, AuditLink.hash, AuditLink.signature, *WRITTEN)
            .outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
            .where(AuditLink.number > self.last.number)
            .order_by(AuditLink.number)
            .limit(BATCH)
        )
        with transaction() as session:
            return session.execute(wanted).all()

    def _look(self, row: Row) -> None:
        missing = row.number - self.last.number - 1
        if missing:
            self._tell(_are_missing(self.last.number + 1, row.number - 1))
        self.found += row.id is not None
        if row.id is None:
            self._tell(f"Entry {row.entry_id} (link {row.number}) is gone.")
        elif not missing and links.hash_of(self.last.hash, row.number, row) != row.hash:
            self._tell(f"Entry {row.entry_id} (link {row.number}) is not as it was sealed: it or its link was changed.")
        anchor = self.anchors.get(row.number)
        if anchor and anchor.hash != row.hash:
            self._tell(
                f"Link {row.number} is not the one that was anchored on {_day(anchor.on)}: "
                "the trail up to there was written anew."
            )

    def _look_at_the_end(self) -> None:
        with transaction():
            self.unlinked = _entries() - self.found
            is_ours = links.is_ours(self.last)
        beyond = [anchor for number, anchor in self.anchors.items() if number > self.last.number]
        if beyond:
            furthest = max(beyond, key=lambda anchor: anchor.number)
            self._tell(
                f"The end is cut off: the trail ends with link {self.last.number}, "
                f"but link {furthest.number} was anchored on {_day(furthest.on)}."
            )
        if not is_ours:
            self._tell(
                f"The last link ({self.last.number}) is not signed with a key of DATA_KEYS: the end was cut off, or "
                "written by somebody without the keys, or a key was removed too early."
            )

    def _tell(self, fault: str) -> None:
        self.number_of_faults += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)


def _are_missing(first: int, last: int) -> str:
    return f"Link {first} is missing." if first == last else f"Links {first} to {last} are missing."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
