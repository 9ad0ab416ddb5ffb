"""Findings drawn as pictures.

Imported only where one is asked for: the library costs 8 MB and a quarter of a second.
"""

from collections.abc import Callable
from functools import cache, partial
from itertools import count
from pathlib import Path
from textwrap import shorten
from typing import Any

from flask import current_app
from pygal import Bar, HorizontalBar, Line
from pygal.style import Style

from clinic.insights.findings import Finding
from clinic.insights.findings.finding import Kind

WIDTHS = {"narrow": 300, "wide": 560}
"""In the units of the picture: letters are as large in both where each is shown."""
MOST_DATES = {"narrow": 4, "wide": 6}
BAR_HEIGHT = {"narrow": 46, "wide": 30}
HEIGHT, LINE_HEIGHT, LETTER_WIDTH, MOST_LETTERS = 240, 20, 8, 40
MOST_STEPS = 5
LOOKS = ("thick", "thin", "dashed")
"""Of lines, which are told apart without colours too."""

STYLE = Style(label_font_size=13, major_label_font_size=13, value_font_size=13, legend_font_size=13)
"""Only what the library measures with; how it looks is in plots.css."""
BLANK = {
    "style": STYLE,
    "css": (),
    "js": (),
    "no_prefix": True,
    "explicit_size": True,
    "margin": 8,
    "spacing": 8,
    "show_legend": False,
    "print_values_position": "top",
    "include_x_axis": True,
    "truncate_label": -1,
}


def draw(finding: Finding, size: str) -> str:
    """Draw a finding as SVG, in one of two sizes. What is not shown is not drawn."""
    chart = CHARTS[finding.kind](finding, size)
    chart.add_xml_filter(partial(_finish, finding))
    drawn: str = chart.render(is_unicode=True)
    return drawn


def _bars(finding: Finding, size: str) -> Any:
    """Draw bars with their names before them, or above them where there is no room for that."""
    lines = [each for each in reversed(finding.drawn) if each.values[0] is not None]
    room = LETTER_WIDTH * (2 + max(len(each.words[0]) for each in lines))
    chart = HorizontalBar(**BLANK, width=WIDTHS[size], height=BAR_HEIGHT[size] * len(lines) + 16, margin_right=room)
    chart.print_values, chart.show_x_labels, chart.classes = True, False, [size]
    chart.value_formatter = "{:,.0f}".format
    chart.x_labels = [shorten(each.label, MOST_LETTERS, placeholder=" …") for each in lines]
    if size == "narrow":
        chart.x_labels = ["."] * len(lines)
        chart.add_xml_filter(partial(_name_above, [each.label for each in lines]))
    chart.add(finding.head[1], [each.values[0] for each in lines])
    return chart


def _name_above(names: list[str], picture: Any) -> Any:
    """Put each name above its bar, whose place the library has kept for it."""
    for text, name in zip(picture.iterfind(".//g[@class='axis y']/g/text"), names, strict=True):
        text.text = name
        text.set("x", "5")
        text.set("y", str(float(text.get("y")) - 12))
    return picture


def _columns(finding: Finding, size: str) -> Any:
    chart = Bar(**BLANK, **_dates(finding, size), width=WIDTHS[size], height=HEIGHT)
    chart.value_formatter = "{:,.0f}".format
    chart.y_labels = _steps(finding)
    chart.add(finding.head[1], [each.values[0] for each in finding.drawn])
    return chart


def _lines(finding: Finding, size: str) -> Any:
    """Draw minutes, along an axis of hours."""
    below = LINE_HEIGHT * len(LOOKS)
    chart = Line(**BLANK, **_dates(finding, size), width=WIDTHS[size], height=HEIGHT + below, margin_right=24)
    chart.show_legend, chart.legend_at_bottom, chart.legend_at_bottom_columns = True, True, 1
    chart.allow_interruptions = True
    chart.value_formatter = lambda minutes: f"{minutes / 60:g} h"
    chart.y_labels = _steps(finding, unit=60)
    for number, (name, look) in enumerate(zip(finding.head[1:], LOOKS, strict=True)):
        chart.add(f"{name} ({look})", [each.values[number] for each in finding.drawn])
    return chart


CHARTS: dict[Kind, Callable[[Finding, str], Any]] = {Kind.bars: _bars, Kind.columns: _columns, Kind.lines: _lines}


def _dates(finding: Finding, size: str) -> dict[str, Any]:
    """Give what stands along time: as many names as there is room for."""
    every = -(-len(finding.drawn) // MOST_DATES[size])
    labels = [each.short for each in finding.drawn]
    return {"x_labels": labels, "x_labels_major_every": every, "show_minor_x_labels": False}


def _steps(finding: Finding, unit: int = 1) -> list[int]:
    """Give a few round numbers from nothing to the most that there is."""
    most = max(value for line in finding.drawn for value in line.values if value)
    rounds = (unit * first * 10**power for power in count() for first in (1, 2, 5))
    step = next(each for each in rounds if each * MOST_STEPS >= most)
    return [step * number for number in range(1 - int(-most // step))]


def _finish(finding: Finding, picture: Any) -> Any:
    """Give the picture our looks and its name, and take away what it would do with a script."""
    definitions, graph = picture.find("defs"), picture.find("g")
    definitions.remove(definitions.find("script"))
    definitions.find("style").text = _looks()
    picture.find("title").text = f"{finding.title}. {finding.sentence}"
    graph.remove(next(group for group in graph.findall("g") if "tooltip-overlay" in group.get("class")))
    return picture


@cache
def _looks() -> str:
    """Give the colours of every page, which stand at the beginning of its style sheet, and what plots do with them."""
    css = Path(current_app.static_folder or "") / "css"
    return (css / "clinic.css").read_text().partition("/* Ground */")[0] + (css / "plots.css").read_text()
