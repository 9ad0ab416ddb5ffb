"""Figures of days and weeks as counting leaves them, without the requests: years of them are quickly made."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from clinic.core.clock import today, utcnow
from clinic.core.db import transaction
from clinic.insights.counting import ends_of
from clinic.insights.figures import BEGUN, SENT, WAITING, Emails, Figures, Forms, Promise, Requests, together
from clinic.insights.lengths import class_of
from clinic.insights.models import InsightsDay, InsightsMonth, InsightsRelease
from clinic.insights.ranges import WEEK, monday_of
from clinic.insights.releases import Release, Topics
from clinic.intake.models import Source, State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.rules import Priority
from clinic.notifications.models import State as Mail
from clinic.treatments.subjects import PAGES, SUBJECTS
from clinic.triage.models import ClosedFor
from tests.world import World

STEPS = [step.slug for step in QUESTIONNAIRE.steps]
EVENING = [*range(8, 23), *range(18, 22), *range(19, 21)]
OUTCOMES = [State.contacted, State.booked, State.completed, State.completed, WAITING, *ClosedFor]


def fill(world: World, days: int, a_day: int, topics: int) -> None:
    """Keep figures of so many days until today, with about so many requests a day, and this many topics a week."""
    with world.context(), transaction() as session:
        chance = random.Random(days)
        rows = [_day(chance, back, a_day) for back in range(days)]
        session.add_all([*rows, *_months(rows)])
        session.add_all(_week(chance, back, topics) for back in range(1, days // 7))


def _day(chance: random.Random, back: int, a_day: int) -> InsightsDay:
    day = today() - timedelta(days=back)
    row = InsightsDay(id=uuid.uuid4(), day=day, counted_at=utcnow())
    number = chance.randint(a_day // 2, a_day) if day.weekday() < 5 else a_day // 3
    row.figures = Figures(_requests(chance, day, number), _forms(chance, a_day), _emails(chance, 3 * number)).stored()
    return row


def _months(days: list[InsightsDay]) -> Iterator[InsightsMonth]:
    for month, rows in groupby(days, key=lambda row: row.day.replace(day=1)):
        row = InsightsMonth(id=uuid.uuid4(), month=month)
        row.figures = together(Figures.read(day.figures) for day in rows).stored()
        yield row


def _requests(chance: random.Random, day: date, number: int) -> Requests:
    def some(names: Iterable[object], *weights: int) -> Counter[str]:
        return Counter(map(str, chance.choices(list(names), weights or None, k=number)))

    return Requests(
        hours=some(EVENING),
        weekdays=Counter({str(day.weekday()): number}),
        sources=some(Source, 3, 1),
        priorities=some(Priority, 1, 2, 6, 20, 60),
        promises=some(Promise, 40, 3, 2, 2),
        waits=Counter(class_of(chance.lognormvariate(5, 1)) for _ in range(number)),
        outcomes=some(OUTCOMES),
    )


def _forms(chance: random.Random, number: int) -> Forms:
    reached = Counter({BEGUN: number})
    for step in [*STEPS, SENT]:
        number -= number > 0 and chance.random() < 0.05
        reached[step] = number
    return Forms(reached, ends_of(reached))


def _emails(chance: random.Random, number: int) -> Emails:
    states = Counter(chance.choices([str(state) for state in Mail], [0, 0, 300, 1, 2, 3], k=number))
    return Emails(states, Counter(class_of(chance.lognormvariate(0.5, 0.7)) for _ in range(states[Mail.sent])))


def _week(chance: random.Random, back: int, number: int) -> InsightsRelease:
    pages, subjects = sorted(PAGES), [subject.slug for subject in SUBJECTS]
    known = Topics(Counter(chance.choices(pages, k=number)), Counter(chance.choices(subjects, k=number)))
    row = InsightsRelease(id=uuid.uuid4(), monday=monday_of(today()) - WEEK * back)
    row.release = Release(known=known).stored()
    return row
