"""How many requests came, when, how, and what became of them."""

from clinic.insights.figures import WAITING
from clinic.insights.findings.finding import TOO_FEW, Finding, Kind, Line, line, lines_of, most, number
from clinic.insights.queries import Counted
from clinic.intake.models import Source, State
from clinic.intake.rules import Priority
from clinic.triage.words import CLOSED_FOR

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = {str(hour): f"{hour}:00" for hour in range(24)}
SOURCES: dict[str, str] = {Source.quick: "The short form", Source.full: "The full form"}
PRIORITIES = {each.value: each.label for each in Priority}
OUTCOMES: dict[str, str] = {
    State.contacted: "We have been in touch",
    State.booked: "They have an appointment",
    State.completed: "They have been here",
    WAITING: "Nobody has been in touch yet",
    **{reason.value: words for reason, words in CLOSED_FOR.items()},
}


def requests(counted: Counted) -> Finding:
    periods = counted.periods
    word = "month" if periods[0][0].is_month else "week"
    sent, weeks = counted.total.requests.number, counted.chosen.length / 7
    rate = f", about {sent / weeks:,.0f} a week" if sent >= weeks > 1 else ""
    return Finding(
        slug="requests",
        title="Requests",
        sentence=f"{number(sent, 'request')}{rate}." if sent else "No requests.",
        kind=Kind.columns,
        head=(word.capitalize(), "Requests"),
        lines=tuple(line(period.words, figures.requests.number, period.short) for period, figures in periods),
    )


def weekdays(counted: Counted) -> Finding:
    """Tell the days of the week. That so many came on a day is no more than the requests' own list tells."""
    sent = counted.total.requests.weekdays
    lines = tuple(line(name, sent[str(number)], name[:3]) for number, name in enumerate(DAYS))
    return Finding(
        slug="weekdays",
        title="Days of the week",
        sentence=_busiest("Most requests come on a {}.", lines),
        kind=Kind.columns,
        head=("Day", "Requests"),
        lines=lines,
    )


def hours(counted: Counted) -> Finding:
    lines = lines_of(counted.total.requests.hours, HOURS)
    return Finding(
        slug="hours",
        title="Hours of the day",
        sentence=_busiest("The busiest hour begins at {}.", lines),
        kind=Kind.columns,
        head=("From", "Requests"),
        lines=tuple(Line(each.label, each.values, each.words, each.label.removesuffix(":00")) for each in lines),
    )


def sources(counted: Counted) -> Finding:
    lines = lines_of(counted.total.requests.sources, SOURCES)
    return _apart(counted, "sources", "Which form they used", ("Form", "Requests"), lines)


def priorities(counted: Counted) -> Finding:
    lines = lines_of(counted.total.requests.priorities, PRIORITIES)
    return _apart(counted, "priorities", "How urgent they are", ("Priority", "Requests"), lines)


def outcomes(counted: Counted) -> Finding:
    lines = lines_of(counted.total.requests.outcomes, OUTCOMES)
    return _apart(counted, "outcomes", "What became of them", ("Now", "Requests"), lines)


def _apart(counted: Counted, slug: str, title: str, head: tuple[str, ...], lines: tuple[Line, ...]) -> Finding:
    top = most(lines)
    sentence = f"Most often: {top.label}, {top.words[0]} of {counted.total.requests.number:,}." if top else TOO_FEW
    return Finding(slug, title, sentence, Kind.bars, head, lines)


def _busiest(sentence: str, lines: tuple[Line, ...]) -> str:
    top = most(lines)
    return sentence.format(top.label) if top else TOO_FEW
