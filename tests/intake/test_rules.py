from datetime import date
from typing import Any

import pytest

from clinic.intake.care import ADVICE, care_for
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.rules import NO_RULE, RULES, SAFETY_NOT_ANSWERED, Priority, assess
from tests.intake.rule_cases import CHILD, FAILS, MEETS, Cases

TODAY = date(2026, 11, 23)
BY_ID = {rule.id: rule for rule in RULES}
URGENT = [rule.id for rule in RULES if rule.priority in {Priority.emergency, Priority.same_day}]
SAFE = {"safety1": "no", "safety2": ["none"], "hair_medicines": ["none"], "tablet_contact": "no"}
NAMED_CONDITIONS = (
    "alopecia",
    "areata",
    "arteritis",
    "cancer",
    "effluvium",
    "folliculitis",
    "kerion",
    "lichen",
    "lupus",
    "necrosis",
    "polycystic",
    "ringworm",
    "syphilis",
    "tinea",
    "trichotillomania",
)

PRIORITIES = {
    "emergency": "R01a R02b R06 R07 R29b",
    "same_day": "R01b R02a R04 R05 R08 R09 R14b R20b R21 R29a",
    "prompt": "R03 R10 R11 R12 R13 R14a R15 R16a R17 R19b R20a R24 R30 R33",
    "soon": "R16b R18 R19a R22 R23 R25 R26 R27 R28 R31 R32",
    "routine": "R34",
}
HOLDS = {"R24", "R26", "R27", "R28"}


def pairs(cases: dict[str, Cases]) -> list[tuple[str, dict[str, Any]]]:
    return [(rule, answers) for rule, examples in cases.items() for answers in examples]


def found(answers: dict[str, Any]) -> set[str]:
    return {finding.rule for finding in assess(answers, TODAY).findings}


def test_every_rule_of_the_clinics_list_is_here_and_has_examples() -> None:
    numbers = {rule.id[:3] for rule in RULES}
    assert numbers == {f"R{number:02}" for number in range(1, 35)}
    assert set(MEETS) == set(FAILS) == set(BY_ID)


@pytest.mark.parametrize(("rule", "answers"), pairs(MEETS))
def test_a_rule_applies_to_the_answers_it_is_for(rule: str, answers: dict[str, Any]) -> None:
    assert BY_ID[rule].condition.met(answers, TODAY)


@pytest.mark.parametrize(("rule", "answers"), pairs(FAILS))
def test_a_rule_does_not_apply_to_answers_that_only_look_alike(rule: str, answers: dict[str, Any]) -> None:
    assert not BY_ID[rule].condition.met(answers, TODAY)


@pytest.mark.parametrize(("rule", "answers"), pairs(MEETS))
def test_a_rule_does_not_apply_when_an_answer_it_needs_is_missing(rule: str, answers: dict[str, Any]) -> None:
    for missing in answers:
        rest = {key: answer for key, answer in answers.items() if key != missing}
        assert not BY_ID[rule].condition.met(rest, TODAY), missing


def test_no_answers_meet_no_rule() -> None:
    assert found({}) == set()


def test_rules_have_the_priorities_and_holds_of_the_clinics_list() -> None:
    listed = {rule: priority for priority, rules in PRIORITIES.items() for rule in rules.split()}
    assert {rule.id: rule.priority for rule in RULES} == listed
    assert {rule.id for rule in RULES if rule.hold} == HOLDS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_looks_only_at_questions_and_options_that_exist(rule: Any) -> None:
    for key, option in rule.condition.refers_to():
        question = QUESTIONNAIRE.questions[key]
        assert option is None or option in {each.value for each in question.options}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_gives_its_reason_and_source_and_names_no_illness_as_the_cause(rule: Any) -> None:
    assert rule.reason
    assert rule.action
    assert rule.source
    if rule.id != "R24":
        assert not [word for word in NAMED_CONDITIONS if word in (rule.reason + rule.action).lower()]


def test_the_most_urgent_rule_sets_the_priority_and_comes_first() -> None:
    assessment = assess({"cond": ["psoriasis"], "scalp": ["shiny"], "safety1": "now"}, TODAY)
    assert assessment.priority is Priority.emergency
    assert [finding.rule for finding in assessment.findings] == ["R01a", "R13", "R31"]


