"""One request after another, each with all that has happened to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from clinic.core.clock import local
from clinic.intake.rules import Priority
from clinic.local.seeding.asking import add, ask
from clinic.local.seeding.chance import Lot
from clinic.local.seeding.clinic import Clinic
from clinic.local.seeding.copying import Row
from clinic.local.seeding.courses import DESK, OVER, OnTheDesk, moments, on_the_desk
from clinic.local.seeding.names import Person, person
from clinic.local.seeding.telling import Story

SEED = 2026
YEARS = timedelta(days=3 * 365)
LATEST = timedelta(days=2)
"""Since when nothing has come but what is on the desk."""
ASKS_AGAIN = 0.03
ADDS = 0.04


@dataclass(frozen=True)
class Requests:
    """Makes requests by number, counted from the newest; the last number's was sent three years ago."""

    clinic: Clinic
    stories: Lot[Story]
    total: int

    def made(self, numbers: range) -> Iterator[Row]:
        """Give every row of these requests, the oldest first. A number has the same story in a clinic of any size."""
        known: list[Person] = []
        for number in reversed(numbers):
            random = Random(f"{SEED} {number}")
            is_known = known and random.random() < ASKS_AGAIN
            known.append(random.choice(known) if is_known else person(number, random))
            yield from self._made(random, number, known[-1])

    def _made(self, random: Random, number: int, who: Person) -> Iterator[Row]:
        story, desk = self.stories.draw(random), on_the_desk(number)
        at = self._of_these_days(random, story.priority, desk) if desk else self._of_earlier_years(random, number)
        course = desk.course if desk else OVER.draw(random)
        history = ask(random, self.clinic, number, story, who, at)
        happens = moments(random, course, history.intake, self.clinic.now)
        if random.random() < ADDS:
            add(history, story, who, at + ((happens[0] if happens else self.clinic.now) - at) / 2)
        for moment, happening in zip(happens, course, strict=True):
            history.at = moment
            happening(history)
        history.tell_of_lateness()
        return history.told()

    def _of_earlier_years(self, random: Random, number: int) -> datetime:
        """Give a moment of its day at which people are awake, in the evening more often than not."""
        share = (number - DESK) / max(self.total - DESK, 1)
        day = local(self.clinic.now - LATEST - share * YEARS)
        hours = timedelta(hours=random.triangular(6, 24, 20))
        return (day.replace(hour=0, minute=0, second=0) + hours).astimezone(UTC)

    def _of_these_days(self, random: Random, priority: Priority, desk: OnTheDesk) -> datetime:
        """Give a moment that makes it overdue, if it is to be, or else keeps its promise open."""
        now, ago = self.clinic.now, desk.longest * random.random()
        while (self.clinic.due(priority, now - ago) < now) is not desk.is_overdue:
            ago = ago * 2 if desk.is_overdue else ago / 2
        return now - ago
