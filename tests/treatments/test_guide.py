"""“Which page is for me?”: it leads to pages and to help, names no diagnosis, and keeps nothing."""

import re
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from clinic.treatments.advertising import read_rules
from clinic.treatments.guide import HELP, OTHERWISE, QUESTIONS, READINGS, Guidance, Rule, Urgency, guidance
from clinic.treatments.subjects import SUBJECTS, SubjectKind
from tests.pages import CheckedClient, Page

ADDRESS = "/conditions/guide/"
CALM = {"picture": "temples", "course": "slow", "scalp": "scalp-well", "also": "nothing-else"}
OPTIONS = {option.value for question in QUESTIONS for option in question.options}
CONDITIONS = {subject.slug for subject in SUBJECTS if subject.kind is SubjectKind.condition}
TEMPLATES = Path(__file__).parents[2] / "templates/treatments"
RULES = [*HELP, *READINGS]
DIAGNOSED = (
    r"\byou (?:have|suffer|got|are affected)\b(?! to\b)|\byour (?:diagnosis|condition|disease|alopecia|psoriasis)\b"
)


def named(rule: Rule) -> str:
    return rule.reason


each_rule = pytest.mark.parametrize("rule", RULES, ids=named)


def met_by(rule: Rule) -> list[frozenset[str]]:
    """Give every smallest set of options that meets a rule."""
    return [frozenset(chosen) for chosen in product(*rule.groups)]


def asked(help_rules: Guidance, urgency: Urgency) -> set[str]:
    return {each.id for each in help_rules.help if each.urgency is urgency}


def slugs(found: Guidance) -> list[str]:
    return [suggestion.subject.slug for suggestion in found.suggestions]


def test_every_option_is_called_by_a_name_of_its_own() -> None:
    values = [option.value for question in QUESTIONS for option in question.options]
    assert len(values) == len(set(values))


@each_rule
def test_a_rule_refers_only_to_options_that_exist(rule: Rule) -> None:
    assert rule.groups
    assert frozenset(chain(*rule.groups)) | rule.unless <= OPTIONS
    assert rule.reason
    assert rule.source


def test_what_stands_alone_is_one_of_the_options() -> None:
    for question in QUESTIONS:
        assert question.alone in {"", *(option.value for option in question.options)}


@each_rule
def test_a_rule_is_met_by_the_options_it_is_for(rule: Rule) -> None:
    assert all(rule.is_met(chosen) for chosen in met_by(rule))


@each_rule
def test_a_rule_is_not_met_by_the_other_options(rule: Rule) -> None:
    for group in rule.groups:
        assert not rule.is_met(frozenset(OPTIONS) - group - rule.unless)


@each_rule
def test_a_rule_is_not_met_when_what_excludes_it_is_chosen(rule: Rule) -> None:
    for chosen, excluded in product(met_by(rule), rule.unless):
        assert not rule.is_met(chosen | {excluded})


@each_rule
def test_a_rule_is_not_met_when_an_answer_it_needs_is_missing(rule: Rule) -> None:
    for chosen in met_by(rule):
        assert not any(rule.is_met(chosen - {missing}) for missing in chosen)


def test_every_option_but_the_calm_ones_leads_somewhere() -> None:
    leading = frozenset(chain(*(group for rule in RULES for group in rule.groups)))
    assert OPTIONS - leading == {"no-picture", "scalp-well", "nothing-else"}


def test_the_red_flags_of_the_clinics_list_are_here() -> None:
    listed = {rule: each.urgency for each in HELP for rule in each.id.split()}
    asked_for = "R01 R02 R04 R05 R06 R07 R08 R09 R10 R11 R12 R13 R14 R15 R16 R17 R19 R20 R21 R24 R25 R29 R30 R33"
    assert sorted(listed) == asked_for.split()


