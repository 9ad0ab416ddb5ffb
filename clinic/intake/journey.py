"""Where a person is in the full form. A draft's progress holds `answers` and the steps `done`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.intake.conditions import Answers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step, says_something

Progress = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A step's number among those this person sees, and the step before it."""

    number: int
    total: int
    back: Step | None


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    values: list[str]


@dataclass(frozen=True)
class Section:
    """One step's answers in words."""

    step: Step
    rows: list[Row]


def is_complete(progress: Progress, step: Step, on: date) -> bool:
    """Tell whether a step was done and still has every answer it must have."""
    answers = progress["answers"]
    wanting = (q for q in step.questions_shown(answers, on) if q.is_required(answers, on))
    return step.slug in progress["done"] and all(says_something(answers.get(q.key)) for q in wanting)


def next_step(progress: Progress, on: date, after: Step | None = None) -> Step | None:
    """Give the first step not complete, if any; after a given step, one behind it comes first."""
    steps = QUESTIONNAIRE.steps_shown(progress["answers"], on)
    open_steps = [step for step in steps if not is_complete(progress, step, on)]
    if after in steps:
        later = steps[steps.index(after) :]
        return next((step for step in later if step in open_steps), next(iter(open_steps), None))
    return next(iter(open_steps), None)


def may_open(progress: Progress, step: Step, on: date) -> bool:
    """Tell whether a step is for this person and everything before it is complete."""
    steps = QUESTIONNAIRE.steps_shown(progress["answers"], on)
    if step not in steps:
        return False
    return all(is_complete(progress, earlier, on) for earlier in steps[: steps.index(step)])


def place(progress: Progress, step: Step, on: date) -> Place:
    steps = QUESTIONNAIRE.steps_shown(progress["answers"], on)
    position = steps.index(step) if step in steps else 0
    return Place(position + 1, len(steps), steps[position - 1] if position else None)


def in_words(answers: Answers, on: date) -> list[Section]:
    """Give every question this person was shown, with their answers as lines to read."""
    sections = []
    for step in QUESTIONNAIRE.steps_shown(answers, on):
        rows = [
            Row(q.key, q.label, QUESTIONNAIRE.in_words(q, answers.get(q.key)))
            for q in step.questions_shown(answers, on)
        ]
        sections.append(Section(step, rows))
    return sections


def done_through(progress: Progress) -> list[str]:
    """Give the steps that lie behind somebody, by their slugs: all up to the last one done, in the form's order."""
    slugs = [step.slug for step in QUESTIONNAIRE.steps]
    return slugs[: max((slugs.index(slug) + 1 for slug in progress["done"] if slug in slugs), default=0)]
