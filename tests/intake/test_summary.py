"""A request in five lines: what was told, in words, and nothing that was not."""

from datetime import date
from typing import Any

import pytest

from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind
from clinic.intake.rules import assess
from clinic.intake.summary import IF_YES, LINES, summary
from tests.browser import people
from tests.world import QUICK

DAY = date(2026, 11, 28)


def lines(answers: dict[str, Any]) -> dict[str, str]:
    return {line.label: line.words for line in summary(answers, assess(answers, DAY).as_json(), DAY)}


def test_the_lines_draw_on_questions_that_exist() -> None:
    drawn = {key for keys in LINES.values() for key in keys}
    assert drawn <= set(QUESTIONNAIRE.questions)
    assert set(IF_YES) <= drawn


def test_every_yes_or_no_has_words_for_its_yes() -> None:
    asked = [QUESTIONNAIRE.questions[key] for keys in LINES.values() for key in keys]
    bare = {q.key for q in asked if q.kind is Kind.one and {option.value for option in q.options} == {"yes", "no"}}
    assert bare <= set(IF_YES)


def test_five_lines_tell_a_whole_form() -> None:
    told = lines(people.WOMAN)
    assert list(told) == ["Pattern", "Onset", "Symptoms", "Medicines", "Flags"]
    assert told["Onset"] == (
        "3 months to a year ago; Slowly, over months or years; Slowly getting worse, or patches are getting bigger"
    )
    assert told["Symptoms"] == "Itch; Flakes or scale; Feeling worn out most of the time"
    assert told["Medicines"] == "levothyroxine 75 micrograms; Latex"


def test_a_yes_is_told_without_its_question_and_a_no_not_at_all() -> None:
    assert "Nails with small dents or ridges" in lines({**people.WOMAN, "nails": "yes"})["Symptoms"]
    assert "nails" not in lines({**people.WOMAN, "nails": "no"})["Symptoms"].lower()


def test_none_of_these_is_none_and_what_was_not_asked_is_not_told() -> None:
    assert lines({**people.MAN, "systemic": ["none"], "scalp": ["none"]})["Symptoms"] == "None"
    assert lines(QUICK)["Symptoms"] == "Not told"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"safety1": "now"}, "does not feel safe now"),
        ({"allergy": ["local_anaesthetic"]}, "(hold)"),
        ({"safety1": "prefer_not"}, "Safety questions not all answered"),
    ],
)
def test_flags_are_the_reasons_of_the_rules(changes: dict[str, Any], words: str) -> None:
    assert words in lines({**people.WOMAN, **changes})["Flags"]


def test_an_answer_that_is_not_shown_to_this_person_is_not_summed_up() -> None:
    assert "Stage 3" not in lines({**people.WOMAN, "scale_m": "male-3"})["Pattern"]
