from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clinic.intake.conditions import Condition
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question
from clinic.privacy.wording import CONSENTS, current
from clinic.treatments.subjects import SUBJECTS

TODAY = date(2026, 11, 23)
PICTURES = Path(__file__).parents[2] / "templates/components/pictures"
QUESTIONS = list(QUESTIONNAIRE.questions.values())

ASKED = (
    "name dob sex adult_name adult_email adult_phone adult_relationship",
    "email phone contact_pref no_voicemail contact_time region",
    "safety1 safety2 hair_medicines tablet_contact",
    "onset tempo type area scale_m scale_f scalp nails systemic",
    "reproductive hormone triggers hair_care lifestyle",
    "subject goals expect impact impact_avoiding",
    "cond cond_more family mental meds anticoag allergy allergy_more tried tried_more",
    "gp gp_permission tests source message",
    "emerg_ack consent_health consent_contact marketing",
)

NOT_HEALTH = (
    "name dob adult_name adult_email adult_phone adult_relationship",
    "email phone contact_pref no_voicemail contact_time region",
    "source emerg_ack consent_health consent_contact marketing",
)

PROMISES = ("cure", "guarantee", "100%", "miracle", "permanent", "painless", "risk-free")


def keys(lines: tuple[str, ...]) -> set[str]:
    return {key for line in lines for key in line.split()}


def by_key(question: Question) -> str:
    return question.key


def words_of(question: Question) -> list[str]:
    words = [question.label, question.hint, question.why, question.missing]
    return [*words, *(word for option in question.options for word in (option.label, option.hint))]


def shown(answers: dict[str, Any]) -> set[str]:
    return {question.key for _, question in QUESTIONNAIRE.visible(answers, TODAY)}


def required(answers: dict[str, Any]) -> set[str]:
    return {q.key for _, q in QUESTIONNAIRE.visible(answers, TODAY) if q.is_required(answers, TODAY)}


def test_everything_the_clinic_must_know_is_asked() -> None:
    assert keys(ASKED) <= set(QUESTIONNAIRE.questions)


def test_no_key_is_used_twice() -> None:
    used = [question.key for step in QUESTIONNAIRE.steps for question in step.questions]
    assert len(used) == len(set(used))
    slugs = [step.slug for step in QUESTIONNAIRE.steps]
    assert len(slugs) == len(set(slugs))


def test_exactly_the_answers_about_health_count_as_special_category() -> None:
    assert {question.key for question in QUESTIONS if not question.special_category} == keys(NOT_HEALTH)


def test_the_short_form_asks_only_what_is_needed_to_answer() -> None:
    assert [question.key for question in QUESTIONNAIRE.quick_step.questions] == [
        *("name", "email", "phone", "contact_pref", "contact_time", "no_voicemail", "subject", "message"),
        *("emerg_ack", "consent_health", "consent_contact", "marketing"),
    ]


def test_the_safety_questions_stand_together_before_anything_about_hair() -> None:
    steps = {step.slug: step for step in QUESTIONNAIRE.steps}
    assert [question.key for question in steps["safety"].questions] == [
        *("safety1", "hair_medicines", "safety2", "tablet_contact"),
    ]
    assert list(steps).index("safety") <= 2


def dependencies() -> Iterator[tuple[str, str, Condition]]:
    """Give (step, what depends, on what) wherever a page is made from earlier answers."""
    for step in QUESTIONNAIRE.steps:
        for question in step.questions:
            if question.shown_when:
                yield step.slug, question.key, question.shown_when
            for option in question.options:
                if option.shown_when:
                    yield step.slug, f"{question.key}.{option.value}", option.shown_when


def step_of(key: str) -> int:
    return next(n for n, step in enumerate(QUESTIONNAIRE.steps) if key in {q.key for q in step.questions})


@pytest.mark.parametrize(("step", "dependant", "condition"), list(dependencies()))
def test_a_page_depends_only_on_pages_before_it(step: str, dependant: str, condition: Condition) -> None:
    here = [each.slug for each in QUESTIONNAIRE.steps].index(step)
    for key, _ in condition.refers_to():
        assert step_of(key) < here, f"{dependant} depends on {key}"


