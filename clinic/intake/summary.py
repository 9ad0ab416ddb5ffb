"""A request in five lines: what whoever decides about it wants to know before anything else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.intake.conditions import Answers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Question, says_something

NOT_TOLD = "Not told"
NOTHING = "None"

LINES: dict[str, tuple[str, ...]] = {
    "Pattern": ("type", "area", "scale_m", "scale_f"),
    "Onset": ("onset", "tempo", "course"),
    "Symptoms": ("safety2", "scalp", "nails", "systemic"),
    "Medicines": ("hair_medicines", "meds", "anticoag", "allergy"),
}
"""The questions that each line draws on, in the order of its words."""

IF_YES = {"nails": "Nails with small dents or ridges"}
"""What a yes means, in a line without its question."""

FLAGS = "Flags"


@dataclass(frozen=True)
class Line:
    label: str
    words: str


def summary(answers: Answers, assessment: Mapping[str, Any], on: date) -> list[Line]:
    """Give pattern, onset, symptoms, medicines and flags, each in one line."""
    shown = {question.key for _, question in QUESTIONNAIRE.visible(answers, on)}
    told = [Line(label, _words([key for key in keys if key in shown], answers)) for label, keys in LINES.items()]
    return [*told, Line(FLAGS, flags(assessment))]


def _words(keys: list[str], answers: Answers) -> str:
    answered = [key for key in keys if says_something(answers.get(key))]
    said = [words for key in answered for words in _said(QUESTIONNAIRE.questions[key], answers[key])]
    return "; ".join(said) if said else NOTHING if answered else NOT_TOLD


def _said(question: Question, answer: Any) -> Iterator[str]:
    """Give an answer's words, but none for one that says that there is nothing."""
    nothing = {option.value for option in question.options if option.alone or option.value == "no"}
    if question.options and {*_as_list(answer)} <= nothing:
        return
    if question.key in IF_YES:
        yield IF_YES[question.key]
    else:
        yield from QUESTIONNAIRE.in_words(question, answer)


def _as_list(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]


def flags(assessment: Mapping[str, Any]) -> str:
    """Give the reasons of what the rules found, the most urgent first; holds are named as such."""
    found = [
        f"{finding['reason'].rstrip('.')}{' (hold)' if finding['hold'] else ''}"
        for finding in assessment["findings"]
        if finding["hold"] or finding["priority"] != "routine"
    ]
    notes = [] if assessment["safety_answered"] else ["Safety questions not all answered"]
    return "; ".join([*found, *notes]) or NOTHING
