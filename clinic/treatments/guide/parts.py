"""What the guide is made of: questions, and rules over the options that somebody chose."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Option:
    value: str
    """Unlike that of any other option of the guide."""
    label: str
    hint: str = ""
    picture: str = ""
    """The name of a drawing in templates/components/pictures/."""
    group: str = ""
    """The title of the group that it stands in, of a question with many options."""


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    options: tuple[Option, ...]
    missing: str
    hint: str = ""
    alone: str = ""
    """The option that is chosen with nothing else. A question that has one takes many answers, any other takes one."""
    may_be_open: bool = False
    """Whether nothing chosen means that nothing of this is so."""


class Urgency(StrEnum):
    """How soon to get help, in the words of the clinic's list of priorities; the most urgent first."""

    emergency = "emergency"
    same_day = "same_day"
    prompt = "prompt"
    soon = "soon"

    @property
    def rank(self) -> int:
        return list(Urgency).index(self)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Met when of every group an option is chosen, and none of `unless`. A question left open meets nothing."""

    groups: tuple[frozenset[str], ...]
    unless: frozenset[str] = frozenset()
    reason: str
    """What was chosen, in plain words."""
    source: str

    def is_met(self, chosen: frozenset[str]) -> bool:
        return all(group & chosen for group in self.groups) and not self.unless & chosen


@dataclass(frozen=True)
class Call:
    """Whom to call, and what for."""

    number: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Number:
    number: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Help(Rule):
    """A sign that should be looked at by somebody other than us, before any page is read."""

    id: str
    """The rule of the clinic's list that it comes from."""
    urgency: Urgency
    title: str = ""
    lines: tuple[str, ...]
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading(Rule):
    """A page about a condition that people with these answers read. It says nothing about what anybody has."""

    slug: str


def options(*values: str) -> frozenset[str]:
    return frozenset(values)
