"""What may be wrong with the evidence: references twice, numbers that do not add up, claims that rest on nothing."""

import re
from collections.abc import Iterator

from clinic.treatments.evidence import (
    Claim,
    Design,
    Kind,
    NoSuchFigure,
    Outcome,
    Study,
    addresses,
    figures_of,
    written,
)
from clinic.treatments.figures import UNITS, number
from clinic.treatments.reading import Fault
from clinic.treatments.store import Evidence

BY_HAND = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")
MONTH = "(?:(?:Janu|Febru)ary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber)"
DATE = re.compile(rf"\b(?:(?:\d{{1,2}} )?{MONTH} )?(?:19|20)\d\d\b")
TWICE = re.compile(r"\b(\w{2,})\s+\1\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{[^}]*\}")
PHONE = re.compile(r"\[[^]]*\]\((?:tel|sms):[^)]*\)")


def of_evidence(evidence: Evidence) -> Iterator[Fault]:
    """Find references twice, units unknown, numbers that do not add up, and claims without what they rest on."""
    yield from _twice(evidence)
    for name, study in evidence.studies.items():
        yield from _study(name, study, evidence)
    for name, claim in evidence.claims.items():
        yield from _claim(name, claim, evidence)


def _twice(evidence: Evidence) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for name, entry in evidence.references.items():
        for key in ("doi", "pmid", "url", "title"):
            value = str(getattr(entry, key, "")).strip().lower().rstrip("/.")
            if not value:
                continue
            first = seen.setdefault((key, value), name)
            if first != name:
                yield evidence.at(name, key).fault(f"“{name}” has the same {key} as “{first}”: keep one of them.")


def _study(name: str, study: Study, evidence: Evidence) -> Iterator[Fault]:
    for index, parts in enumerate(study.parts):
        total = sum(parts.values())
        if total != study.size:
            place = evidence.at(name, "parts", str(index))
            yield place.fault(f"The parts of “{name}” add up to {total} people, not {study.size}.")
    for key, outcome in study.outcomes.items():
        at = evidence.at(name, "outcomes", key)
        yield from (at.fault(words) for words in _outcome(key, outcome, study))


def _outcome(key: str, outcome: Outcome, study: Study) -> Iterator[str]:
    if outcome.unit not in UNITS:
        yield f"The unit “{outcome.unit}” of “{key}” is not known: use one of {', '.join(sorted(UNITS))}."
    numbers = [number(text) for text in (outcome.value, outcome.low, outcome.high, outcome.spread) if text]
    if None in numbers:
        yield f"A figure of “{key}” is no number: write it as the source prints it, without its unit."
        return
    low, value, high = (
        number(outcome.low or outcome.value),
        number(outcome.value),
        number(outcome.high or outcome.value),
    )
    if not (low is not None and value is not None and high is not None and low <= value <= high):
        yield f"The value of “{key}” lies outside its own interval."
    if outcome.kind is Kind.ratio and low is not None and low <= 0:
        yield f"The ratio “{key}” reaches 0 or less, which no ratio does."
    if bool(outcome.low) != bool(outcome.high):
        yield f"The interval of “{key}” has only one end."
    if outcome.people and study.size and outcome.people > study.size:
        yield f"“{key}” counts {outcome.people} people, more than the {study.size} of the study."
    if outcome.kind is Kind.share and outcome.people and study.design is not Design.meta_analysis:
        yield from _share(key, outcome, outcome.people)


def _share(key: str, outcome: Outcome, people: int) -> Iterator[str]:
    """Find a percentage that no whole number of these people gives, to the last digit printed."""
    value = float(outcome.value)
    last_digit = 10.0 ** -len(outcome.value.partition(".")[2])
    events = outcome.events if outcome.events is not None else round(value * people / 100)
    if abs(events * 100 / people - value) > last_digit + 1e-9:
        yield f"{events} of {people} people is not {outcome.value}% (“{key}”)."


def _claim(name: str, claim: Claim, evidence: Evidence) -> Iterator[Fault]:
    at = evidence.at(name)
    if not claim.rests_on:
        yield at.fault(f"The claim “{name}” rests on no source.")
    known = evidence.references
    for index, reference in enumerate(claim.rests_on):
        if reference not in known:
            yield evidence.at(name, "rests_on", str(index)).fault(f"There is no source “{reference}”.")
        elif claim.may_be_published and not known[reference].checked.may_be_published:
            yield at.fault(f"“{name}” rests on “{reference}”, which was not verified and may not be published.")
    for study in set(addresses(claim)) - set(claim.rests_on) & set(known):
        yield at.fault(f"“{name}” takes a figure from “{study}” and does not rest on it.")
    if not claim.checked.may_be_published and not claim.withheld:
        yield at.fault(f"“{name}” was not verified: say in “withheld” why it stands here.")
    yield from (evidence.at(name, "text").fault(words) for words in _figures(name, claim, evidence))


def _figures(name: str, claim: Claim, evidence: Evidence) -> Iterator[str]:
    try:
        figures = figures_of(claim, evidence.studies)
        written(claim, evidence.studies)
    except NoSuchFigure as missing:
        yield f"The figure “{missing}” of “{name}” is in no study."
        return
    except KeyError as missing:
        yield f"“{name}” has a placeholder without a figure that fits: {missing}."
        return
    unknown = sorted({figure.unit for figure in figures.values()} - UNITS - {""})
    if unknown:
        yield f"The unit “{unknown[0]}” of “{name}” is not known: use one of {', '.join(sorted(UNITS))}."
    used = {each.split(":")[0].strip("{}") for each in PLACEHOLDER.findall(claim.text)}
    for unused in sorted(set(claim.figures) - used):
        yield f"The figure “{unused}” of “{name}” is not used in its text."
    twice = TWICE.search(written(claim, evidence.studies))
    if twice:
        yield f"“{name}” reads “{twice[0]}”: the figure brings its unit already."
    words = PHONE.sub("", PLACEHOLDER.sub("", claim.text))
    if "](" in words:
        yield f"“{name}” holds a link: a claim leads nowhere but to a telephone."
    by_hand = BY_HAND.search(DATE.sub("", words))
    if by_hand:
        yield f"“{name}” writes the number {by_hand[0]} by hand: give it as a figure."
