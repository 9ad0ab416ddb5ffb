"""What is kept for how long, how much of it is due, and how much was deleted: a table to read at the server."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clinic.privacy.periods import Periods, count_of
from clinic.retention.models import Outcome

KEPT_APART = (
    ("Bodies of emails", "never stored"),
    ("Counters against floods", "an hour"),
)


class Line(NamedTuple):
    """One thing that is kept, in words; `-` where nothing is counted."""

    outcome: str
    period: str
    due: str
    deleted: str


HEADING = Line("OUTCOME", "KEPT FOR", "DUE", "DELETED")


def lines(
    periods: Periods, due: Mapping[str, int], deleted: Mapping[str, int], run_out: Mapping[str, int]
) -> list[Line]:
    """Give the table; what has run out goes each hour, at the moment that it was given when it was made."""
    kept_for = {
        Outcome.enquiry: ("Requests without a consultation", count_of(periods.enquiry_months, "month")),
        Outcome.patient: ("Requests with a consultation", count_of(periods.patient_years, "year")),
    }
    return [
        HEADING,
        Line("Forms not sent", count_of(periods.draft_days, "day"), str(run_out["drafts"]), "each hour"),
        Line("Links", "as each says", str(run_out["links"]), "each hour"),
        Line("Keys of forms", "3 days", str(run_out["form keys"]), "each hour"),
        *(Line(*kept_for[each], str(due.get(each, 0)), str(deleted.get(each, 0))) for each in Outcome),
        *(Line(*each, "-", "-") for each in KEPT_APART),
    ]


def table(rows: Iterable[Line]) -> str:
    """Set the lines below each other in columns."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
