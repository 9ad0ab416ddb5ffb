"""How staff read why an appointment is to be rearranged, and what became of it."""

from collections.abc import Iterable

from clinic.scheduling import words
from clinic.scheduling.rearranging.models import Outcome, Why
from clinic.scheduling.rearranging.queries import Foreseen

WHY = {
    Why.practitioner: "This practitioner takes no appointments any more",
    Why.kind: "This kind of appointment is not given any more by this practitioner, or not in this way",
    Why.location: "This location is closed",
    Why.time_off: "The practitioner is off",
    Why.closed: "The clinic is closed on that day",
    Why.hours: "It lies outside the practitioner’s hours there",
}
OUTCOMES = {
    Outcome.changed: "Moved, cancelled or over",
    Outcome.kept: "Kept as it is",
    Outcome.stands_again: "Lies in the hours again",
}


def number(count: int) -> str:
    """Say how many appointments, e.g. "1 appointment"."""
    return f"{count} appointment{'' if count == 1 else 's'}"


def become_tasks(count: int) -> str:
    """Say what becomes of so many appointments; nothing when there is none."""
    if not count:
        return ""
    return f"{number(count)} must be looked at: see “To rearrange”."


def would_be_touched(count: int) -> str:
    """Say how many appointments ahead a change would leave outside what is arranged."""
    if not count:
        return "No appointment ahead is touched."
    return f"{number(count)} ahead would no longer stand. Each becomes a task under “To rearrange”; none is cancelled."


def in_sentences(foreseen: Iterable[Foreseen]) -> list[str]:
    return [f"{_whose(each)}, {words.when_and_where(each.booked)}: {WHY[each.why].lower()}." for each in foreseen]


def _whose(foreseen: Foreseen) -> str:
    return foreseen.reference or "A time that somebody is choosing now"
