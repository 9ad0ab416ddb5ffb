"""A source as a page lists it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from clinic.treatments.evidence import Checked, Design, Kind, Outcome, Source, Study
from clinic.treatments.figures import Figure
from clinic.treatments.store import Evidence

CHECKED = {
    Checked.abstract: "Checked against the study’s own abstract.",
    Checked.official: "Checked against the official text.",
    Checked.secondary: "Checked only through another publication that reports it.",
}

DESIGNS = {
    Design.meta_analysis: "Pooled analysis of several studies",
    Design.systematic_review: "Systematic review",
    Design.review: "Review",
    Design.randomised_trial: "Randomised trial",
    Design.within_person_trial: "Trial comparing two areas on the same head",
    Design.controlled_trial: "Trial with a comparison group",
    Design.uncontrolled_series: "People followed without a comparison group",
    Design.retrospective_series: "Looking back at records, without a comparison group",
    Design.cohort: "A group followed over time",
    Design.clinical_evaluation: "Clinical evaluation",
    Design.survey: "Survey",
}


@dataclass(frozen=True)
class Reference:
    """One numbered source: who, what, where and how well it was checked."""

    number: int
    id: str
    title: str
    authors: str
    where: str
    """The journal with its volume and pages, or the publisher, and the year."""
    url: str
    link: str
    """The words of the link: the DOI or the host, never the title."""
    note: str
    checked: str
    design: str
    study: Study | None

    @property
    def found(self) -> tuple[str, ...]:
        """What the study found, an outcome each, but for counts of studies and the like."""
        return tuple(_found(outcome) for outcome in self._outcomes if not outcome.setup)

    @property
    def finding(self) -> str:
        """What stands for the others: the first that compares or counts people, else the first two levels."""
        found = sorted((outcome for outcome in self._outcomes if not outcome.setup), key=lambda o: o.kind is Kind.level)
        return "; ".join(_found(each) for each in found[: 2 if found and found[0].kind is Kind.level else 1])

    @property
    def done(self) -> tuple[str, ...]:
        """How it was done, as far as a number tells: where, for how long."""
        return tuple(_found(outcome) for outcome in self._outcomes if outcome.setup)

    @property
    def _outcomes(self) -> tuple[Outcome, ...]:
        outcomes = self.study.outcomes.values() if self.study else ()
        return tuple(outcome for outcome in outcomes if outcome.kind is not Kind.counted)

    @property
    def plain(self) -> str:
        facts = (self.authors, self.title, self.where, self.url, self.design, self.note, *self._of_study, self.checked)
        return ". ".join(fact.rstrip(".") for fact in facts if fact) + "."

    @property
    def _of_study(self) -> tuple[str, ...]:
        study = self.study
        if study is None:
            return ()
        people = f"People: {study.size}" if study.size else ""
        found = (_found(outcome) for outcome in self._outcomes)
        return people, study.setting, f"Compared with: {study.comparator}", *found, "; ".join(study.limits)


def _found(outcome: Outcome) -> str:
    figure = Figure(outcome.unit, outcome.value, outcome.low, outcome.high)
    interval = f"interval {figure.written('interval')}" if outcome.low and outcome.high else ""
    spread = f"spread ± {Figure(outcome.unit, outcome.spread).written()}" if outcome.spread else ""
    return f"{outcome.measure}: " + ", ".join(filter(None, (figure.written(), interval, spread, outcome.after)))


def reference(number: int, name: str, evidence: Evidence) -> Reference:
    """List a study or an official page under its number on a page."""
    if name in evidence.studies:
        return _study(number, name, evidence.studies[name])
    return _source(number, name, evidence.sources[name])


def _study(number: int, name: str, study: Study) -> Reference:
    url = (
        f"https://doi.org/{study.doi}"
        if study.doi
        else f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"
        if study.pmid
        else ""
    )
    link = f"doi:{study.doi}" if study.doi else f"PubMed {study.pmid}" if study.pmid else ""
    journal = " ".join(filter(None, (study.journal, str(study.year or ""))))
    where = "; ".join(filter(None, (journal, study.place)))
    registered = f"Registered as {study.registration}." if study.registration else ""
    return Reference(
        number=number,
        id=name,
        title=study.title,
        authors=", ".join(study.authors),
        where=where,
        url=url,
        link=link,
        note=registered,
        checked=CHECKED[study.checked],
        design=DESIGNS[study.design],
        study=study,
    )


def _source(number: int, name: str, source: Source) -> Reference:
    dated = source.date or str(source.year or "")
    return Reference(
        number=number,
        id=name,
        title=source.title,
        authors="",
        where=", ".join(filter(None, (source.publisher, dated))),
        url=source.url,
        link=urlsplit(source.url).hostname or "",
        note=source.about,
        checked=CHECKED[source.checked],
        design="",
        study=None,
    )
