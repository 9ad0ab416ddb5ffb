"""Evidence pictures: where the points and intervals of a forest plot stand."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clinic.treatments.evidence import ADDRESS, Kind, NoSuchFigure, Outcome, Study
from clinic.treatments.figures import Figure
from clinic.treatments.manuscript import PlotHead, PlotRow

TICKS = 5


@dataclass(frozen=True)
class Tick:
    at: float
    """Where on the axis, from 0 to 1."""
    label: str


@dataclass(frozen=True)
class Row:
    """One outcome: its point and interval as shares of the axis, and the same in words."""

    label: str
    number: int
    """The number of its source on the page."""
    at: float
    low: float | None
    high: float | None
    value: str
    interval: str
    """The interval in words; empty when none was reported."""
    spread: bool
    """The interval shown is the spread of the results (one standard deviation each way), not how sure the value is."""
    sample: str
    after: str
    is_headline: bool

    @property
    def written(self) -> str:
        spread = "spread (standard deviation)" if self.spread else "interval"
        interval = f"{spread} {self.interval}" if self.interval else "no interval reported"
        return "; ".join(filter(None, (self.value, interval, self.sample, self.after)))


@dataclass(frozen=True)
class Plot:
    title: str
    description: str
    kind: Kind
    unit: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    null: float | None
    """Where "no difference" lies on the axis; nothing when the axis has no such place."""


@dataclass(frozen=True)
class Axis:
    start: float
    end: float
    is_logarithmic: bool = False

    def at(self, value: float) -> float:
        if self.is_logarithmic:
            return math.log(value / self.start) / math.log(self.end / self.start)
        return (value - self.start) / (self.end - self.start)

    def has(self, value: float) -> bool:
        return self.start <= value <= self.end


def outcome_at(address: str, studies: Mapping[str, Study]) -> tuple[str, Outcome]:
    """Give the study's id and the outcome at `study/outcome`. Raises NoSuchFigure."""
    match = ADDRESS.fullmatch(address)
    study = studies.get(match["study"]) if match else None
    if match is None or study is None or match["outcome"] not in study.outcomes:
        raise NoSuchFigure(address)
    return match["study"], study.outcomes[match["outcome"]]


def plot(head: PlotHead, studies: Mapping[str, Study], number: Callable[[str], int]) -> Plot:
    """Lay out a picture; `number` gives a study's number on the page."""
    outcomes = [outcome_at(row.outcome, studies)[1] for row in head.rows]
    axis = _axis(head.kind, outcomes)
    null = {Kind.difference: 0.0, Kind.ratio: 1.0}.get(head.kind)
    return Plot(
        title=head.title,
        description=head.description,
        kind=head.kind,
        unit=head.unit,
        rows=tuple(_row(row, axis, studies, number, row.outcome == head.headline) for row in head.rows),
        ticks=tuple(_ticks(axis, head.unit)),
        null=axis.at(null) if null is not None and axis.has(null) else None,
    )


def _row(
    row: PlotRow, axis: Axis, studies: Mapping[str, Study], number: Callable[[str], int], is_headline: bool
) -> Row:
    name, outcome = outcome_at(row.outcome, studies)
    low, high = _ends(outcome)
    figure = Figure(outcome.unit, outcome.value, outcome.low, outcome.high)
    return Row(
        label=row.label,
        number=number(name),
        at=axis.at(float(outcome.value)),
        low=None if low is None else axis.at(max(low, axis.start)),
        high=None if high is None else axis.at(min(high, axis.end)),
        value=figure.written(),
        interval=_interval(outcome, figure),
        spread=bool(outcome.spread),
        sample=_sample(outcome),
        after=outcome.after,
        is_headline=is_headline,
    )


def _interval(outcome: Outcome, figure: Figure) -> str:
    if outcome.spread:
        return f"± {Figure(outcome.unit, outcome.spread).written()}"
    return figure.written("interval") if outcome.low and outcome.high else ""


def _sample(outcome: Outcome) -> str:
    counts = ((outcome.trials, "trials"), (outcome.people, "people"))
    return ", ".join(Figure(unit, str(count)).written() for count, unit in counts if count is not None)


def _ends(outcome: Outcome) -> tuple[float | None, float | None]:
    if outcome.spread:
        value, spread = float(outcome.value), float(outcome.spread)
        return value - spread, value + spread
    return (float(outcome.low) if outcome.low else None), (float(outcome.high) if outcome.high else None)


def _axis(kind: Kind, outcomes: list[Outcome]) -> Axis:
    """Choose an axis that holds every point and interval, and the place of "no difference"."""
    if kind is Kind.share:
        return Axis(0, 100)
    values = [end for outcome in outcomes for end in (*_ends(outcome), float(outcome.value)) if end is not None]
    if kind is Kind.ratio:
        reach = max(max(values), 1 / min(values))
        end = float(2 ** max(1, math.ceil(math.log2(reach))))
        return Axis(1 / end, end, is_logarithmic=True)
    low, high = min(0.0, *values), max(0.0, *values)
    step = _step(high - low)
    start = 0.0 if kind is Kind.level else math.floor(low / step) * step
    return Axis(start, math.ceil(high / step) * step)


def _step(reach: float) -> float:
    """Give a round step that divides a reach into about as many parts as there are ticks."""
    rough = (reach or 1) / TICKS
    power = 10 ** math.floor(math.log10(rough))
    return next(float(power * part) for part in (1, 2, 5, 10) if power * part >= rough)


def _ticks(axis: Axis, unit: str) -> Iterator[Tick]:
    if axis.is_logarithmic:
        reach = round(math.log2(axis.end))
        values = [2.0**power for power in range(-reach, reach + 1)]
    else:
        step = _step(axis.end - axis.start)
        values = [axis.start + step * i for i in range(round((axis.end - axis.start) / step) + 1)]
    for value in values:
        yield Tick(axis.at(value), f"{value:g}{'%' if unit == '%' else ''}".replace("-", "−"))
