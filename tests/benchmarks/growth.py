"""What staff wait for once the clinic has grown: each page beside the same page of a small clinic, visited in turn.

What waits is as much in both: a clinic that works does not have a million requests waiting.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from clinic.intake.models import State
from clinic.local.screen import show
from clinic.triage.queries import View
from tests.benchmarks.figures import progress, verdict
from tests.benchmarks.grown import Grown, Visit, grown
from tests.benchmarks.stage import Stage

SMALL, LARGE = 1_000, 1_000_000
GOAL = 1.5
WARMING, VISITS = 7, 21

ROWS = {
    **{f"Queue: {view}": f"/staff/?view={view}" for view in View},
    "Queue: all, the second page": "{second_page}",
    **{f"Filter: {state}": f"/staff/?view=all&state={state}" for state in State},
    "Filter: soon": "/staff/?view=all&priority=soon",
    "Filter: emergency": "/staff/?view=all&priority=emergency",
    "Filter: mine": "/staff/?view=all&assignee={me}",
    "Filter: nobody's": "/staff/?view=all&assignee=nobody",
    "Filter: sent in 24 hours": "/staff/?view=all&sent=day",
    "Filter: sent in 30 days": "/staff/?view=all&sent=month",
    "Filter: lives in Wales": "/staff/?view=all&region=wales",
    "Filter: about a treatment": "/staff/?view=all&subject=prp-hair-treatment",
    "Filter: waiting, in Wales": "/staff/?region=wales",
    "Filter: waiting, about a treatment": "/staff/?subject=prp-hair-treatment",
    "Search: reference": "/staff/?q={reference}",
    "Search: full name": "/staff/?q={name}",
    "Search: beginning of a second name": "/staff/?q={beginning_of_name}",
    "Search: email": "/staff/?q={email}",
    "Search: beginning of an email": "/staff/?q={beginning_of_email}",
    "Search: telephone": "/staff/?q={phone}",
    "Search: what finds nothing": "/staff/?q=xyzzy",
    "One request": "/staff/intakes/{reference}/",
    "One request with a long story": "/staff/intakes/{long_story}/",
    "News: to answer": "/staff/news/?since={since}",
    "News: all": "/staff/news/?view=all&since={since}",
    "News: they wrote": "/staff/news/?view=answered&since={since}",
    "Emails": "/staff/notifications/",
    "Emails: older": "{older_emails}",
    "Emails: not sent yet": "/staff/notifications/?state=owed",
    "Emails: sent": "/staff/notifications/?state=sent",
    "Emails: failed": "/staff/notifications/?state=failed",
    "Emails: withheld": "/staff/notifications/?state=withheld",
    "Emails: received": "/staff/notifications/?kind=intake.received",
    "Emails: received, failed": "/staff/notifications/?kind=intake.received&state=failed",
    "Emails: an email failed": "/staff/notifications/?kind=staff.email_failed",
    "One email": "/staff/notifications/{email_id}/",
}
"""What is measured, and its address, in which a name in braces stands for what `sought` gives."""

LINE = "  {:<36}{:>10}{:>12}{:>8}{:>12}  {}"


@dataclass(frozen=True)
class Beside:
    """The visits to one page in the small clinic and in the large one."""

    what: str
    small: list[Visit]
    large: list[Visit]

    @property
    def ratio(self) -> float:
        return _milliseconds(self.large) / _milliseconds(self.small)

    @property
    def numbers(self) -> tuple[int, int]:
        """Of statements."""
        return len(self.small[-1].statements), len(self.large[-1].statements)

    @property
    def is_met(self) -> bool:
        small, large = self.numbers
        return self.ratio <= GOAL and small == large

    def line(self) -> str:
        times = (f"{_milliseconds(visits):.1f} ms" for visits in (self.small, self.large))
        words = f"{verdict(self.is_met)}{self._unlike()}"
        return LINE.format(self.what, *times, f"{self.ratio:.2f}", "{} and {}".format(*self.numbers), words)

    def _unlike(self) -> str:
        """Say so if the pages do not show as much, so that they cannot be compared."""
        lines = self.small[-1].lines, self.large[-1].lines
        return "" if lines[0] == lines[1] else " ({} and {} lines)".format(*lines)

    def explained(self, large: Grown) -> str:
        statement = max(self.large, key=lambda visit: visit.slowest.seconds).slowest
        return "\n".join(["", f"{self.what}: {statement.words}", *large.explained(statement)])


def measure(stage: Stage, requests: int = LARGE) -> Iterator[str]:
    started = time.monotonic()
    small, large = (grown(stage, f"grown_{number}", number, show) for number in (SMALL, requests))
    progress(f"growth: filled {SMALL:,} and {requests:,} requests in {time.monotonic() - started:.0f} s")
    found = [_beside(what, address, small, large) for what, address in ROWS.items()]
    head = LINE.format("", f"at {SMALL:,}", f"{requests:,}", "ratio", "statements", f"goal at most {GOAL}")
    yield "\n".join(["Growth:", head, *(each.line() for each in found)])
    yield from (each.explained(large) for each in found if not each.is_met)


def _beside(what: str, address: str, small: Grown, large: Grown) -> Beside:
    """Visit both in turn, so that whatever else this machine does disturbs both alike."""
    visits = [(small.visit(address), large.visit(address)) for _ in range(WARMING + VISITS)][WARMING:]
    beside = Beside(what, *map(list, zip(*visits, strict=True)))
    progress(f"growth: {beside.line().strip()}")
    return beside


def _milliseconds(visits: list[Visit]) -> float:
    return median(visit.seconds for visit in visits) * 1000
