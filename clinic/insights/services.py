"""The verbs of counting. A count may be made again at any time: it is then the same, or what has become of it."""

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TypeVar

from sqlalchemy import text

from clinic.core.clock import today, utcnow
from clinic.core.db import transaction
from clinic.core.tasks import enqueue
from clinic.insights import queries
from clinic.insights.counting import ends_of, figures_of, topics_of
from clinic.insights.figures import Emails, Figures, Forms, Requests
from clinic.insights.models import InsightsDay, InsightsMonth, InsightsRelease
from clinic.insights.queries import RECENT
from clinic.insights.ranges import DAY
from clinic.privacy.periods import draft_days

Countable = TypeVar("Countable", Requests, Emails)

SECONDS = 3.0
"""Then no new day is begun, because emails wait behind this."""


def prepare(seconds: float = SECONDS) -> None:
    """Count for a while what wants it most. Rings again while there is history that was never counted."""
    deadline = time.monotonic() + seconds
    for _ in count_everything():
        if time.monotonic() > deadline:
            break
    if queries.is_behind():
        with transaction():
            enqueue("insights.prepare")


def count_everything() -> Iterator[tuple[int, int]]:
    """Count every day and release every week that is over; tells after each how many are done, of how many."""
    days = queries.days_by_need()
    steps = [
        *(partial(count_day, day) for day in days[:RECENT]),
        *(partial(release_week, monday) for monday in queries.weeks_to_release()),
        *(partial(count_day, day) for day in days[RECENT:]),
    ]
    for number, step in enumerate(steps, 1):
        step()
        yield number, len(steps)


def count_day(day: date) -> None:
    """Count one day, and put the difference to what was counted before into its month."""
    with transaction() as session:
        # Two may count at once, and there may be no row to lock yet, so they wait for each other at the table.
        session.execute(text("LOCK TABLE insights_day IN SHARE ROW EXCLUSIVE MODE"))
        row = queries.day_row(day) or InsightsDay(id=uuid.uuid4(), day=day)
        before = _figures(row)
        now = _recounted(day, before, figures_of(day))
        row.figures, row.counted_at = now.stored(), utcnow()
        month = queries.month_row(day) or InsightsMonth(id=uuid.uuid4(), month=day.replace(day=1))
        rest = _figures(month).without(before)
        rest.add(now)
        month.figures = rest.stored()
        session.add_all([row, month])


def _figures(row: InsightsDay | InsightsMonth) -> Figures:
    return Figures.read(row.figures) if row.figures_sealed else Figures()


def _recounted(day: date, before: Figures, now: Figures) -> Figures:
    """Give what is counted now, and of what has been deleted since what was counted before.

    Requests and emails that somebody wanted forgotten soon leave the figures with the next count; once a day is old
    they do not, because by then most of its rows may have been deleted for their age.
    """
    forms = _forms(day, before.forms, now.forms)
    if day > today() - DAY * RECENT:
        return Figures(now.requests, forms, now.emails)
    return Figures(_unless_fewer(before.requests, now.requests), forms, _unless_fewer(before.emails, now.emails))


def _forms(day: date, before: Forms, now: Forms) -> Forms:
    """A form was begun, and came as far as it did, though its draft has run out or was thrown away."""
    reached = before.reached | now.reached
    is_over = day + DAY * draft_days() < today()
    return Forms(reached, before.ends or ends_of(reached) if is_over else Counter())


def _unless_fewer(before: Countable, now: Countable) -> Countable:
    return before if now.number < before.number else now


def release_week(monday: date) -> None:
    """Release one week's figures, unless somebody else has."""
    with transaction() as session:
        session.execute(text("LOCK TABLE insights_release IN SHARE ROW EXCLUSIVE MODE"))
        if monday in queries.weeks_to_release()[:1]:
            row = InsightsRelease(id=uuid.uuid4(), monday=monday)
            row.release = queries.latest_release().next(topics_of(monday)).stored()
            session.add(row)
