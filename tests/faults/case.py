"""One row of the matrix: what is done, what it must hold, and what came of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.bench import Bench
from tests.faults.clinic import Clinic
from tests.faults.leaks import leaks
from tests.faults.ledger import Books, books


@dataclass
class Case:
    """Collects one row's findings. A promise that does not hold is written down, and the row goes on."""

    row: str
    fault: str
    injected: int = 0
    lost: int = 0
    duplicated: int = 0
    overlapping: int = 0
    leaked: int | None = None
    """Places in which a patient's words were found; None where nothing was looked for."""
    repeated: int = 0
    recovered: float = 0.0
    seconds: float = 0.0
    measured: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def promise(self, holds: bool, words: str) -> None:
        if not holds:
            self.broken.append(words)

    def within(self, seconds: float, limit: float, what: str) -> None:
        self.measured.append(f"{what} {seconds:.1f} s")
        self.promise(seconds < limit, f"{what} took {seconds:.1f} s, promised under {limit:.0f} s")

    def inject(self, times: int = 1) -> None:
        self.injected += times

    def recover(self, seconds: float) -> None:
        self.recovered = max(self.recovered, seconds)

    def settle(self, clinic: Clinic, refused: tuple[str, ...] = (), explained: int = 0) -> Books:
        """Balance the books of a clinic that had every guard."""
        found = books(clinic, refused, explained)
        self.lost += found.lost
        self.duplicated += found.duplicated
        self.repeated += found.repeated
        self.search(clinic)
        return found

    def search(self, clinic: Clinic) -> None:
        """Look for patients' words wherever they must not be."""
        found = leaks(clinic)
        self.leaked = (self.leaked or 0) + len(found)
        self.broken += [f"words of a patient stand in {place}" for place in found]

    def control(self, without: str, is_seen: bool, seen: str) -> None:
        """Say what happened with a guard off; the fault must have been seen, else the row proves nothing."""
        self.controls.append(f"without {without}: {seen if is_seen else 'NOTHING SEEN'}")
        self.promise(is_seen, f"the control without {without} saw nothing")

    @property
    def is_kept(self) -> bool:
        return not (self.broken or self.lost or self.duplicated or self.overlapping)


Row = Callable[[Case, Bench], None]

rows: dict[str, tuple[str, Row]] = {}


def row(number: str, fault: str) -> Callable[[Row], Row]:
    def register(run: Row) -> Row:
        rows[number] = (fault, run)
        return run

    return register


@contextmanager
def timed(case: Case) -> Iterator[None]:
    start = time.monotonic()
    try:
        yield
    except Exception as fault:  # a row that breaks off is a finding too, and the others still run
        case.broken.append(f"broke off: {type(fault).__name__}: {fault}")
    finally:
        case.seconds = time.monotonic() - start


def run(number: str, bench: Bench) -> Case:
    fault, act = rows[number]
    case = Case(number, fault)
    with timed(case):
        act(case, bench)
    return case


def row_order(case: Case) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, case.row))), case.row
