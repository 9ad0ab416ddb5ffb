"""How the audit trail is told: each slice says what its actions mean in words, and what its records are called."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple


class Deed(NamedTuple):
    """An action, done to this kind of record."""

    kind: str
    action: str


class Name(NamedTuple):
    """What people call a record, and the address of its page for staff if it has one."""

    words: str
    address: str = ""


Namer = Callable[[Collection[str]], Mapping[str, Name]]

sentences: dict[Deed, str] = {}
nouns: dict[str, str] = {}
namers: dict[str, Namer] = {}


def describe(kind: str, words: Mapping[str, str]) -> None:
    """Say what was done, by action, after who did it: `describe("intake", {"closed": "closed {}"})`."""
    sentences.update({Deed(kind, action): sentence for action, sentence in words.items()})


def namer(kind: str, noun: str) -> Callable[[Namer], Namer]:
    """Register who names records of a kind, one of which is e.g. "a request", by their ids; the others are gone."""

    def register(name: Namer) -> Namer:
        nouns[kind], namers[kind] = noun, name
        return name

    return register


def sentence_of(deed: Deed) -> str:
    """Give the sentence in which {} stands for the record; one that no slice knows is said as it is kept."""
    return sentences.get(deed) or f"{deed.action.replace('_', ' ')}: {{}}"


def noun_of(kind: str) -> str:
    return nouns.get(kind) or kind.replace("_", " ")


def deed_in_words(deed: Deed) -> str:
    """Say a deed without who did it and to which record, e.g. "Closed a request"."""
    words = sentence_of(deed).replace("{}", noun_of(deed.kind))
    return words[0].upper() + words[1:]
