"""An answer as it is held beside the one that a person asks for, as both are read."""

from dataclasses import dataclass, replace

from clinic.core.clock import local
from clinic.intake import queries as intakes
from clinic.intake.journey import Row, in_words
from clinic.intake.models import IntakeAnswers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind
from clinic.privacy.wording import CONSENTS
from clinic.rights.models import RightsCase


@dataclass(frozen=True)
class Difference:
    case: RightsCase
    label: str
    held: list[str]
    asked: list[str]
    is_hidden: bool = False
    """From those who may not read what is told of health."""

    def without_answers(self) -> "Difference":
        """Leave out both answers, unless they say nothing of health."""
        if not QUESTIONNAIRE.questions[self.case.question].special_category:
            return self
        return replace(self, held=[], asked=[], is_hidden=True)


def difference(case: RightsCase) -> Difference:
    question = QUESTIONNAIRE.questions[case.question]
    held = intakes.answers_of(case.intake_id).answers.get(case.question)
    held_words, asked_words = (QUESTIONNAIRE.in_words(question, each) for each in (held, case.asked))
    return Difference(case, question.label, held_words, asked_words)


def correctable(told: IntakeAnswers) -> list[Row]:
    """Give the answers of which a correction can be asked: what was agreed to is withdrawn, not corrected."""
    sections = in_words(told.answers, local(told.answered_at).date())
    rows = (row for section in sections for row in section.rows)
    return [row for row in rows if row.key not in CONSENTS and QUESTIONNAIRE.questions[row.key].kind is not Kind.tick]
