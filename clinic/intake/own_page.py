"""The person's own page: each slice that knows something of a request tells its part."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clinic.intake.models import Intake


@dataclass(frozen=True)
class Part:
    """A template to be included, and what it is told as `told`."""

    template: str
    told: Mapping[str, Any] = field(default_factory=dict)
    rank: int = 10
    """Parts stand in its order; those of one rank as they were registered."""


Teller = Callable[[Intake], Part | None]

tellers: list[Teller] = []


def part_of_own_page(tell: Teller) -> Teller:
    """Register who tells a part; nothing is shown when there is nothing to tell."""
    tellers.append(tell)
    return tell


def parts_for(intake: Intake) -> list[Part]:
    return sorted((part for tell in tellers if (part := tell(intake))), key=lambda part: part.rank)
