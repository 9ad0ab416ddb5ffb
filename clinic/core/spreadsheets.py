"""Tables for spreadsheets: CSV of which no cell is taken for a formula, made line by line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that the letters are Unicode's."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BEGINS_A_CELL = ("\t", "\r", "\n")

Row = Sequence[object]


def download(name: str, rows: Iterable[Row]) -> Response:
    """Give a table as a file of this name, sent as its rows are made."""
    response = Response(stream_with_context(lines(rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as CSV. Every cell is quoted, so that a spreadsheet that cuts at other marks cuts none in two."""
    yield BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL).writerow(map(defused, row))
        yield line.getvalue()


def defused(value: object) -> object:
    """Put an apostrophe before what a spreadsheet would run (OWASP, “CSV Injection”). Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    is_live = value.startswith(BEGINS_A_CELL) or value.lstrip().startswith(BEGINS_A_FORMULA)
    return f"'{value}" if is_live else value
