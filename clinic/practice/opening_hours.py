"""When the clinic is open, as people say it: "Monday to Friday, 9 am to 5 pm"."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time

from clinic.core.templating import hour
from clinic.practice.arrangements import Opening
from clinic.practice.written import DAYS

Span = tuple[time, time]

CLOSED = "Closed"
LAST_MINUTE = time(23, 59)
"""Who closes at midnight writes this: a day's hours end within the day."""
FEWEST_IN_A_ROW = 3
"""Days that are said as "Monday to Wednesday"; two are named."""


def in_words(openings: Sequence[Opening]) -> str:
    """Say days that are alike together, in the order in which the week comes to them."""
    alike: dict[tuple[Span, ...], list[int]] = {}
    for weekday in range(len(DAYS)):
        if spans := _spans(each for each in openings if each.weekday == weekday):
            alike.setdefault(spans, []).append(weekday)
    return "; ".join(f"{_days(days)}, {_listed(map(_span, spans))}" for spans, days in alike.items()) or CLOSED


def _spans(openings: Iterable[Opening]) -> tuple[Span, ...]:
    """Put what goes on without a break into one span."""
    spans: list[Span] = []
    for opens, closes in sorted((each.opens, each.closes) for each in openings):
        if spans and opens <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(closes, spans[-1][1]))
        else:
            spans.append((opens, closes))
    return tuple(spans)


def _span(span: Span) -> str:
    opens, closes = span
    end = time(0) if closes == LAST_MINUTE else closes
    return "all day" if opens == end == time(0) else f"{hour(opens)} to {hour(end)}"


def _days(days: Sequence[int]) -> str:
    if len(days) == len(DAYS):
        return "Every day"
    return _listed(name for row in _rows(days) for name in _row(row))


def _rows(days: Sequence[int]) -> Iterator[list[int]]:
    """Cut days into those that follow one another."""
    row: list[int] = []
    for day in days:
        if row and day != row[-1] + 1:
            yield row
            row = []
        row.append(day)
    yield row


def _row(days: Sequence[int]) -> list[str]:
    names = [DAYS[day].capitalize() for day in days]
    return [f"{names[0]} to {names[-1]}"] if len(names) >= FEWEST_IN_A_ROW else names


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
