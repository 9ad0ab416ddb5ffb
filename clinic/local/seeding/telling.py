"""What people tell: an answer to whatever the questionnaire would ask them, in words that mean nothing."""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from clinic.intake.models import Source
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question
from clinic.intake.rules import Priority, assess
from clinic.local.seeding.chance import Lot
from clinic.local.seeding.names import person, sentence
from clinic.treatments.subjects import PAGES

Answers = dict[str, Any]

STORIES = 800
"""Each is told many times over, by other people."""
QUICK_STORIES = 80
LIKELY = {Priority.emergency: 1, Priority.same_day: 3, Priority.prompt: 12, Priority.soon: 22, Priority.routine: 62}
"""Requests of each priority in a hundred."""

WELL = frozenset({"no", "none"})
"""What means that nothing is wrong. Most people choose it wherever it is offered."""
MOSTLY, OFTEN, SELDOM = 0.92, 0.6, 0.2
AGES = ((5, 14), *[(21, 46)] * 12, *[(53, 80)] * 6)
"""Years, so that nobody has become an adult, or is over fifty, since they asked."""
REACHED = ("name", "email", "phone", "contact_pref")
"""What is answered before anything else, because what must be answered depends on it."""


@dataclass(frozen=True, eq=False)
class Story:
    """What somebody tells, but for who they are: the request says that."""

    source: Source
    answers: Answers
    assessment: dict[str, Any]
    priority: Priority
    hold: bool
    page: str
    """The information page whose form it came by, if it came by one."""

    def told_by(self, name: str, email: str, phone: str) -> Answers:
        """Give the answers of this person, who leaves out what this story does not give."""
        who = {"name": name, "email": email, "phone": phone}
        return self.answers | {key: value for key, value in who.items() if key in self.answers}


def stories(random: Random, on: date) -> Lot[Story]:
    """Give many different stories, the urgent ones as seldom as they come."""
    told = [_story(random, Source.full, QUESTIONNAIRE.questions, on) for _ in range(STORIES)]
    told += [_story(random, Source.quick, QUESTIONNAIRE.quick, on) for _ in range(QUICK_STORIES)]
    of_priority = Counter(story.priority for story in told)
    return Lot({story: LIKELY[story.priority] / of_priority[story.priority] for story in told})


def _story(random: Random, source: Source, keys: Container[str], on: date) -> Story:
    answers = QUESTIONNAIRE.relevant(_answers(random, keys, on), on)
    assessment = assess(answers, on)
    page = random.choice(sorted(PAGES)) if source is Source.quick and random.random() < OFTEN else ""
    return Story(source, answers, assessment.as_json(), assessment.priority, bool(assessment.holds), page)


def _answers(random: Random, keys: Container[str], on: date) -> Answers:
    told = _reached(random)
    for question in QUESTIONNAIRE.questions.values():
        is_asked = question.key in keys and question.key not in REACHED and question.is_shown(told, on)
        if is_asked and (question.is_required(told, on) or random.random() < _chance(question)):
            told[question.key] = _answer(random, question, told, on)
    return told


def _reached(random: Random) -> Answers:
    """Choose how somebody is reached. Who they are is put in its place later."""
    (preferred,) = random.choices(("email", "phone", "text"), (80, 15, 5))
    left_out = {"phone"} if preferred == "email" else {"email"} if random.random() < SELDOM else set()
    who = person(0, random)._asdict()
    return {key: value for key, value in who.items() if key not in left_out} | {"contact_pref": preferred}


def _chance(question: Question) -> float:
    return SELDOM if question.kind is Kind.tick else OFTEN


def _answer(random: Random, question: Question, told: Answers, on: date) -> Any:
    match question.kind:
        case Kind.one:
            return _choices(random, question, told, on)[0]
        case Kind.many:
            return _choices(random, question, told, on)
        case Kind.scale:
            return round(random.triangular(0, 10, 4))
        case Kind.tick:
            return True
        case Kind.date:
            years = random.choice(AGES)
            return (on - timedelta(days=random.randint(*(365 * each for each in years)))).isoformat()
        case Kind.matrix:
            return {row: sentence(random, 6) for row in told[question.rows_from]}
        case Kind.email | Kind.phone:
            return getattr(person(0, random), question.kind)
        case _:
            return sentence(random)


def _choices(random: Random, question: Question, told: Answers, on: date) -> list[str]:
    offered = question.options_shown(told, on)
    well = [option.value for option in offered if option.value in WELL]
    if well and random.random() < MOSTLY:
        return well[:1]
    others = [option.value for option in offered if not option.alone]
    return random.sample(others, min(len(others), random.randint(1, 2)))