@pytest.mark.parametrize(
    ("chosen", "urgency", "rule"),
    [
        ("harm", Urgency.emergency, "R01"),
        ("sight", Urgency.emergency, "R06"),
        ("sight headache", Urgency.emergency, "R06"),
        ("heart", Urgency.emergency, "R07 R08"),
        ("procedure very-unwell", Urgency.emergency, "R29"),
        ("procedure", Urgency.same_day, "R29"),
        ("headache", Urgency.same_day, "R05"),
        ("very-unwell", Urgency.same_day, "R20"),
        ("under-18 fever", Urgency.same_day, "R09"),
        ("under-18 pus", Urgency.same_day, "R09"),
        ("pus fever", Urgency.same_day, "R14"),
        ("pus spreading", Urgency.same_day, "R14"),
        ("tablets-mood", Urgency.same_day, "R02"),
        ("tablets-pregnancy", Urgency.same_day, "R04"),
        ("hormones", Urgency.same_day, "R21"),
        ("under-18", Urgency.prompt, "R10 R11"),
        ("sore", Urgency.prompt, "R12"),
        ("shiny", Urgency.prompt, "R13"),
        ("pus", Urgency.prompt, "R14"),
        ("growing patches", Urgency.prompt, "R16"),
        ("far", Urgency.prompt, "R15 R17"),
        ("fever", Urgency.prompt, "R20"),
        ("unwell", Urgency.prompt, "R20"),
        ("cancer", Urgency.prompt, "R24"),
        ("distress", Urgency.prompt, "R30"),
        ("lump", Urgency.prompt, "R33"),
        ("sudden", Urgency.soon, "R16 R19"),
        ("new-medicine", Urgency.soon, "R25"),
    ],
)
def test_a_red_flag_leads_to_help_as_soon_as_the_clinics_list_says(chosen: str, urgency: Urgency, rule: str) -> None:
    found = guidance(chosen.split())
    assert found.help[0].urgency is urgency
    assert rule in asked(found, urgency)


@pytest.mark.parametrize(
    ("chosen", "only"),
    [
        ("sight headache", ["R06"]),
        ("procedure very-unwell", ["R29"]),
        ("growing patches", ["R16"]),
    ],
)
def test_what_is_more_urgent_takes_the_place_of_what_is_less(chosen: str, only: list[str]) -> None:
    assert [each.id for each in guidance(chosen.split()).help] == only


def test_nothing_calls_for_help_when_nothing_is_wrong() -> None:
    assert guidance(CALM.values()).help == ()


@pytest.mark.parametrize(
    ("chosen", "pages"),
    [
        ("temples slow", ["androgenetic-alopecia"]),
        ("parting no-course", ["androgenetic-alopecia"]),
        ("patches sudden", ["alopecia-areata"]),
        ("patches slow shiny", ["scarring-alopecia", "alopecia-areata"]),
        ("temples slow far", ["scarring-alopecia", "alopecia-areata", "androgenetic-alopecia"]),
        ("all-over after", ["telogen-effluvium"]),
        ("crown sudden", ["telogen-effluvium"]),
        ("all-over slow", ["telogen-effluvium", "androgenetic-alopecia"]),
        ("no-picture comes-and-goes plaques", ["scalp-psoriasis"]),
        ("no-picture no-course", ["androgenetic-alopecia", "telogen-effluvium"]),
    ],
)
def test_answers_lead_to_the_pages_that_are_about_them(chosen: str, pages: list[str]) -> None:
    assert slugs(guidance(chosen.split())) == pages


def every_answer() -> list[tuple[str, ...]]:
    """Give every picture with every course, and with up to two options of the scalp."""
    pictures, courses, scalps = ([option.value for option in question.options] for question in QUESTIONS[:3])
    some = [*combinations(scalps, 1), *combinations(scalps, 2)]
    return [(picture, course, *scalp) for picture, course, scalp in product(pictures, courses, some)]


def test_every_answer_leads_to_a_page_about_a_condition() -> None:
    for answer in every_answer():
        found = slugs(guidance(answer))
        assert found, answer
        assert len(found) == len(set(found))
        assert set(found) <= CONDITIONS


@given(chosen=st.sets(st.sampled_from(sorted(OPTIONS))))
def test_whatever_is_chosen_leads_to_a_page_and_the_most_urgent_help_comes_first(chosen: set[str]) -> None:
    found = guidance(chosen)
    assert set(slugs(found)) <= CONDITIONS
    assert found.suggestions
    ranks = [each.urgency.rank for each in found.help]
    assert ranks == sorted(ranks)
    if found.urgent:
        numbers = [call.number for call in found.numbers]
        assert found.title
        assert len(numbers) == len(set(numbers))
        assert {"999", "111"} & set(numbers)


