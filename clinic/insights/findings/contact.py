"""How soon people heard from the clinic, against what it promised."""

from collections import Counter

from clinic.insights.figures import Promise
from clinic.insights.findings.finding import NOT_SHOWN, TOO_FEW, Finding, Kind, Line, lines_of, share
from clinic.insights.findings.words import of_minutes
from clinic.insights.lengths import within
from clinic.insights.queries import Counted
from clinic.insights.ranges import Period
from clinic.insights.small_counts import FEWEST
from clinic.practice.queries import arrangements
from clinic.practice.words import first_contact

PROMISES: dict[str, str] = {
    Promise.kept: "In time",
    Promise.late: "Late",
    Promise.open: "Not yet, and there is still time",
    Promise.ended: "Closed or booked without one",
}


def waits(counted: Counted) -> Finding:
    total = counted.total.requests.waits
    promised = 60 * arrangements().promises["routine"]
    return Finding(
        slug="waits",
        title="Time to first contact",
        sentence=f"{_heard(total)} Promised for a request that is not urgent: {first_contact()}.",
        kind=Kind.lines,
        head=("Sent", "Half heard within", "Nine in ten within", "Promised"),
        lines=tuple(_line(period, figures.requests.waits, promised) for period, figures in counted.periods),
        note="The time counts while the clinic is open. Where fewer than five people have heard, nothing is said.",
    )


def _heard(waits: Counter[str]) -> str:
    half, most = _shares(waits)
    if half is None or most is None:
        return "Too few people have heard from us to say how long that took."
    return f"Half of the people heard from us within {of_minutes(half)}, nine in ten within {of_minutes(most)}."


def _line(period: Period, waits: Counter[str], promised: float) -> Line:
    values = (*_shares(waits), promised)
    words = tuple(NOT_SHOWN if each is None else of_minutes(each) for each in values)
    return Line(period.words, values, words, period.short)


def _shares(waits: Counter[str]) -> tuple[float | None, float | None]:
    """Give within how many working minutes half, and nine in ten, heard."""
    return (within(waits, 0.5), within(waits, 0.9)) if waits.total() >= FEWEST else (None, None)


def promises(counted: Counted) -> Finding:
    kept, sent = counted.total.requests.promises[Promise.kept], counted.total.requests.number
    lines = lines_of(counted.total.requests.promises, PROMISES)
    heard = share(kept, sent, lines[0])
    return Finding(
        slug="promises",
        title="Promises kept",
        sentence=(f"{heard} heard from us in time." if heard else TOO_FEW) if sent else "No requests.",
        kind=Kind.bars,
        head=("First contact", "Requests"),
        lines=lines,
    )
