"""The audit trail as a table, read in parts so that nothing is held open while somebody's network is slow."""

from collections.abc import Iterator

from clinic.core.clock import local
from clinic.core.db import transaction
from clinic.core.spreadsheets import Row
from clinic.oversight import queries
from clinic.oversight.queries import Place, Wanted
from clinic.oversight.telling import Actors, Told, tell

AT_ONCE = 500
HEADINGS = ("When", "Who", "As", "What", "Details")


def table(wanted: Wanted, actors: Actors) -> Iterator[Row]:
    """Give the headings, and then a row for each entry, the newest first."""
    yield HEADINGS
    place: Place | None = None
    while True:
        with transaction():
            entries = queries.entries(wanted, AT_ONCE, place)
            rows = [_row(each) for each in tell(entries, actors)]
        yield from rows
        if len(entries) < AT_ONCE:
            return
        place = Place(entries[-1].at, entries[-1].id)


def _row(told: Told) -> Row:
    when = local(told.at).isoformat(sep=" ", timespec="seconds")
    return when, told.who, told.role, told.sentence, "; ".join(told.notes)
