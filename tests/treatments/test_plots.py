"""Points and intervals of the evidence pictures stand where their figures say."""

import pytest

from clinic.treatments.evidence import Checked, Design, Kind, Outcome, Study
from clinic.treatments.manuscript import PlotHead, PlotRow
from clinic.treatments.plots import Plot, plot


def drawn(kind: Kind, unit: str, **outcomes: dict[str, str]) -> Plot:
    found = {
        name: Outcome(measure=name, unit=unit, kind=kind, **figures)  # type: ignore[arg-type]  # texts only
        for name, figures in outcomes.items()
    }
    study = Study(
        title="A sample",
        checked=Checked.abstract,
        design=Design.cohort,
        comparator="none",
        limits=("few",),
        outcomes=found,
    )
    rows = tuple(PlotRow(outcome=f"sample/{name}", label=name) for name in outcomes)
    head = PlotHead(title="A sample", kind=kind, unit=unit, rows=rows, description="A sample.", headline="sample/a")
    return plot(head, {"sample": study}, lambda name: 1)


def test_a_difference_is_drawn_from_nothing_to_beyond_its_interval() -> None:
    picture = drawn(Kind.difference, "hairs/cm²", a={"value": "10", "low": "5", "high": "20"}, b={"value": "15"})
    assert (picture.null, picture.ticks[-1].label) == (0.0, "20")
    assert [picture.rows[0].low, picture.rows[0].at, picture.rows[0].high] == pytest.approx([0.25, 0.5, 1.0])


def test_an_outcome_without_an_interval_says_so() -> None:
    picture = drawn(Kind.difference, "hairs/cm²", a={"value": "10"})
    assert (picture.rows[0].low, picture.rows[0].high) == (None, None)
    assert "no interval reported" in picture.rows[0].written


def test_a_ratio_has_one_in_the_middle_of_its_axis() -> None:
    picture = drawn(Kind.ratio, "times", a={"value": "1.93", "low": "1.51", "high": "2.47"})
    assert picture.null == pytest.approx(0.5)
    assert [tick.label for tick in picture.ticks] == ["0.25", "0.5", "1", "2", "4"]


def test_a_share_is_drawn_on_the_whole_of_a_hundred() -> None:
    picture = drawn(Kind.share, "%", a={"value": "43.5"})
    assert picture.rows[0].at == pytest.approx(0.435)
    assert (picture.ticks[0].label, picture.ticks[-1].label) == ("0%", "100%")
    assert picture.null is None


def test_a_spread_is_named_as_one_and_never_drawn_below_nothing() -> None:
    picture = drawn(Kind.level, "hairs/cm²", a={"value": "100", "spread": "130"})
    assert picture.rows[0].low == 0.0
    assert "spread (standard deviation)" in picture.rows[0].written


def test_a_loss_is_drawn_to_the_left_of_no_difference() -> None:
    picture = drawn(Kind.difference, "hairs/cm²", a={"value": "-4", "low": "-8", "high": "1"})
    assert picture.null is not None
    assert picture.rows[0].at < picture.null < 1
    assert picture.ticks[0].label.startswith("−")
