"""What the rules of booking mean, told of an appointment two weeks from now."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from clinic.core.clock import today
from clinic.core.settings import settings
from clinic.practice.clocks import written_clock
from clinic.scheduling.reminders import REMINDERS, due_at, goes_at
from clinic.scheduling.rules import BookingRules
from clinic.scheduling.words import when

AHEAD = timedelta(days=14)
AFTERNOON = time(14, 30)


def told(rules: BookingRules) -> list[str]:
    """Say in sentences what the rules do."""
    starts_at = datetime.combine(today() + AHEAD, AFTERNOON, settings().clinic_timezone).astimezone(UTC)
    return [
        f"Think of an appointment on {_said(starts_at)}.",
        *_reminders(rules, starts_at),
        *_others(rules, starts_at),
    ]


def _reminders(rules: BookingRules, starts_at: datetime) -> Iterator[str]:
    for kind in REMINDERS:
        due, goes = due_at(kind, starts_at, rules), goes_at(kind, starts_at, rules)
        if due and goes:
            yield f"A reminder is due on {_said(due)}{_moved(due, goes)}."
    if not any(rules.reminders):
        yield "No reminder is sent."


def _moved(due: datetime, goes: datetime) -> str:
    return "" if due == goes else f"; that is at night, so it goes on {_said(goes)}"


def _others(rules: BookingRules, starts_at: datetime) -> Iterator[str]:
    latest = _said(starts_at - timedelta(hours=rules.change_hours))
    yield f"The patient can move or cancel it until {latest}, and calls after that."
    yield f"An earlier time that is offered to them is kept for {rules.offer_minutes} minutes."
    yield f"Nothing that can wait is sent from {written_clock(rules.night_from)} to {written_clock(rules.night_until)}."


def _said(moment: datetime) -> str:
    return when(moment, settings().clinic_timezone)
