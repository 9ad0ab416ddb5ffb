"""The table of all treatments, side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from clinic.treatments.library import Library
from clinic.treatments.manuscript import Cell, Compared
from clinic.treatments.pages import Page, Writer
from clinic.treatments.references import Reference, reference

NAME = "name"


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    order: str = ""
    """In words, how sorting by it orders the treatments; empty for a column that does not sort."""


COLUMNS = (
    Column(NAME, "Treatment", "by name"),
    Column("evidence", "How strong the evidence is", "strongest evidence first"),
    Column("lasts", "How long it lasts", "longest first"),
    Column("approval", "Approval in the UK", "licensed first"),
    Column("supply", "How it is supplied", "easiest to get first"),
    Column("visits", "Visits", "fewest first"),
    Column("risks", "Main risks"),
    Column("not_for", "Who must not have it"),
)
SORTABLE = tuple(column.key for column in COLUMNS if column.order)
FEWEST_FIRST = "visits"


@dataclass(frozen=True)
class Row:
    page: Page
    cells: dict[str, Markup]


@dataclass(frozen=True)
class Comparison:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sort: str
    """The key of the column that the rows are sorted by."""
    references: tuple[Reference, ...]

    @property
    def order(self) -> str:
        return next(column.order for column in self.columns if column.key == self.sort)


def comparison(library: Library, sort: str) -> Comparison:
    """Give the table sorted by one of `SORTABLE`; anything else sorts by evidence."""
    sort = sort if sort in SORTABLE else "evidence"
    writer = Writer(library.evidence)
    compared = {each.slug: each.head.compare for each in library.manuscripts if each.head.compare}
    pages = sorted(library.treatments, key=_by(sort, compared))
    rows = tuple(Row(page, _cells(compared[page.slug], writer)) for page in pages)
    return Comparison(COLUMNS, rows, sort, _references(writer, library))


def _by(sort: str, compared: dict[str, Compared]) -> Callable[[Page], tuple[float, str]]:
    def key(page: Page) -> tuple[float, str]:
        cell: Cell | None = getattr(compared[page.slug], sort, None)
        if cell is None:
            return 0, page.title
        if sort == FEWEST_FIRST:
            return cell.order or float("inf"), page.title
        return -cell.order, page.title

    return key


def _cells(compared: Compared, writer: Writer) -> dict[str, Markup]:
    keys = [column.key for column in COLUMNS if column.key != NAME]
    return {key: writer.inline(getattr(compared, key).words) for key in keys}


def _references(writer: Writer, library: Library) -> tuple[Reference, ...]:
    return tuple(reference(number, name, library.evidence) for number, name in enumerate(writer.cited, 1))