def said() -> str:
    asked = [f"{question.label} {question.hint} {question.missing}" for question in QUESTIONS]
    offered = [f"{option.label} {option.hint}" for question in QUESTIONS for option in question.options]
    helped = [
        f"{each.title} {' '.join(each.lines)} {[f'{call.name} {call.reason}' for call in each.calls]}" for each in HELP
    ]
    reasons = [each.reason for each in (*HELP, *READINGS, *OTHERWISE)]
    pages = [path.read_text() for path in TEMPLATES.glob("*guide*.html")]
    return "\n".join([*asked, *offered, *helped, *reasons, *pages])


def test_no_prescription_medicine_is_named_and_nothing_is_promised() -> None:
    rules, faults = read_rules(Path(__file__).parents[2] / "clinic/treatments/content")
    assert not faults
    assert rules.medicine_in("finasteride")
    assert rules.medicine_in(said()) == ""
    assert list(rules.banned_in(said())) == []


def test_nobody_is_told_what_they_have() -> None:
    told = said().replace("cannot tell you what you have", "")
    assert re.search(DIAGNOSED, "you have psoriasis")
    assert re.findall(DIAGNOSED, told, re.IGNORECASE) == []


def test_the_guide_is_the_same_for_everyone_and_each_picture_is_described(client: CheckedClient) -> None:
    response = client.get(ADDRESS)
    page = Page(response.text)
    assert response.cache_control.public
    assert "Set-Cookie" not in response.headers
    assert page.heading == "Which page is for me?"
    assert len(page.texts["svg"]) > len(QUESTIONS[0].options)
    assert all(option.hint and option.label in page.words for option in QUESTIONS[0].options)


def test_answers_lead_to_pages_on_the_same_address_and_nobody_keeps_them(client: CheckedClient) -> None:
    response = client.post(ADDRESS, data=CALM)
    page = Page(response.text)
    assert (response.status_code, page.heading) == (200, "Where your answers lead")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert "Pages that fit what you chose:" in page.words
    links = {link["href"] for link in page.all("a")}
    assert "/conditions/androgenetic-alopecia/" in links
    assert not [link for link in links if "?" in link]


def test_what_was_chosen_stays_chosen_and_can_be_changed(client: CheckedClient) -> None:
    answer = {**CALM, "scalp": ["itch", "lump"]}
    page = Page(client.post(ADDRESS, data=answer).text)
    checked = [field["value"] for field in page.all("input") if "checked" in field]
    assert checked == ["temples", "slow", "itch", "lump", "nothing-else"]


def test_help_stands_before_the_pages_and_nothing_is_offered_to_somebody_who_needs_it(client: CheckedClient) -> None:
    words = Page(client.post(ADDRESS, data={**CALM, "also": ["harm", "fever"]}).text).words
    assert "Please get help to stay safe" in words
    assert "116 123" in words
    assert words.index("Samaritans") < words.index("within about two weeks") < words.index("Pages that fit")
    assert "Would you like to talk it through" not in words


def test_several_kinds_of_help_stand_under_one_title_with_each_number_once(client: CheckedClient) -> None:
    page = Page(client.post(ADDRESS, data={**CALM, "also": ["sight", "tablets-mood", "hormones"]}).text)
    assert "Please get help now" in page.words
    assert {"Go to A&E now", "Your tablets and your mood"} <= set(page.texts["h3"])
    numbers = [link["href"] for link in page.all("a") if "care__number" in link.get("class", "")]
    assert numbers == ["tel:999", "tel:111", "tel:116123", "tel:08001111"]


@pytest.mark.parametrize(
    "also", [["harm"], ["tablets-mood"], ["distress"], ["sight", "tablets-mood"], ["sight", "distress"]]
)
def test_low_mood_and_thoughts_of_harm_lead_to_the_crisis_lines(client: CheckedClient, also: list[str]) -> None:
    page = Page(client.post(ADDRESS, data={**CALM, "also": also}).text)
    assert {"tel:116123", "sms:85258", "tel:999"} <= {link.get("href") for link in page.all("a")}


@pytest.mark.parametrize(
    "also", ["sight", "heart", "procedure", "headache", "very-unwell", "tablets-mood", "harm", "distress"]
)
def test_every_number_can_be_pressed(client: CheckedClient, also: str) -> None:
    text = client.post(ADDRESS, data={**CALM, "also": also}).text
    main = re.sub(r"<a .*?</a>|<[^>]*>", "", text.split("<main", 1)[1].split("Pages to read")[0], flags=re.DOTALL)
    assert re.findall(r"\b(?:999|111|116 123|85258)\b", main) == []


