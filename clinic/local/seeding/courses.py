"""The courses that requests take: what happens to them, in which order, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from clinic.local.seeding.chance import Lot
from clinic.local.seeding.happenings import (
    Happening,
    answered,
    booked,
    cleared,
    completed,
    declined,
    duplicate,
    given,
    left_message,
    made_more_urgent,
    no_answer,
    no_reply,
    not_suitable,
    noted,
    reopened,
    spam,
    spoke,
    taken,
    withdrawn,
    wrong_number,
    wrote_to_them,
)

Course = tuple[Happening, ...]

OVER: Lot[Course] = Lot(
    {
        (booked, completed): 18,
        (taken, booked, completed): 20,
        (taken, spoke, cleared, booked, completed): 12,
        (given, wrote_to_them, answered, booked, completed): 10,
        (taken, no_answer, left_message, noted, booked, completed): 4,
        (made_more_urgent, booked, completed): 2,
        (no_answer, left_message, no_reply): 11,
        (spoke, declined): 8,
        (taken, not_suitable): 4,
        (wrote_to_them, withdrawn): 4,
        (spam,): 3,
        (taken, duplicate): 2,
        (taken, spoke, declined, reopened, booked, completed): 1,
        (left_message,): 1,
    }
)
"""Of a hundred requests of earlier years, how many took each course. The last were contacted and never answered."""


@dataclass(frozen=True)
class OnTheDesk:
    """A request of these days: what has happened so far, and since when it may be there."""

    course: Course
    is_overdue: bool = False
    longest: timedelta = timedelta(days=9)


LONG_STORY = OnTheDesk(
    (
        *(taken, noted, no_answer, wrong_number, spoke, made_more_urgent),
        *(wrote_to_them, answered, noted) * 8,
        *(spoke, booked, noted),
        *(wrote_to_them, answered) * 4,
    )
)
ON_THE_DESK = (
    OnTheDesk((), longest=timedelta(minutes=1)),
    OnTheDesk(()),
    OnTheDesk((), is_overdue=True),
    OnTheDesk((taken, no_answer)),
    OnTheDesk((given, no_answer, wrong_number), is_overdue=True),
    OnTheDesk((taken, left_message)),
    OnTheDesk((given, wrote_to_them, answered)),
    OnTheDesk((taken, spoke, booked)),
)
"""What the newest requests are, in turn."""
DESK = 400
"""How many of them there are, whatever the size of the clinic: nobody has a million requests waiting."""


def on_the_desk(number: int) -> OnTheDesk | None:
    """Tell how the request with this number stands, counted from the newest; nothing for one of earlier years."""
    if number == 0:
        return LONG_STORY
    return ON_THE_DESK[number % len(ON_THE_DESK)] if number < DESK else None


REACHING = frozenset({spoke, left_message, wrote_to_them, booked})
LATE = 0.08
"""How many are contacted after the time promised."""


def moments(random: Random, course: Course, intake: Any, now: datetime) -> list[datetime]:
    """Give when each happens: the first contact mostly as promised, the rest in the days after, and all before now."""
    waited = (intake.due_at - intake.submitted_at) * _part_of_promise(random)
    first = next((place for place, happening in enumerate(course, 1) if happening in REACHING), len(course))
    days = (timedelta(days=random.expovariate(0.2)) for _ in course[first:])
    after = list(accumulate([*[waited / max(first, 1)] * first, *days]))
    there_is = now - intake.submitted_at
    scale = min(1, 0.95 * there_is / after[-1]) if after else 1
    return [intake.submitted_at + each * scale for each in after]


def _part_of_promise(random: Random) -> float:
    return random.uniform(1.02, 1.5) if random.random() < LATE else random.uniform(0.05, 0.95)
