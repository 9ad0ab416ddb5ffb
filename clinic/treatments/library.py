"""The information pages, loaded and checked once when the application starts."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from flask import Flask, current_app

from clinic.treatments.advertising import Rules, read_rules
from clinic.treatments.checks import of_evidence, of_pages, overdue
from clinic.treatments.manuscript import Manuscript, read_page
from clinic.treatments.pages import Page, publish
from clinic.treatments.reading import ContentFaults, Fault, files
from clinic.treatments.seals import (
    Change,
    Seals,
    dates,
    passages,
    read_changes,
    read_seals,
    unsealed_page,
    unsealed_passages,
)
from clinic.treatments.store import Evidence, read_evidence
from clinic.treatments.subjects import SUBJECTS, SubjectKind

FOLDER = Path(__file__).parent / "content"
ORDER = [subject.slug for subject in SUBJECTS]


@dataclass(frozen=True)
class Library:
    """Every page by its slug, and what they rest on."""

    pages: dict[str, Page]
    manuscripts: tuple[Manuscript, ...] = field(repr=False)
    evidence: Evidence = field(repr=False)
    rules: Rules = field(repr=False)
    changes: dict[str, tuple[Change, ...]] = field(repr=False)
    seals: Seals = field(repr=False)

    @cached_property
    def treatments(self) -> tuple[Page, ...]:
        return self._of(SubjectKind.treatment)

    @cached_property
    def conditions(self) -> tuple[Page, ...]:
        return self._of(SubjectKind.condition)

    def _of(self, kind: SubjectKind) -> tuple[Page, ...]:
        return tuple(page for page in self.pages.values() if page.kind is kind)

    @cached_property
    def passages(self) -> dict[str, str]:
        """The words of every passage about a prescription-only medicine, by `slug/medicine`."""
        return {name: text for each in self.manuscripts for name, text in passages(each, self.evidence).items()}

    def overdue(self, on: date) -> list[Fault]:
        """Find pages whose facts were to be looked at again before this day."""
        return sorted(overdue(self.manuscripts, on))

    def unread_passages(self) -> list[Fault]:
        """Find medicine passages that nobody has read against the advertising rules since they changed."""
        found = (unsealed_passages(each, self.evidence, self.seals) for each in self.manuscripts)
        return sorted(fault for faults in found for fault in faults)

    def unnoted_changes(self) -> list[Fault]:
        """Find pages that have changed since their last entry in the changes."""
        found = (
            unsealed_page(self.pages[each.slug], each.at("title"), self.changes, self.seals)
            for each in self.manuscripts
        )
        return sorted(fault for faults in found for fault in faults)


def load(folder: Path = FOLDER) -> Library:
    """Read and check the content. Raises ContentFaults with everything that is wrong, each with its file and line."""
    evidence, faults = read_evidence(folder / "evidence")
    rules, more = read_rules(folder)
    manuscripts, others = _manuscripts(folder)
    changes, seals = read_changes(folder), read_seals(folder)
    faults += [*more, *others]
    if not faults:
        faults += [*of_evidence(evidence), *of_pages(manuscripts, evidence, rules)]
        faults += [fault for each in manuscripts for fault in dates(each, changes)]
    if faults:
        raise ContentFaults(faults)
    published = {each.slug: publish(each, evidence, [c.on for c in changes[each.slug]]) for each in manuscripts}
    pages = {
        each.slug: replace(published[each.slug], related=tuple(published[slug] for slug in each.head.related))
        for each in manuscripts
    }
    return Library(pages, tuple(manuscripts), evidence, rules, changes, seals)


def _manuscripts(folder: Path) -> tuple[list[Manuscript], list[Fault]]:
    """Read the pages, in the order in which people choose what a consultation is about."""
    manuscripts, faults = [], []
    for path in sorted(files(folder / "pages", "*.md"), key=lambda path: _place(path.stem)):
        try:
            manuscripts.append(read_page(path.read_text(), path.stem, f"pages/{path.name}"))
        except ContentFaults as found:
            faults.extend(found.faults)
    return manuscripts, faults


def _place(slug: str) -> int:
    return ORDER.index(slug) if slug in ORDER else len(ORDER)


def library() -> Library:
    """Give the content of this application. Raises ContentFaults for what may not be published."""
    found: Library | ContentFaults = current_app.extensions["library"]
    if isinstance(found, ContentFaults):
        raise found
    return found


def init_app(app: Flask, folder: Path = FOLDER) -> None:
    """Load the content. What may not be published is told by `library`, so that commands still run to mend it."""
    try:
        loaded = load(folder)
        if faults := loaded.unread_passages():
            raise ContentFaults(faults)
        app.extensions["library"] = loaded
    except ContentFaults as found:
        app.extensions["library"] = found
