"""What a questionnaire is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from clinic.intake.conditions import Answers, Condition


class Kind(StrEnum):
    """How a question is answered, and so the type of its answer."""

    text = "text"  # str
    long_text = "long_text"  # str
    email = "email"  # str, normalised
    phone = "phone"  # str, E.164
    date = "date"  # str, ISO 8601
    one = "one"  # str, one option's value
    many = "many"  # list[str], options' values
    scale = "scale"  # int, 0 to 10
    tick = "tick"  # True, or no answer
    matrix = "matrix"  # dict[str, str]: words by the value of an option chosen in another question


def says_something(answer: Any) -> bool:
    """Tell an answer from a missing one: 0 out of 10 is an answer, and a box left unticked is none."""
    return answer is not False and answer not in (None, "", [], {})


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    hint: str = ""
    picture: str = ""
    """The name of a drawing in templates/components/pictures/."""
    shown_when: Condition | None = None
    alone: bool = False
    """Chosen with nothing else, such as "None of these"."""


@dataclass(frozen=True)
class Question:
    """One thing we ask. `required` may depend on other answers; a question not shown is never required."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    why: str = ""
    """Why we ask, in the person's words."""
    options: tuple[Option, ...] = ()
    rows_from: str = ""
    """For a matrix: the key of the question whose chosen options are its rows."""
    shown_when: Condition | None = None
    required: bool | Condition = False
    missing: str = ""
    """The message when a required answer is missing, e.g. "Enter your full name."."""
    special_category: bool = True
    """Health data under UK GDPR Article 9."""
    longest: int = 200
    autocomplete: str = ""

    def is_shown(self, answers: Answers, on: date) -> bool:
        return self.shown_when is None or self.shown_when.met(answers, on)

    def is_required(self, answers: Answers, on: date) -> bool:
        if isinstance(self.required, Condition):
            return self.required.met(answers, on)
        return self.required

    def options_shown(self, answers: Answers, on: date) -> list[Option]:
        return [option for option in self.options if option.shown_when is None or option.shown_when.met(answers, on)]

    def in_words(self, answer: Any, options: tuple[Option, ...]) -> list[str]:
        """Give an answer as lines to read, with these options' labels; nothing for a missing one."""
        if not says_something(answer):
            return []
        labels = {option.value: option.label for option in options}
        match self.kind:
            case Kind.many:
                return [labels.get(value, value) for value in answer]
            case Kind.one:
                return [labels.get(answer, answer)]
            case Kind.tick:
                return ["Yes"]
            case Kind.scale:
                return [f"{answer} out of 10"]
            case Kind.date:
                return [f"{date.fromisoformat(answer):%-d %B %Y}"]
            case Kind.matrix:
                return [f"{labels.get(row, row)}: {words}" for row, words in answer.items() if words]
            case _:
                return str(answer).split("\n")


@dataclass(frozen=True)
class Step:
    """One page of the full form: one subject."""

    slug: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""

    def questions_shown(self, answers: Answers, on: date) -> list[Question]:
        return [question for question in self.questions if question.is_shown(answers, on)]


@dataclass(frozen=True)
class Questionnaire:
    """A version of what we ask. Answers keep the version they were given to."""

    version: str
    steps: tuple[Step, ...]
    quick: tuple[str, ...] = field(default=())
    """The keys of the quick form, in its order."""

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        return {question.key: question for step in self.steps for question in step.questions}

    def in_words(self, question: Question, answer: Any) -> list[str]:
        """Give an answer as lines to read. A matrix's rows are named by the question they come from."""
        source = self.questions[question.rows_from] if question.rows_from else question
        return question.in_words(answer, source.options)

    @cached_property
    def quick_step(self) -> Step:
        return Step("quick", "Ask for a consultation", tuple(self.questions[key] for key in self.quick))

    def steps_shown(self, answers: Answers, on: date) -> list[Step]:
        """Give the steps that have something to ask this person."""
        return [step for step in self.steps if step.questions_shown(answers, on)]

    def visible(self, answers: Answers, on: date) -> Iterator[tuple[Step, Question]]:
        for step in self.steps:
            for question in step.questions_shown(answers, on):
                yield step, question

    def relevant(self, answers: Answers, on: date) -> dict[str, Any]:
        """Give the answers to questions that are shown: an answer whose question has gone is not kept."""
        told = (question for key, question in self.questions.items() if says_something(answers.get(key)))
        kept = {q.key: self._offered(q, answers, on) for q in told if q.is_shown(answers, on)}
        return {key: answer for key, answer in kept.items() if says_something(answer)}

    def _offered(self, question: Question, answers: Answers, on: date) -> Any:
        """Give an answer without the options, or rows, that are not offered to this person any more."""
        answer = answers[question.key]
        if question.kind is Kind.matrix:
            rows = answers.get(question.rows_from) or []
            return {row: words for row, words in answer.items() if row in rows}
        if question.kind is Kind.many and any(option.shown_when for option in question.options):
            offered = {option.value for option in question.options_shown(answers, on)}
            return [value for value in answer if value in offered]
        return answer