def test_the_rows_of_a_matrix_come_from_a_page_before_it() -> None:
    for question in QUESTIONS:
        if question.kind is Kind.matrix:
            assert step_of(question.rows_from) < step_of(question.key)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_a_condition_refers_to_questions_and_options_that_exist(question: Question) -> None:
    conditions = [question.shown_when, question.required, *(option.shown_when for option in question.options)]
    for condition in conditions:
        if isinstance(condition, Condition):
            for key, option in condition.refers_to():
                asked = QUESTIONNAIRE.questions[key]
                assert option is None or option in {each.value for each in asked.options}


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_a_question_says_what_is_missing_when_it_must_be_answered(question: Question) -> None:
    assert bool(question.missing) == (question.required is not False)
    assert not question.missing or question.missing.endswith((".", ".”"))


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_choices_are_there_when_there_is_something_to_choose(question: Question) -> None:
    assert bool(question.options) == (question.kind in {Kind.one, Kind.many})
    values = [option.value for option in question.options]
    labels = [option.label for option in question.options]
    assert len(values) == len(set(values))
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_whoever_must_choose_can_always_say_that_nothing_applies(question: Question) -> None:
    can_say_none = {"none", "no", "no_loss", "unsure", "not-sure", "prefer_not"}
    always_answerable = {"onset", "tempo", "area", "goals", "contact_pref"}
    if question.options and question.required and question.key not in always_answerable:
        assert can_say_none & {option.value for option in question.options}


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_an_answer_that_stands_alone_comes_last(question: Question) -> None:
    alone = [option.alone for option in question.options]
    assert sum(alone) <= 1
    assert alone == sorted(alone)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_words_are_calm_and_promise_nothing(question: Question) -> None:
    for words in words_of(question):
        assert "!" not in words
        assert "'" not in words
        assert not [promise for promise in PROMISES if promise in words.lower()]


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_every_picture_is_drawn_and_described_in_words(question: Question) -> None:
    for option in question.options:
        if option.picture:
            assert (PICTURES / f"{option.picture}.svg").exists()
            assert option.hint


def test_a_person_under_18_is_asked_for_an_adult() -> None:
    adult = {"adult_name", "adult_relationship", "adult_email", "adult_phone"}
    assert adult <= required({"dob": "2008-11-24"})
    assert "adult_phone" not in required({"dob": "2008-11-24", "adult_email": "adult@example.com"})
    assert not adult & shown({"dob": "2008-11-23"})


def test_pictures_fit_the_person() -> None:
    assert {"scale_m", "scale_f"} & shown({"sex": "male"}) == {"scale_m"}
    assert {"scale_m", "scale_f"} & shown({"sex": "female"}) == {"scale_f"}
    assert {"scale_m", "scale_f"} <= shown({"sex": "prefer_not"})
    assert {"scale_m", "scale_f"} <= shown({"sex": "intersex"})


def test_pregnancy_and_hormones_are_not_asked_of_men() -> None:
    assert not {"reproductive", "hormone"} & shown({"sex": "male"})
    assert {"reproductive", "hormone"} <= required({"sex": "female"})


def test_hiv_and_hepatitis_are_asked_only_when_a_procedure_may_be_wanted() -> None:
    conditions = QUESTIONNAIRE.questions["cond"]

    def offered(answers: dict[str, Any]) -> bool:
        return "infection" in {option.value for option in conditions.options_shown(answers, TODAY)}

    assert not offered({"goals": ["regrowth"], "subject": "not-sure"})
    assert offered({"goals": ["transplant"]})
    assert offered({"subject": "prp-hair-treatment"})


@pytest.mark.parametrize(
    "answers",
    [
        {"hair_medicines": ["finasteride_past"]},
        {"goals": ["transplant"]},
        {"subject": "hair-transplant"},
        {"subject": "hair-growth-medication"},
    ],
)
def test_past_depression_must_be_answered_where_it_matters(answers: dict[str, Any]) -> None:
    assert "mental" in required(answers)
    assert "mental" not in required({})


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({}, {"email", "phone"}),
        ({"phone": "+442079460018", "contact_pref": "phone"}, set()),
        ({"email": "a@example.com", "contact_pref": "email"}, set()),
        ({"email": "a@example.com", "contact_pref": "text"}, {"phone"}),
        ({"phone": "+442079460018", "contact_pref": "email"}, {"email"}),
    ],
)
def test_one_way_to_reach_a_person_is_needed_and_it_is_the_one_they_prefer(
    answers: dict[str, Any], wanted: set[str]
) -> None:
    missing = {key for key in ("email", "phone") if key in required(answers) and not answers.get(key)}
    assert missing == wanted


def test_what_was_tried_is_asked_about_only_if_something_was() -> None:
    assert "tried_more" in shown({"tried": ["laser"]})
    assert "tried_more" not in shown({"tried": ["none"]})
    assert "tried_more" not in shown({})


def test_agreements_show_the_current_wording() -> None:
    for key in CONSENTS:
        assert QUESTIONNAIRE.questions[key].label == current(key).text


def test_news_is_never_a_condition_for_an_answer() -> None:
    assert QUESTIONNAIRE.questions["marketing"].required is False


def test_every_subject_can_be_chosen() -> None:
    values = {option.value for option in QUESTIONNAIRE.questions["subject"].options}
    assert values == {subject.slug for subject in SUBJECTS} | {"not-sure"}
