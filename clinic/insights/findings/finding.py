"""What a finding is: a sentence, and the numbers behind it, as a table shows them and a plot draws them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clinic.insights.small_counts import FEWEST, shown

TOO_FEW = "Too few to tell apart."
NOT_SHOWN = "not shown"


class Kind(StrEnum):
    """How a finding is drawn."""

    bars = "bars"
    """From left to right, one below the other."""
    columns = "columns"
    """From below, along time."""
    lines = "lines"


@dataclass(frozen=True)
class Line:
    """One line of the table: its values, or nothing in the place of one that is not shown or not known."""

    label: str
    values: tuple[float | None, ...]
    words: tuple[str, ...]
    """The values as people read them."""
    short: str = ""
    """The label where there is little room."""


@dataclass(frozen=True)
class Finding:
    slug: str
    title: str
    sentence: str
    kind: Kind
    head: tuple[str, ...]
    """What the table's columns are called."""
    lines: tuple[Line, ...]
    note: str = ""
    """How to read it."""
    undrawn: int = 0
    """How many of the lines, from the first, only the table shows."""

    @property
    def drawn(self) -> tuple[Line, ...]:
        return self.lines[self.undrawn :]

    @property
    def has_plot(self) -> bool:
        return any(line.values[0] for line in self.drawn)


def line(label: str, count: int | None, short: str = "") -> Line:
    return Line(label, (count,), (NOT_SHOWN if count is None else f"{count:,}",), short)


def lines_of(counts: Counter[str], labels: Mapping[str, str]) -> tuple[Line, ...]:
    """Give a line for each label in its order, and for what has none, with the counts that may be shown."""
    names = [*labels, *sorted(counts.keys() - labels.keys())]
    told = shown({name: counts[name] for name in names})
    return tuple(line(labels.get(name, name), told[name]) for name in names)


def most(lines: tuple[Line, ...]) -> Line | None:
    """Give the line with the largest number that is shown, if one is."""
    return max((each for each in lines if each.values[0]), key=lambda each: each.values[0] or 0, default=None)


def share(part: int, whole: int, line: Line) -> str:
    """Say how many of all these are on a line: exactly where it is shown, else in tenths where those are wide enough.

    "48 of 50", or "At least nine in ten of 50"; nothing where even that would tell a small number.
    """
    if line.values[0] is not None:
        return f"{part:,} of {whole:,}"
    tenths = min(len(TENTHS) - 1, 10 * part // whole) if whole >= 10 * FEWEST else 0
    return f"At least {TENTHS[tenths]} in ten of {whole:,}" if tenths else ""


TENTHS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