def test_the_long_question_is_in_groups_and_every_answer_is_in_one(client: CheckedClient) -> None:
    page = Page(client.get(ADDRESS).text)
    assert {"Happening now", "Medicines and health", "About you"} <= set(page.texts["legend"])
    offered = [field["value"] for field in page.all("input") if field.get("name") == "also"]
    assert offered == [option.value for option in QUESTIONS[-1].options]
    assert "about 2 minutes" in page.words
    assert "Heavy shedding, some months after a birth, illness or shock" in page.words


@pytest.mark.parametrize("nothing", [{}, {"also": ""}])
def test_ticking_nothing_means_none_of_these(client: CheckedClient, nothing: dict[str, str]) -> None:
    rest = {name: value for name, value in CALM.items() if name != "also"}
    response = client.post(ADDRESS, data={**rest, **nothing})
    assert (response.status_code, Page(response.text).heading) == (200, "Where your answers lead")


def test_the_page_with_errors_still_says_whom_to_call(client: CheckedClient) -> None:
    response = client.post(ADDRESS, data={"picture": "temples"})
    assert response.status_code == 422
    assert {"tel:999", "tel:111"} <= {link.get("href") for link in Page(response.text).all("a")}


ASKED_WRONGLY = [
    *((question, wrong) for question in QUESTIONS for wrong in ("nonsense", "temples\x00")),
    *((question, wrong) for question in QUESTIONS[:3] for wrong in (None, "")),
]


@pytest.mark.parametrize(("question", "wrong"), ASKED_WRONGLY)
def test_an_answer_that_is_missing_or_wrong_is_named_and_the_others_are_kept(
    client: CheckedClient, question: object, wrong: str | None
) -> None:
    key = question.key  # type: ignore[attr-defined]  # a Question
    answer = {name: value for name, value in {**CALM, key: wrong}.items() if value is not None}
    response = client.post(ADDRESS, data=answer)
    page = Page(response.text)
    assert response.status_code == 422
    assert response.headers["Cache-Control"] == "no-store"
    assert page.title.startswith("Error: ")
    assert question.missing in page.words  # type: ignore[attr-defined]  # those asked have it
    assert {"href": f"#{key}"} in page.all("a")
    checked = {field["value"] for field in page.all("input") if "checked" in field}
    assert checked == {value for name, value in CALM.items() if name != key}


def test_none_of_these_stands_by_itself(client: CheckedClient) -> None:
    response = client.post(ADDRESS, data={**CALM, "also": ["nothing-else", "fever"]})
    assert response.status_code == 422
    assert "“None of these” by itself" in response.text


@pytest.mark.parametrize("also", [["harm"], ["headache"], ["harm", "nothing-else"]])
def test_urgent_help_comes_first_and_open_questions_are_no_mistake(client: CheckedClient, also: list[str]) -> None:
    response = client.post(ADDRESS, data={"also": also})
    page = Page(response.text)
    assert (response.status_code, page.heading) == (200, "Please read this first")
    assert page.title.startswith("Please read this first")
    assert "There is a problem" not in page.words
    assert "field--wrong" not in response.text
    assert response.text.count("autofocus") == 1
    assert response.text.index("autofocus") < response.text.index('class="care ') < response.text.index("<form class")
    assert "Pages to read" not in page.texts["h2"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_ask_in_somebodys_name(client: CheckedClient, site: str) -> None:
    assert client.post(ADDRESS, data=CALM, headers={"Sec-Fetch-Site": site}).status_code == 403


def test_nothing_is_asked_of_the_database(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a question to the database")

    client.get("/nowhere/")  # from here on the process knows the clinic's name for a while
    monkeypatch.setattr(Connection, "execute", asked)
    assert client.post(ADDRESS, data=CALM).status_code == 200


def test_a_page_that_is_not_there_leads_to_the_guide(client: CheckedClient) -> None:
    assert {"href": ADDRESS} in Page(client.get("/conditions/nowhere/").text).all("a")


def test_the_home_page_says_who_sees_what_may_be_urgent(client: CheckedClient) -> None:
    assert "That person sees which answers may be urgent." in Page(client.get("/").text).words
