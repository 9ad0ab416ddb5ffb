"""Entries of the audit trail in words: who, as what, did what to which record, and what it was before and after."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic.core.audit import AuditEntry
from clinic.core.deeds import Deed, Name, deed_in_words, namers, noun_of, sentence_of

OTHERS = {
    "patient": "A patient",
    "system": "The system",
    "operator": "Whoever runs the server",
    "anybody": "Somebody not signed in",
}
"""Those who act and have no account, as the trail names them."""
STAFF = "staff:"
GONE = "An account that is gone"
SOUGHT = {"who": "Who", "what": "What", "request": "Request", "from": "From", "to": "To"}

Names = Mapping[tuple[str, str], Name]
"""By kind and id."""


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


def tell(entries: Iterable[AuditEntry], accounts: Mapping[uuid.UUID, str]) -> list[Told]:
    """Put entries into words, with one question for each kind of record among them."""
    known = list(entries)
    names = _names(known)
    return [_told(entry, names, accounts) for entry in known]


def who(actor: str, accounts: Mapping[uuid.UUID, str]) -> str:
    if actor.startswith(STAFF):
        return accounts.get(uuid.UUID(actor.removeprefix(STAFF)), GONE)
    return OTHERS.get(actor, actor.capitalize())


def _told(entry: AuditEntry, names: Names, accounts: Mapping[uuid.UUID, str]) -> Told:
    begin, names_record, end = sentence_of(Deed(entry.kind, entry.action)).partition("{}")
    return Told(
        at=entry.at,
        who=who(entry.actor, accounts),
        role=entry.role,
        begin=begin,
        name=_name(_record(entry), names) if names_record else Name(""),
        end=end,
        notes=list(_notes(entry.details or {}, names, accounts)),
    )


def _names(entries: list[AuditEntry]) -> Names:
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


def _notes(details: Mapping[str, Any], names: Names, accounts: Mapping[uuid.UUID, str]) -> Iterator[str]:
    for part, before, after in _changes(details.get("before"), details.get("after")):
        yield f"{part}before {before}, now {after}"
    sought = _sought(details)
    for part in (part for part in SOUGHT if part in sought):
        yield f"{SOUGHT[part]}: {_sought_in_words(part, sought[part], names, accounts)}"


def _changes(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Give what changed, part by part if it has parts."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from ((f"{part}: ", before.get(part, "none"), after.get(part, "none")) for part in {**before, **after})
    elif before is not None or after is not None:
        yield "", "none" if before is None else before, "none" if after is None else after


def _sought_in_words(part: str, words: str, names: Names, accounts: Mapping[uuid.UUID, str]) -> str:
    match part:
        case "who":
            return who(words, accounts)
        case "what":
            kind, _, action = words.partition(" ")
            return deed_in_words(Deed(kind, action))
        case "request":
            return _name(("intake", words), names).words
        case _:
            return words
