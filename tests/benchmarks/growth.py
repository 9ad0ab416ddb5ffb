"""What staff wait for once the clinic has grown: each page beside the same page of a small clinic, visited in turn.

What waits is as much in both: a clinic that works does not have a million requests waiting.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, mode

from clinic.staff.models import Role
from tests.benchmarks.figures import passing, progress, verdict
from tests.benchmarks.grown import Grown, Visit, grown
from tests.benchmarks.rows import ROWS
from tests.benchmarks.stage import Stage

SMALL, LARGE = 1_000, 1_000_000
GOAL = 1.5
WARMING, VISITS = 7, 21

LINE = "  {:<41}{:>10}{:>12}{:>8}{:>12}  {}"


@dataclass(frozen=True)
class Beside:
    """The visits to one page in the small clinic and in the large one."""

    what: str
    small: list[Visit]
    large: list[Visit]

    @property
    def ratio(self) -> float:
        return _milliseconds(self.large) / _milliseconds(self.small)

    @property
    def numbers(self) -> tuple[int, int]:
        """Of statements: those of most visits, because one in some minutes notes that somebody is still there."""
        small, large = (mode(len(each.statements) for each in visits) for visits in (self.small, self.large))
        return small, large

    @property
    def lines(self) -> tuple[int, int]:
        return self.small[-1].lines, self.large[-1].lines

    @property
    def is_comparable(self) -> bool:
        """Tell whether the large clinic's page shows as much, or more, for which it is given no more time."""
        small, large = self.lines
        return small <= large

    @property
    def is_met(self) -> bool:
        small, large = self.numbers
        return self.ratio <= GOAL and small == large

    def line(self) -> str:
        times = (f"{_milliseconds(visits):.1f} ms" for visits in (self.small, self.large))
        ratio, statements = f"{self.ratio:.2f}", "{} and {}".format(*self.numbers)
        return LINE.format(self.what, *times, ratio, statements, self._verdict())

    def _verdict(self) -> str:
        words = verdict(self.is_met) if self.is_comparable else "not comparable"
        return words if len({*self.lines}) == 1 else "{}, {} and {} lines".format(words, *self.lines)

    def explained(self, large: Grown) -> str:
        statement = max(self.large, key=lambda visit: visit.slowest.seconds).slowest
        return "\n".join(["", f"{self.what}: {statement.words}", *large.explained(statement)])


def measure(stage: Stage, requests: int = LARGE) -> Iterator[str]:
    started = time.monotonic()
    small, large = (grown(stage, f"grown_{number}", number, passing) for number in (SMALL, requests))
    progress(f"growth: filled {SMALL:,} and {requests:,} requests in {time.monotonic() - started:.0f} s")
    found = [_beside(role, *row, small, large) for role, rows in ROWS.items() for row in rows.items()]
    head = LINE.format("", f"at {SMALL:,}", f"{requests:,}", "ratio", "statements", f"goal at most {GOAL}")
    yield "\n".join(["Growth:", head, *(each.line() for each in found)])
    yield from (each.explained(large) for each in found if not each.is_met)


def _beside(role: Role, what: str, address: str, small: Grown, large: Grown) -> Beside:
    """Visit both in turn, so that whatever else this machine does disturbs both alike."""
    visits = [(small.visit(address, role), large.visit(address, role)) for _ in range(WARMING + VISITS)][WARMING:]
    beside = Beside(what, *map(list, zip(*visits, strict=True)))
    progress(f"growth: {beside.line().strip()}")
    return beside


def _milliseconds(visits: list[Visit]) -> float:
    return median(visit.seconds for visit in visits) * 1000
