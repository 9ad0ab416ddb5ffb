from datetime import date
from typing import Any

import pytest

from clinic.intake.conditions import Age, Answered, AtLeast, Condition, chosen

TODAY = date(2026, 11, 23)
TEA = chosen("drinks", "tea")
EITHER = chosen("drinks", "tea", "coffee")
ADULT = Age("dob", at_least=18)
CHILD = Age("dob", at_most=17)


@pytest.mark.parametrize(
    ("condition", "answers", "met"),
    [
        (TEA, {"drinks": "tea"}, True),
        (TEA, {"drinks": ["water", "tea"]}, True),
        (TEA, {"drinks": ["water"]}, False),
        (TEA, {"drinks": None}, False),
        (EITHER, {"drinks": "coffee"}, True),
        (Answered("name"), {"name": "Sample"}, True),
        (Answered("name"), {"name": ""}, False),
        (AtLeast("impact", 7), {"impact": 7}, True),
        (AtLeast("impact", 7), {"impact": 6}, False),
        (AtLeast("impact", 0), {"impact": True}, False),
        (AtLeast("impact", 7), {"impact": "9"}, False),
        (ADULT, {"dob": "2008-11-23"}, True),
        (ADULT, {"dob": "2008-11-24"}, False),
        (CHILD, {"dob": "2008-11-24"}, True),
        (CHILD, {"dob": "not a date"}, False),
        (CHILD, {"dob": 12}, False),
        (TEA & ADULT, {"drinks": "tea", "dob": "1980-01-01"}, True),
        (TEA & ADULT, {"drinks": "tea"}, False),
        (TEA | ADULT, {"drinks": "tea"}, True),
        (~TEA, {"drinks": "water"}, True),
        (~TEA, {"drinks": "tea"}, False),
    ],
)
def test_a_condition_is_met_or_not(condition: Condition, answers: dict[str, Any], met: bool) -> None:
    assert condition.met(answers, TODAY) is met


@pytest.mark.parametrize("condition", [TEA, Answered("name"), AtLeast("impact", 0), ADULT, CHILD, TEA | ADULT])
def test_a_missing_answer_meets_nothing_but_a_not(condition: Condition) -> None:
    assert not condition.met({}, TODAY)
    assert (~condition).met({}, TODAY)


def test_a_person_born_on_29_february_comes_of_age_on_1_march() -> None:
    born = {"dob": "2008-02-29"}
    assert not ADULT.met(born, date(2026, 2, 28))
    assert ADULT.met(born, date(2026, 3, 1))


def test_a_condition_names_every_question_and_option_it_depends_on() -> None:
    assert list(((EITHER & ~Answered("name")) | ADULT).refers_to()) == [
        ("drinks", "tea"),
        ("drinks", "coffee"),
        ("name", None),
        ("dob", None),
    ]
