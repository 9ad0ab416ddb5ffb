"""What is known and how well: official pages, studies with their outcomes, and the claims that rest on them."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from clinic.treatments.figures import Figure


class Checked(StrEnum):
    """What a reference or claim was checked against. The last three may not be published."""

    abstract = "abstract"
    official = "official"
    secondary = "secondary"
    article = "article"
    unverified = "unverified"
    memory = "memory"

    @property
    def may_be_published(self) -> bool:
        return self in {Checked.abstract, Checked.official, Checked.secondary}


class Sure(StrEnum):
    """How sure a claim is: what an official body states, or how strong the studies are."""

    official = "official"
    good = "good"
    fair = "fair"
    weak = "weak"
    very_weak = "very-weak"


class Design(StrEnum):
    meta_analysis = "meta-analysis"
    systematic_review = "systematic-review"
    review = "review"
    randomised_trial = "randomised-trial"
    within_person_trial = "within-person-trial"
    controlled_trial = "controlled-trial"
    uncontrolled_series = "uncontrolled-series"
    retrospective_series = "retrospective-series"
    cohort = "cohort"
    clinical_evaluation = "clinical-evaluation"
    survey = "survey"


class Kind(StrEnum):
    """What an outcome's number is: a change, a ratio of two groups, a share of people, a level, or a count."""

    difference = "difference"
    ratio = "ratio"
    share = "share"
    level = "level"
    counted = "count"


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shape of the content's data: a field that is not known is a fault."""


class Outcome(Data, frozen=True):
    """One result of a study. Numbers are text, as the source prints them; `low` and `high` are its interval."""

    measure: str
    unit: str
    value: str
    kind: Kind
    low: str = ""
    high: str = ""
    spread: str = ""
    people: int | None = None
    trials: int | None = None
    events: int | None = None
    after: str = ""
    randomised_only: bool = False
    setup: bool = False
    """It tells how the study was done, not what it found."""
    note: str = ""


class Study(Data, frozen=True):
    """A study, its reference as far as it was verified, and what it found. `size` counts people."""

    title: str
    checked: Checked
    design: Design
    comparator: str
    limits: tuple[str, ...]
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    place: str = ""
    doi: str = ""
    pmid: str = ""
    registration: str = ""
    size: int | None = None
    parts: tuple[dict[str, int], ...] = ()
    setting: str = ""
    outcomes: dict[str, Outcome] = {}


class Source(Data, frozen=True):
    """A page or document of an official body."""

    title: str
    publisher: str
    kind: str
    checked: Checked
    url: str = ""
    year: int | None = None
    date: str = ""
    about: str = ""


class OwnFigure(Data, frozen=True):
    """A figure that stands on an official page and belongs to no study."""

    unit: str
    value: str = ""
    low: str = ""
    high: str = ""


class Claim(Data, frozen=True):
    """A sentence that may be published, with its figures and what it rests on."""

    text: str
    rests_on: tuple[str, ...]
    checked: Checked
    sure: Sure
    figures: dict[str, str | OwnFigure] = {}
    withheld: str = ""
    """Why it may not be published, if it may not."""

    @property
    def may_be_published(self) -> bool:
        return self.checked.may_be_published and not self.withheld


FIGURE = re.compile(r"\{([\w-]+)(?::(\w+))?\}")
ADDRESS = re.compile(r"(?P<study>[\w-]+)(?:/(?P<outcome>[\w-]+))?(?::(?P<part>\w+))?")
COUNTS = {"size": "people", "people": "people", "trials": "trials", "events": "people"}


class NoSuchFigure(LookupError):
    """A figure's address leads nowhere."""


def figure_at(address: str, studies: Mapping[str, Study]) -> Figure:
    """Give the figure at `study:size`, `study/outcome` or `study/outcome:part`. Raises NoSuchFigure."""
    match = ADDRESS.fullmatch(address)
    study = studies.get(match["study"]) if match else None
    if match is None or study is None:
        raise NoSuchFigure(address)
    owner: Any = study.outcomes.get(match["outcome"]) if match["outcome"] else study
    if owner is None:
        raise NoSuchFigure(address)
    return _part(owner, match["part"], address)


def _part(owner: Study | Outcome, part: str | None, address: str) -> Figure:
    if isinstance(owner, Outcome) and not part:
        return Figure(owner.unit, owner.value, owner.low, owner.high)
    value = getattr(owner, part or "", None)
    if value in {None, ""} or isinstance(value, str | int) is False:
        raise NoSuchFigure(address)
    unit = COUNTS.get(part or "") or (owner.unit if isinstance(owner, Outcome) else "")
    return Figure(unit, str(value))


def figures_of(claim: Claim, studies: Mapping[str, Study]) -> dict[str, Figure]:
    """Give a claim's figures by name. Raises NoSuchFigure."""
    return {
        name: figure_at(given, studies)
        if isinstance(given, str)
        else Figure(given.unit, given.value, given.low, given.high)
        for name, given in claim.figures.items()
    }


def written(claim: Claim, studies: Mapping[str, Study]) -> str:
    """Write a claim out with its figures. Raises NoSuchFigure, or KeyError for a placeholder without a figure."""
    figures = figures_of(claim, studies)
    return FIGURE.sub(lambda match: figures[match[1]].written(match[2] or ""), claim.text)


def addresses(claim: Claim) -> Iterator[str]:
    """Give the studies that a claim's figures are taken from."""
    for given in claim.figures.values():
        if isinstance(given, str):
            match = ADDRESS.fullmatch(given)
            yield match["study"] if match else given
