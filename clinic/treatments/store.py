"""The evidence of all pages together, each entry with where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from clinic.treatments.evidence import Claim, Data, Source, Study
from clinic.treatments.reading import ContentFaults, Document, Fault, Place, entries, files, read_yaml

Entry = TypeVar("Entry", bound=Data)


@dataclass
class Evidence:
    """Every source, study and claim by its id; ids of sources and studies are one namespace."""

    sources: dict[str, Source] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict, repr=False)

    def at(self, name: str, *where: str) -> Place:
        return self.documents[name].place(name, *where)

    @property
    def references(self) -> dict[str, Study | Source]:
        return {**self.sources, **self.studies}


def read_evidence(folder: Path) -> tuple[Evidence, list[Fault]]:
    """Read `sources/`, `studies/` and `claims/` of a folder, and give what is wrong with their shapes."""
    evidence = Evidence()
    faults = [
        *_read(folder / "sources", Source, evidence.sources, evidence.documents),
        *_read(folder / "studies", Study, evidence.studies, evidence.documents),
        *_read(folder / "claims", Claim, evidence.claims, evidence.documents),
    ]
    return evidence, faults


def _read(folder: Path, kind: type[Entry], into: dict[str, Entry], documents: dict[str, Document]) -> Iterator[Fault]:
    for path in files(folder, "*.yaml"):
        try:
            document = read_yaml(path.read_text(), f"{folder.parent.name}/{folder.name}/{path.name}")
        except ContentFaults as found:
            yield from found.faults
            continue
        good, faults = entries(document, kind)
        yield from faults
        for name, entry in good.items():
            if name in documents:
                yield document.place(name).fault(f"The id “{name}” is taken by {documents[name].file}.")
            else:
                into[name], documents[name] = entry, document
