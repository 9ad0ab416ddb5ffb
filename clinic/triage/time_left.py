"""How much is left of a promise, in words that fit into a line of a list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG = 2 * DAY
"""From here on days are counted, and not hours."""


@dataclass(frozen=True)
class TimeLeft:
    words: str
    kind: str
    """`late`, `little` or `left`: how the words look."""


def time_left(due_at: datetime, now: datetime) -> TimeLeft:
    """Say how long it is to a moment by the clock, or how long ago it was. Never says more than there is."""
    left = due_at - now
    if left <= timedelta():
        return TimeLeft(f"{_length(-left)} late", "late")
    return TimeLeft(f"{_length(left)} left", "little" if left < 2 * HOUR else "left")


def _length(length: timedelta) -> str:
    if length >= LONG:
        return f"{length // DAY} days"
    if length >= HOUR:
        return f"{length // HOUR} h"
    return f"{length // MINUTE} min"