def test_a_hold_does_not_change_the_priority() -> None:
    assessment = assess({"allergy": ["anaphylaxis"]}, TODAY)
    assert assessment.priority is Priority.soon
    assert [finding.rule for finding in assessment.holds] == ["R28"]


def test_gradual_patterned_loss_is_routine_only_when_nothing_else_applies() -> None:
    gradual = {"tempo": "gradual", "type": ["thinning"]}
    assert found(gradual) == {"R34"}
    assert found({**gradual, "scalp": ["shiny"]}) == {"R13"}


def test_a_request_that_meets_no_rule_is_routine_and_says_so() -> None:
    assessment = assess({**SAFE, "type": ["breakage"]}, TODAY)
    assert assessment.priority is Priority.routine
    assert assessment.notes == [NO_RULE]


@pytest.mark.parametrize("left_open", [*SAFE, "prefer_not", "unknown"])
def test_safety_questions_left_open_are_pointed_out(left_open: str) -> None:
    answers: dict[str, Any] = {key: answer for key, answer in SAFE.items() if key != left_open}
    if left_open == "prefer_not":
        answers["safety1"] = "prefer_not"
    if left_open == "unknown":
        answers["hair_medicines"] = ["unknown"]
    assessment = assess(answers, TODAY)
    assert not assessment.safety_answered
    assert SAFETY_NOT_ANSWERED in assessment.notes


def test_an_assessment_can_be_kept_as_it_stood() -> None:
    kept = assess({"cond": ["cancer_now"]}, TODAY).as_json()
    assert kept["priority"] == "prompt"
    assert kept["holds"] == ["R24"]
    assert kept["findings"][0]["source"]


def test_people_are_children_until_their_18th_birthday() -> None:
    assert "R11" in found({"dob": "2008-11-24"})
    assert "R11" not in found({"dob": "2008-11-23"})


def test_every_urgent_rule_has_advice_and_no_other_has() -> None:
    assert sorted(rule for advice in ADVICE for rule in advice.rules) == sorted(URGENT)


@pytest.mark.parametrize(("rule", "answers"), [pair for pair in pairs(MEETS) if pair[0] in URGENT])
def test_an_urgent_answer_brings_advice_at_its_level(rule: str, answers: dict[str, Any]) -> None:
    care = care_for(assess(answers, TODAY), answers, TODAY)
    assert care is not None
    assert not care.level.rank > BY_ID[rule].priority.rank
    assert all(part.lines for part in care.parts)


@pytest.mark.parametrize("answers", [{}, SAFE, {"scalp": ["shiny"]}, {"allergy": ["anaphylaxis"]}])
def test_answers_that_are_not_urgent_bring_none(answers: dict[str, Any]) -> None:
    assert care_for(assess(answers, TODAY), answers, TODAY) is None


def numbers_for(answers: dict[str, Any]) -> dict[str, str]:
    care = care_for(assess(answers, TODAY), answers, TODAY)
    assert care is not None
    return {number.number: number.words for number in care.numbers}


def test_childline_is_named_to_people_under_19() -> None:
    assert set(numbers_for({"safety1": "now", **CHILD})) == {"999", "111", "116 123", "0800 1111"}
    assert "0800 1111" in numbers_for({"safety1": "thoughts", "dob": "2007-11-24"})
    assert "0800 1111" not in numbers_for({"safety1": "thoughts", "dob": "2007-11-23"})


def test_several_urgent_answers_are_advised_together_and_no_number_comes_twice() -> None:
    answers = {
        "safety1": "now",
        "safety2": ["heart", "low_mood"],
        "hair_medicines": ["finasteride_now", "minoxidil_now"],
    }
    care = care_for(assess(answers, TODAY), answers, TODAY)
    assert care is not None
    assert care.title == "Please get help now"
    assert len(care.parts) == 3
    numbers = [number.number for number in care.numbers]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("medicine", "words", "other"),
    [("finasteride_now", "finasteride 1 mg", "dutasteride"), ("dutasteride_now", "dutasteride", "finasteride")],
)
def test_advice_on_a_medicine_is_about_the_one_that_is_taken(medicine: str, words: str, other: str) -> None:
    answers = {"hair_medicines": [medicine], "safety2": ["low_mood"]}
    care = care_for(assess(answers, TODAY), answers, TODAY)
    assert care is not None
    said = " ".join(line for part in care.parts for line in part.lines)
    assert words in said
    assert other not in said
