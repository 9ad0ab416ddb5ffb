"""When reminders go: some hours before, by the rules, but not in the night, and not once they are of no use."""

from datetime import datetime, timedelta

from clinic.core.clock import utcnow
from clinic.notifications.composing import NotNeeded, NotYet
from clinic.scheduling import queries
from clinic.scheduling.night import night_around
from clinic.scheduling.rules import BookingRules

REMINDERS = ("scheduling.first_reminder", "scheduling.second_reminder", "scheduling.last_reminder")
"""In the order of the rules' hours."""

LEAST = timedelta(minutes=30)
"""Later than this before an appointment nobody reads a reminder in time."""
EVENING = timedelta(hours=1)
"""How long before the night goes what the night would keep until too late."""

BEGUN = NotNeeded("The appointment had begun, or was about to.")
OVERTAKEN = NotNeeded("A nearer reminder was due already.")
SENT_NO_MORE = NotNeeded("The clinic sends this reminder no more.")
KEPT_BY_THE_NIGHT = NotNeeded("It could only have gone in the night.")


def planned(starts_at: datetime) -> dict[str, datetime]:
    """Give when each reminder of an appointment goes, the ones still to come, by their kinds."""
    return {kind: at for kind in REMINDERS if (at := goes_at(kind, starts_at)) and at > utcnow()}


def goes_at(kind: str, starts_at: datetime, rules: BookingRules | None = None) -> datetime | None:
    """Give when a reminder goes: when the rules say; from within the night after it or, if that is too late, before."""
    at = due_at(kind, starts_at, rules or queries.rules())
    night = night_around(at, rules) if at else None
    if night is None:
        return at
    return night.ends if night.ends <= starts_at - LEAST else night.begins - EVENING


def due_at(kind: str, starts_at: datetime, rules: BookingRules) -> datetime | None:
    """Give when the rules' hours before an appointment begin; nothing when this reminder is not sent."""
    hours = rules.reminders[REMINDERS.index(kind)]
    return starts_at - timedelta(hours=hours) if hours else None


def hindrance(kind: str, starts_at: datetime) -> NotNeeded | NotYet | None:
    """Tell why a reminder that is due should not go now, or at all; nothing when it should."""
    now, own = utcnow(), goes_at(kind, starts_at)
    if own is None:
        return SENT_NO_MORE
    if now > starts_at - LEAST:
        return BEGUN
    if any(own < each <= now for each in _all(starts_at)):
        return OVERTAKEN
    return in_time(starts_at)


def _all(starts_at: datetime) -> list[datetime]:
    return [at for kind in REMINDERS if (at := goes_at(kind, starts_at))]


def in_time(starts_at: datetime) -> NotNeeded | NotYet | None:
    """Tell what to do in the night with what must be read before an appointment; nothing by day."""
    wait = until_morning()
    return KEPT_BY_THE_NIGHT if wait and wait.until > starts_at - LEAST else wait


def until_morning() -> NotYet | None:
    night = night_around(utcnow())
    return NotYet(night.ends) if night else None
