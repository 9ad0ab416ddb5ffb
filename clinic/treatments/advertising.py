"""What advertising law lets the pages say.

Prescription-only medicines must not be advertised to the public (Human Medicines Regulations 2012, regulation 284; CAP
Code 12.12). A page may give factual, balanced information about one in a passage of its own, never in a title, heading,
link or summary. Words that promise a result are nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from clinic.treatments.evidence import Data
from clinic.treatments.reading import ContentFaults, Fault, as_struct, read_yaml

FILE = "medicines.yaml"


class Medicine(Data, frozen=True):
    """A prescription-only medicine: every name it goes by, and why it is on the list."""

    spellings: tuple[str, ...]
    why: str


class Banned(Data, frozen=True):
    """Words that no page may use, as a regular expression, but for the uses that `unless` finds."""

    words: str
    why: str
    unless: str = ""


@dataclass(frozen=True)
class Rules:
    medicines: dict[str, Medicine] = field(default_factory=dict)
    banned: dict[str, Banned] = field(default_factory=dict)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        spellings = {spelling for medicine in self.medicines.values() for spelling in medicine.spellings}
        words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(spellings, key=len, reverse=True))
        return re.compile(rf"\b(?:{words})\b" if words else r"(?!)", re.IGNORECASE)

    def medicine_in(self, text: str) -> str:
        """Give the first prescription-only medicine that a text names, or nothing."""
        found = self._names.search(text)
        return found[0] if found else ""

    def banned_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Give each banned word that a text uses, and why it is banned."""
        for rule in self.banned.values():
            for match in _not_allowed(rule, text):
                yield match[0], rule.why


def _not_allowed(rule: Banned, text: str) -> Iterator[re.Match[str]]:
    """Find a rule's words; what `unless` finds is looked for only then, as that takes a hundred times as long."""
    found = list(re.finditer(rule.words, text, re.IGNORECASE))
    unless = re.finditer(rule.unless, text, re.IGNORECASE) if found and rule.unless else ()
    allowed = [match.span() for match in unless]
    return (
        match for match in found if not any(start <= match.start() and match.end() <= end for start, end in allowed)
    )


def read_rules(folder: Path) -> tuple[Rules, list[Fault]]:
    """Read the medicines and the banned words of a folder of content."""
    try:
        document = read_yaml((folder / FILE).read_text(), FILE)
        medicines = as_struct(document, _Lists)
    except ContentFaults as found:
        return Rules(), found.faults
    except FileNotFoundError:
        return Rules(), [Fault(FILE, 1, "The list of prescription-only medicines is missing.")]
    return Rules(medicines.names, medicines.banned), []


class _Lists(Data, frozen=True):
    names: dict[str, Medicine]
    banned: dict[str, Banned]
