"""What an evidence picture shows, and says to those who cannot see it."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from clinic.treatments.evidence import Kind
from clinic.treatments.plots import Plot, Row, Tick
from tests.pages import Page

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parents[2] / "templates"), autoescape=True)
ENDS = (Tick(0, "0"), Tick(1, "30"))


def a_row(**changes: object) -> Row:
    known = {"label": "Randomised trials", "number": 3, "at": 0.3, "low": 0.1, "high": 0.5, "value": "9 hairs/cm²"}
    more = {"interval": "3 to 15 hairs/cm²", "spread": False, "sample": "3 trials", "after": "", "is_headline": False}
    return Row(**{**known, **more, **changes})  # type: ignore[arg-type]  # of several types


def drawn(*rows: Row, kind: Kind = Kind.difference, unit: str = "hairs/cm²", null: float | None = 0.0) -> str:
    plot = Plot("Change in hair density", "One point to the right of no change.", kind, unit, rows, ENDS, null)
    macro = TEMPLATES.get_template("components/plot.html").module.plot  # type: ignore[attr-defined]  # a macro
    return str(macro(plot, 1))


def test_a_picture_has_a_name_and_a_description_for_those_who_cannot_see_it() -> None:
    html = drawn(a_row())
    assert 'role="img" aria-labelledby="plot-1-title plot-1-text"' in html
    assert '<title id="plot-1-title">Change in hair density</title>' in html
    assert '<desc id="plot-1-text">One point to the right of no change.</desc>' in html


def test_every_figure_stands_in_words_and_in_a_table() -> None:
    page = Page(drawn(a_row()))
    assert "9 hairs/cm² , interval 3 to 15 hairs/cm²; 3 trials" in " ".join(page.words.split())
    assert [words.strip() for words in page.texts["td"]] == ["9 hairs/cm²", "3 to 15 hairs/cm²", "3 trials"]


def test_a_point_and_its_interval_stand_where_they_were_laid_out() -> None:
    html = drawn(a_row())
    assert re.search(r'class="plot__interval" x="10.0%" width="40.0%"', html)
    assert re.search(r'class="plot__point" cx="30.0%"', html)


def test_a_result_without_an_interval_is_open_and_says_so() -> None:
    html = drawn(a_row(low=None, high=None, interval=""))
    assert "plot__point--bare" in html
    assert "plot__interval" not in html
    assert "9 hairs/cm²</strong>, no interval reported" in html
    assert "An open dot is a result with no interval reported." in html


def test_the_main_of_several_results_is_named_not_only_coloured() -> None:
    html = drawn(a_row(is_headline=True), a_row(label="All trials"))
    assert html.count("Main result") == 1
    assert html.count("plot__interval--headline") == 1


def test_a_single_result_is_no_main_one() -> None:
    assert "Main result" not in drawn(a_row(is_headline=True))


def test_a_spread_between_people_is_not_taken_for_an_interval() -> None:
    html = drawn(a_row(spread=True, interval="± 108 hairs/cm²"), kind=Kind.level, null=None)
    assert "plot__spread" in html
    assert "spread ± 108 hairs/cm²" in html
    assert "not how sure the average is" in html
    assert "the less sure the result" not in html


@pytest.mark.parametrize(("kind", "words"), [(Kind.difference, "no change"), (Kind.ratio, "no difference")])
def test_the_line_of_no_effect_is_named(kind: Kind, words: str) -> None:
    html = drawn(a_row(), kind=kind, null=0.5)
    assert f">{words}</text>" in html
    assert f"The dashed line means {words}." in html


def test_an_axis_without_such_a_place_has_no_such_line() -> None:
    html = drawn(a_row(), kind=Kind.share, unit="%", null=None)
    assert "plot__null" not in html
    assert "dashed line" not in html
