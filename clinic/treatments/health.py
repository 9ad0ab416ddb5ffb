"""Whether the facts of the information pages are past the day by which somebody was to look at them again."""

from clinic.core.clock import today
from clinic.core.health import check
from clinic.treatments.library import library


@check("pages")
def pages() -> str | None:
    overdue = library().overdue(today())
    if overdue:
        return f"Information pages past their review date: {len(overdue)}. See: flask content check"
    return None
