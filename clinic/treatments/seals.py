"""Whether a changed page was noted as changed, and its medicine passages read again against the advertising rules.

`seals.yaml` keeps the digest of every page as it was when its last entry in `changes.yaml` was written, and of every
passage about a prescription-only medicine as it was when somebody last read it against the rules.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec
import yaml

from clinic.treatments.evidence import Data
from clinic.treatments.manuscript import PASSAGE, Manuscript
from clinic.treatments.pages import Page, Writer
from clinic.treatments.reading import Document, Fault, Place, as_struct, read_yaml
from clinic.treatments.store import Evidence

CHANGES = "changes.yaml"
SEALS = "seals.yaml"


class Change(Data, frozen=True):
    """One entry of what changed on a page, for its date, the sitemap and the feed."""

    on: date
    what: str


class Seal(Data, frozen=True):
    digest: str
    changes: int
    """How many entries `changes.yaml` had for the page."""


class Seals(Data, frozen=True):
    pages: dict[str, Seal] = {}
    passages: dict[str, str] = {}


class _Changes(Data, frozen=True):
    pages: dict[str, tuple[Change, ...]]


def read_changes(folder: Path) -> dict[str, tuple[Change, ...]]:
    """Give what changed on each page, oldest first. Raises ContentFaults."""
    document = _read(folder, CHANGES)
    whole = Document(CHANGES, {"pages": document.values}, {("pages", *at): n for at, n in document.lines.items()})
    return as_struct(whole, _Changes).pages


def read_seals(folder: Path) -> Seals:
    document = _read(folder, SEALS)
    return as_struct(Document(SEALS, {"all": document.values}, document.lines), Seals, "all")


def _read(folder: Path, file: str) -> Document:
    path = folder / file
    return read_yaml(path.read_text() if path.exists() else "", file)


def passages(manuscript: Manuscript, evidence: Evidence) -> dict[str, str]:
    """Give the words of each medicine passage of a page, claims written out, by `slug/medicine`."""
    writer, words = Writer(evidence), defaultdict(list)
    for piece in manuscript.pieces:
        if piece.passage:
            words[f"{manuscript.slug}/{piece.passage}"].append(writer.plain(piece.tokens))
    return {name: "\n".join(lines) for name, lines in words.items()}


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def dates(manuscript: Manuscript, changes: Mapping[str, tuple[Change, ...]]) -> Iterator[Fault]:
    """Find a page that no entry says when it was published, or whose entries are not in their order."""
    days = [change.on for change in changes.get(manuscript.slug, ())]
    if not days:
        yield Fault(CHANGES, 1, f"“{manuscript.slug}” has no entry: say when it was first published.")
    if days != sorted(days):
        yield Fault(CHANGES, 1, f"The entries of “{manuscript.slug}” are not in their order, oldest first.")


def unsealed_passages(manuscript: Manuscript, evidence: Evidence, seals: Seals) -> Iterator[Fault]:
    """Find medicine passages that changed after they were read against the advertising rules."""
    places = {f"{manuscript.slug}/{piece.passage}": piece.place for piece in reversed(manuscript.pieces)}
    for name, words in passages(manuscript, evidence).items():
        if seals.passages.get(name) != digest(words):
            yield places[name].fault(
                f"The ::: {PASSAGE} passage “{name}” was not read against the advertising rules since it changed: "
                "read it, then run `flask content seal`."
            )


def unsealed_page(page: Page, at: Place, changes: Mapping[str, tuple[Change, ...]], seals: Seals) -> Iterator[Fault]:
    """Find a page whose text changed after its last entry in the changes."""
    seal = seals.pages.get(page.slug)
    if seal is None or seal.digest != page.digest or seal.changes != len(changes[page.slug]):
        yield at.fault(
            f"“{page.slug}” has changed: add an entry to {CHANGES} that says what, then run `flask content seal`."
        )


def unnoted(pages: Iterable[Page], changes: Mapping[str, tuple[Change, ...]], seals: Seals) -> list[str]:
    """Give the pages whose text changed and that have no new entry in the changes."""
    return [
        page.slug
        for page in pages
        if (seal := seals.pages.get(page.slug))
        and seal.digest != page.digest
        and seal.changes >= len(changes[page.slug])
    ]


def write_seals(folder: Path, seals: Seals) -> None:
    text = yaml.safe_dump(msgspec.to_builtins(seals), allow_unicode=True)
    (folder / SEALS).write_text(f"# Written by `flask content seal`.\n{text}")
