"""What periods that somebody thinks of would delete tonight."""

from dataclasses import dataclass

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.privacy.periods import Periods
from clinic.retention import queries
from clinic.retention.services import most_at_once


@dataclass(frozen=True)
class Foreseen:
    due: dict[str, int]
    """By outcome."""
    may_go: int

    @property
    def is_anything(self) -> bool:
        return any(self.due.values())

    @property
    def is_too_much(self) -> bool:
        return sum(self.due.values()) > self.may_go


def tonight(periods: Periods) -> Foreseen:
    with transaction():
        return Foreseen(queries.count_due(periods, utcnow()), most_at_once(periods.most_percent, queries.count_all()))
