"""Measuring one thing beside another, and saying what came of it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Measure = Callable[[], float]


@dataclass(frozen=True)
class Rounds:
    """What was measured in turn: ours, the baseline, ours, the baseline, and so on."""

    ours: list[float]
    baseline: list[float]

    @property
    def ratios(self) -> list[float]:
        return sorted(ours / baseline for ours, baseline in zip(self.ours, self.baseline, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds: another process that disturbs one of them does not count."""
        return median(self.ratios)

    def line(self, name: str, unit: str, baseline: str, goal: float) -> str:
        low, high = self.ratios[0], self.ratios[-1]
        return (
            f"{name}: ours {median(self.ours):,.0f} {unit}, {baseline} {median(self.baseline):,.0f} {unit}, "
            f"ratio {self.ratio:.2f} ({low:.2f} to {high:.2f} in {len(self.ours)} rounds), "
            f"goal at least {goal:.2f}: {verdict(self.ratio >= goal)}"
        )


def alternate(name: str, ours: Measure, baseline: Measure, rounds: int) -> Rounds:
    found = Rounds([], [])
    for number in range(1, rounds + 1):
        found.baseline.append(baseline())
        found.ours.append(ours())
        progress(f"{name}: round {number} of {rounds}, {found.ours[-1]:,.0f} beside {found.baseline[-1]:,.0f}")
    return found


def at_most(name: str, value: float, unit: str, goal: float) -> str:
    return f"{name}: {value:,.1f} {unit}, goal at most {goal:,.0f}: {verdict(value <= goal)}"


def percentile(values: Sequence[float], part: float) -> float:
    """Give the value under which this part of all of them lies."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * part), len(ranked) - 1)]


def verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def passing(words: str) -> None:
    """Say how far something has come, each time on the same line, to whoever watches."""
    if sys.stderr.isatty():
        print(f"\r  … {words:<50}", end="", file=sys.stderr, flush=True)


def progress(words: str) -> None:
    print(f"  … {words}", file=sys.stderr, flush=True)
