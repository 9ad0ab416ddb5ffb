"""The registry of what each slice holds about a person, told to that person: on their page, and to take along.

A slice registers one teller for each part of what it holds. It takes the subject, the id of a request, and names what
it does not tell as held all the same.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One thing that is held, in words."""

    label: str
    values: list[str]


@dataclass(frozen=True)
class Holding:
    """One store of what is held."""

    title: str
    facts: list[Fact]
    note: str = ""
    """What is held besides and not told here, and how it is asked for."""
    data: dict[str, Any] = field(default_factory=dict)
    """The same as a program reads it, where words alone would lose something."""


Teller = Callable[[uuid.UUID], Iterable[Holding]]

tellers: list[tuple[frozenset[str], Teller]] = []


def teller(*tables: str) -> Callable[[Teller], Teller]:
    """Register who tells what these tables hold: `@teller("message")`."""

    def register(tell: Teller) -> Teller:
        tellers.append((frozenset(tables), tell))
        return tell

    return register


def tables_told() -> set[str]:
    return {table for tables, _ in tellers for table in tables}


def holdings_of(subject_id: uuid.UUID) -> list[Holding]:
    """Give everything that is held about one subject, in the order in which the slices stand."""
    return [holding for _, tell in tellers for holding in tell(subject_id)]
