"""What was told, in words: each answer with what it was before, and what the rules no longer find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clinic.core.clock import local
from clinic.intake import journey
from clinic.intake.journey import Row
from clinic.intake.models import IntakeAnswers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.privacy.wording import CONSENTS


@dataclass(frozen=True)
class Before:
    """What an answer was until somebody changed it."""

    until: datetime
    values: list[str]


@dataclass(frozen=True)
class Told:
    """One answer, and what it was before."""

    key: str
    label: str
    values: list[str]
    before: list[Before] = field(default_factory=list)
    """The latest first."""

    @property
    def is_about_health(self) -> bool:
        return QUESTIONNAIRE.questions[self.key].special_category


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Told]

    def kept(self, keep: Callable[[Told], bool]) -> "Section":
        return Section(self.title, [row for row in self.rows if keep(row)])


NO_LONGER_ASKED = "Told before, and no longer asked"


def sections(revisions: list[IntakeAnswers]) -> list[Section]:
    """Give the latest answers step by step; `revisions` has the latest first."""
    now, *earlier = revisions
    past = [(each, _rows(each)) for each in earlier]
    shown = [Section(each.step.title, [_told(row, now, past) for row in each.rows]) for each in _answered(now)]
    gone = _no_longer_asked({row.key for section in shown for row in section.rows}, now, past)
    return [*shown, Section(NO_LONGER_ASKED, gone)] if gone else shown


Past = list[tuple[IntakeAnswers, dict[str, Row]]]


def _told(row: Row, now: IntakeAnswers, past: Past) -> Told:
    return Told(row.key, row.label, row.values, _before(row, now, past))


def _before(row: Row, now: IntakeAnswers, past: Past) -> list[Before]:
    """Give each different answer that stood there earlier, with when it was replaced."""
    before, values, until = [], row.values, now.answered_at
    for told, rows in past:
        earlier = rows[row.key].values if row.key in rows else []
        if earlier != values:
            before.append(Before(until, earlier))
        values, until = earlier, told.answered_at
    return before


def _no_longer_asked(shown: set[str], now: IntakeAnswers, past: Past) -> list[Told]:
    lost = (row for _, rows in past for key, row in rows.items() if key not in shown and row.values)
    gone = {row.key: Row(row.key, row.label, []) for row in lost}
    return [_told(row, now, past) for row in gone.values()]


def _answered(told: IntakeAnswers) -> list[journey.Section]:
    """Leave out what was agreed to: that is told with its wording."""
    return [each for each in _in_words(told) if not {row.key for row in each.rows} <= set(CONSENTS)]


def _rows(told: IntakeAnswers) -> dict[str, Row]:
    return {row.key: row for section in _answered(told) for row in section.rows}


def _in_words(told: IntakeAnswers) -> list[journey.Section]:
    return journey.in_words(told.answers, local(told.answered_at).date())


@dataclass(frozen=True)
class EarlierFindings:
    """What the rules found in earlier answers and do not find in the latest."""

    until: datetime
    findings: list[dict[str, Any]]


def earlier_findings(revisions: Iterable[IntakeAnswers]) -> list[EarlierFindings]:
    now, *earlier = revisions
    rules = {finding["rule"] for finding in now.assessment["findings"]}
    found, until = [], now.answered_at
    for told in earlier:
        lost = [finding for finding in told.assessment["findings"] if finding["rule"] not in rules]
        if lost:
            found.append(EarlierFindings(until, lost))
        until = told.answered_at
    return found
