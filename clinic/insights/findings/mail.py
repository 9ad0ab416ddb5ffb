"""Whether emails go, and how soon."""

from collections import Counter

from clinic.insights.figures import Emails
from clinic.insights.findings.finding import TOO_FEW, Finding, Kind, Line, lines_of, share
from clinic.insights.findings.words import of_seconds
from clinic.insights.lengths import within
from clinic.insights.queries import Counted
from clinic.insights.small_counts import FEWEST
from clinic.notifications.models import State

STATES: dict[str, str] = {
    State.sent: "Sent",
    State.queued: "Waits",
    State.sending: "Is being sent",
    State.retrying: "Is tried again",
    State.withheld: "Not needed any more, or cancelled",
    State.failed: "Could not be sent",
}


def emails(counted: Counted) -> Finding:
    promised = counted.total.emails
    lines = lines_of(promised.states, STATES)
    return Finding(
        slug="emails",
        title="Emails",
        sentence=f"{_sent(promised, lines[0])} {_how_soon(promised.delays)}".strip(),
        kind=Kind.bars,
        head=("State", "Emails"),
        lines=lines,
    )


def _sent(promised: Emails, line: Line) -> str:
    if not promised.number:
        return "No emails."
    sent = share(promised.states[State.sent], promised.number, line)
    return f"{sent} emails were sent." if sent else TOO_FEW


def _how_soon(delays: Counter[str]) -> str:
    half, most = within(delays, 0.5), within(delays, 0.9)
    if half is None or most is None or delays.total() < FEWEST:
        return ""
    return f"Half of these went within {of_seconds(half)}, nine in ten within {of_seconds(most)}."
