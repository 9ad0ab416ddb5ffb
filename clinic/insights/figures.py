"""What is counted of one day, or of several together. Nothing in it is anybody's: only how many there were."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

Stored = Mapping[str, Mapping[str, int]]


class Promise(StrEnum):
    """What became of the promise of a first contact."""

    kept = "kept"
    late = "late"
    """Heard late, or heard nothing yet although it is late."""
    open = "open"
    """There is still time."""
    ended = "ended"
    """The request was closed or booked without one."""


WAITING = "waiting"
"""What became of a request with which nobody has been in touch yet; of others it is their state, or why they closed."""


def counter() -> Any:
    return field(default_factory=Counter)


@dataclass(frozen=True)
class Counts:
    """Numbers by name, and those of several days by adding them up."""

    @classmethod
    def read(cls, stored: Stored) -> Self:
        return cls(**{each.name: Counter(stored.get(each.name, {})) for each in fields(cls)})

    def add(self, other: Self) -> None:
        for name, counts in vars(self).items():
            counts.update(getattr(other, name))

    def without(self, other: Self) -> Self:
        return type(self)(**{name: counts - getattr(other, name) for name, counts in vars(self).items()})


@dataclass(frozen=True)
class Requests(Counts):
    """The requests sent on a day."""

    hours: Counter[str] = counter()
    """By the hour on the clinic's wall."""
    weekdays: Counter[str] = counter()
    """By the number of the day, 0 on a Monday."""
    sources: Counter[str] = counter()
    priorities: Counter[str] = counter()
    promises: Counter[str] = counter()
    waits: Counter[str] = counter()
    """By the class of the working minutes until the first contact, of those with whom there was one."""
    outcomes: Counter[str] = counter()

    @property
    def number(self) -> int:
        return self.hours.total()


BEGUN, SENT = "begun", "sent"


@dataclass(frozen=True)
class Forms(Counts):
    """The full forms begun on a day."""

    reached: Counter[str] = counter()
    """How many came how far: BEGUN, to the end of each step by its slug, and SENT."""
    ends: Counter[str] = counter()
    """How many came no further, once nobody can go on with them."""


@dataclass(frozen=True)
class Emails(Counts):
    """The emails promised on a day."""

    states: Counter[str] = counter()
    delays: Counter[str] = counter()
    """By the class of the seconds from promised to sent, of those that were."""

    @property
    def number(self) -> int:
        return self.states.total()


@dataclass(frozen=True)
class Figures:
    requests: Requests = field(default_factory=Requests)
    forms: Forms = field(default_factory=Forms)
    emails: Emails = field(default_factory=Emails)

    @classmethod
    def read(cls, stored: Mapping[str, Stored]) -> Self:
        return cls(Requests.read(stored["requests"]), Forms.read(stored["forms"]), Emails.read(stored["emails"]))

    def stored(self) -> dict[str, Any]:
        return {part: vars(counts) for part, counts in vars(self).items()}

    def add(self, other: "Figures") -> None:
        self.requests.add(other.requests)
        self.forms.add(other.forms)
        self.emails.add(other.emails)

    def without(self, other: "Figures") -> "Figures":
        """Give what is left when the figures of a day within these are taken away."""
        return Figures(
            self.requests.without(other.requests), self.forms.without(other.forms), self.emails.without(other.emails)
        )


def together(days: Iterable[Figures]) -> Figures:
    """Add up the figures of several days."""
    total = Figures()
    for day in days:
        total.add(day)
    return total
