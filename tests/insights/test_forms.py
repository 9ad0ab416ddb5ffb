"""Whatever an address says, it shows some days: those it names, or the usual ones."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from clinic.insights.forms import NAMES, RangeForm
from clinic.insights.ranges import Range
from tests.world import World

BEGINS = date(2024, 2, 1)
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
USUAL = ("months", Range(date(2026, 8, 31), date(2026, 11, 28)))


def chosen(world: World, asked: dict[str, str], begins: date = BEGINS) -> tuple[str, Range]:
    with world.app.test_request_context(), time_machine.travel(SATURDAY, tick=False):
        return RangeForm(MultiDict(asked)).chosen(begins)


def test_three_months_are_shown_unless_something_else_is_chosen(world: World) -> None:
    assert chosen(world, {}) == USUAL
    assert (USUAL[1].first.weekday(), USUAL[1].length) == (0, 12 * 7 + 6)


@pytest.mark.parametrize(
    ("name", "first"),
    [("weeks", date(2026, 11, 2)), ("months", date(2026, 8, 31)), ("year", date(2025, 12, 1)), ("all", BEGINS)],
)
def test_each_name_shows_so_many_weeks_until_today(world: World, name: str, first: date) -> None:
    assert chosen(world, {"range": name}) == (name, Range(first, date(2026, 11, 28)))


def test_nothing_is_shown_from_before_the_figures_begin(world: World) -> None:
    begins = date(2026, 11, 20)
    for name in NAMES:
        assert chosen(world, {"range": name}, begins)[1].first == begins
    assert chosen(world, {"since": "2020-01-01"}, begins)[1].first == begins


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2026-01-05", "2026-02-04", date(2026, 1, 5), date(2026, 2, 4)),
        ("2026-01-05", "", date(2026, 1, 5), date(2026, 11, 28)),
        ("", "2026-02-04", BEGINS, date(2026, 2, 4)),
        ("2026-01-05", "2030-01-01", date(2026, 1, 5), date(2026, 11, 28)),
        ("2026-01-05", "2026-01-05", date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_two_dates_show_the_days_between_them(world: World, since: str, until: str, first: date, last: date) -> None:
    assert chosen(world, {"since": since, "until": until}) == ("", Range(first, last))


@pytest.mark.parametrize(
    "asked",
    [
        {"range": "nonsense"},
        {"range": "\0"},
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"since": "9999-12-31"},
        {"until": "0001-01-01"},
        {"since": "2026-11-02", "until": "2026-11-01"},
        {"since": "\0", "until": "-"},
    ],
)
def test_nonsense_shows_the_usual_days(world: World, asked: dict[str, str]) -> None:
    assert chosen(world, asked) == USUAL


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["range", "since", "until"]), st.text() | st.dates().map(str)))
def test_no_address_is_an_error(world: World, asked: dict[str, str]) -> None:
    _, days = chosen(world, asked)
    assert BEGINS <= days.first <= days.last <= SATURDAY.date()
