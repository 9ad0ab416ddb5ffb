"""Conditions on answers: when a question is shown or required, and when a rule applies.

A condition is a value that can be read, tested and printed, so it can be checked that it refers to
questions and options that exist. A missing answer meets no condition except through `Not`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Answers = Mapping[str, Any]
"""Answers by question key: text, a list of texts, an ISO date text, a number, True, or a dict for a matrix."""


class Condition:
    def met(self, answers: Answers, on: date) -> bool:
        """Tell whether the answers meet this on that day."""
        raise NotImplementedError

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        """Give each (question key, option) this depends on; the option is None where any answer counts."""
        raise NotImplementedError

    def __and__(self, other: "Condition") -> "Condition":
        return All((self, other))

    def __or__(self, other: "Condition") -> "Condition":
        return Some((self, other))

    def __invert__(self) -> "Condition":
        return Not(self)


@dataclass(frozen=True)
class Chosen(Condition):
    """One of the options is the answer, or among the answers."""

    key: str
    options: tuple[str, ...]

    def met(self, answers: Answers, on: date) -> bool:
        answer = answers.get(self.key)
        if isinstance(answer, list):
            return not set(self.options).isdisjoint(answer)
        return answer in self.options

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        return ((self.key, option) for option in self.options)


@dataclass(frozen=True)
class Answered(Condition):
    """There is any answer at all."""

    key: str

    def met(self, answers: Answers, on: date) -> bool:
        return bool(answers.get(self.key))

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        yield self.key, None


@dataclass(frozen=True)
class Age(Condition):
    """The person's age in whole years lies between the two, both included; unknown ages do not."""

    key: str
    at_least: int = 0
    at_most: int = 200

    def met(self, answers: Answers, on: date) -> bool:
        try:
            born = date.fromisoformat(answers.get(self.key) or "")
        except (TypeError, ValueError):
            return False
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return self.at_least <= years <= self.at_most

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        yield self.key, None


@dataclass(frozen=True)
class AtLeast(Condition):
    """The number answered is this or more."""

    key: str
    number: int

    def met(self, answers: Answers, on: date) -> bool:
        answer = answers.get(self.key)
        return isinstance(answer, int) and not isinstance(answer, bool) and answer >= self.number

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        yield self.key, None


@dataclass(frozen=True)
class All(Condition):
    parts: tuple[Condition, ...]

    def met(self, answers: Answers, on: date) -> bool:
        return all(part.met(answers, on) for part in self.parts)

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        return (reference for part in self.parts for reference in part.refers_to())


@dataclass(frozen=True)
class Some(Condition):
    parts: tuple[Condition, ...]

    def met(self, answers: Answers, on: date) -> bool:
        return any(part.met(answers, on) for part in self.parts)

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        return (reference for part in self.parts for reference in part.refers_to())


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def met(self, answers: Answers, on: date) -> bool:
        return not self.part.met(answers, on)

    def refers_to(self) -> Iterator[tuple[str, str | None]]:
        return self.part.refers_to()


def chosen(key: str, *options: str) -> Chosen:
    return Chosen(key, options)
