"""What is exported for spreadsheets is read by them as it was meant, and runs nothing."""

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.core.spreadsheets import BYTE_ORDER_MARK, defused, lines

LIVE = set("=+-@\t\r\n＝＋－＠")


def read(written: Iterable[str], delimiter: str = ",") -> list[list[str]]:
    text = "".join(written)
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+44 20 7946 0018",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =cmd|' /C calc'!A0",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("https://example.org","look")',
    ],
)
def test_what_a_spreadsheet_would_run_is_text(formula: str) -> None:
    assert defused(formula) == f"'{formula}"
    assert read(lines([[formula]])) == [[f"'{formula}"]]


@pytest.mark.parametrize("value", ["", "Sample", "a=b", "1-2", "name@example.org", -5, 2.5, None])
def test_what_is_harmless_stays_as_it_is(value: object) -> None:
    assert defused(value) == value


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), max_size=5))
def test_every_cell_comes_back_and_none_is_live(rows: list[list[str]]) -> None:
    found = read(lines(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in found for cell in row if cell[:1] in LIVE or (cell.lstrip()[:1] in LIVE and cell)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_that_cuts_at_other_marks_finds_no_formula_within_a_cell(delimiter: str) -> None:
    (row,) = read(lines([[f"harmless{delimiter}=1+1"]]), delimiter)
    assert row == [f"harmless{delimiter}=1+1"]


def test_rows_are_made_as_they_are_sent() -> None:
    made: list[int] = []

    def rows() -> Iterable[list[int]]:
        for number in range(3):
            made.append(number)
            yield [number]

    sent = iter(lines(rows()))
    assert (next(sent), made) == (BYTE_ORDER_MARK, [])
    assert (next(sent), made) == ('"0"\r\n', [0])
