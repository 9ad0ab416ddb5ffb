"""Entries of the audit trail in words: who, as what, did what to which record, and what it was before and after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic.core.audit import AuditEntry
from clinic.core.deeds import Deed, Name, deed_in_words, namers, noun_of, sentence_of

GONE = "Somebody whose account is gone"
SOUGHT = {"who": "Who", "what": "What", "request": "Request", "from": "From", "to": "To"}

Names = Mapping[tuple[str, str], Name]
"""Of records, by kind and id."""
Actors = Mapping[str, str]
"""What those who act are called, by how the trail names them."""


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    role: str
    """As what they acted, and so why they could."""
    begin: str
    name: Name
    end: str
    """What they did: words, the record if one is named, and words."""
    notes: list[str]
    """What was changed, or looked for."""

    @property
    def sentence(self) -> str:
        return self.begin + self.name.words + self.end


def tell(entries: Sequence[AuditEntry], actors: Actors) -> list[Told]:
    """Put entries into words, with one question for each kind of record among them."""
    names = _names(entries)
    return [_told(entry, names, actors) for entry in entries]


def _told(entry: AuditEntry, names: Names, actors: Actors) -> Told:
    begin, names_record, end = sentence_of(Deed(entry.kind, entry.action)).partition("{}")
    return Told(
        at=entry.at,
        who=actors.get(entry.actor, GONE),
        role=entry.role,
        begin=begin,
        name=_name(_record(entry), names) if names_record else Name(""),
        end=end,
        notes=list(_notes(entry.details or {}, names, actors)),
    )


def _names(entries: Iterable[AuditEntry]) -> Names:
    ids: dict[str, set[str]] = {}
    for kind, id in (record for entry in entries for record in _records(entry)):
        ids.setdefault(kind, set()).add(id)
    asked = ((kind, namers[kind](some)) for kind, some in ids.items() if kind in namers)
    return {(kind, id): name for kind, found in asked for id, name in found.items()}


def _record(entry: AuditEntry) -> tuple[str, str]:
    return entry.kind, entry.record.removeprefix(f"{entry.kind}:")


def _records(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """Give every record that an entry's words may name."""
    yield _record(entry)
    if request := _sought(entry.details or {}).get("request"):
        yield "intake", request


def _name(record: tuple[str, str], names: Names) -> Name:
    return names.get(record) or Name(f"{noun_of(record[0])} that is gone")


def _sought(details: Mapping[str, Any]) -> Mapping[str, str]:
    return details.get("sought") or {}


def _notes(details: Mapping[str, Any], names: Names, actors: Actors) -> Iterator[str]:
    for part, before, after in _changes(details.get("before"), details.get("after")):
        yield f"{part}before {_plain(before)}, now {_plain(after)}"
    yield from (f"{part}: {words}" for part, words in details.get("chosen", {}).items())
    sought = _sought(details)
    for part in (part for part in SOUGHT if part in sought):
        yield f"{SOUGHT[part]}: {_sought_in_words(part, sought[part], names, actors)}"


def _changes(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Give what changed, part by part if it has parts."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from ((f"{part}: ", before.get(part), after.get(part)) for part in {**before, **after})
    elif before is not None or after is not None:
        yield "", before, after


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _sought_in_words(part: str, words: str, names: Names, actors: Actors) -> str:
    match part:
        case "who":
            return actors.get(words, GONE)
        case "what":
            kind, _, action = words.partition(" ")
            return deed_in_words(Deed(kind, action))
        case "request":
            return _name(("intake", words), names).words
        case _:
            return words
