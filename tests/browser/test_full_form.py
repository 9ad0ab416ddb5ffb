"""The full form, in a browser: step by step, by hand, with what each person is asked."""

from itertools import count
from typing import Any

import pytest
from playwright.sync_api import expect

from clinic.core.clock import utcnow
from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.browser import people
from tests.browser.hands import Hands, Keyboard, Mouse, arrive_by, fill
from tests.browser.site import Site
from tests.browser.stories import heading, intakes, open_step, stored, told
from tests.world import DESK, PATIENT_EMAIL

WAYS = {
    "a woman by mouse": (Mouse, True, people.WOMAN),
    "a man by mouse without JavaScript": (Mouse, False, people.MAN),
    "a child by keyboard": (Keyboard, True, people.CHILD),
    "a woman planning a procedure by keyboard without JavaScript": (Keyboard, False, people.PLANNING),
}


@pytest.mark.parametrize(("by", "javascript", "answers"), WAYS.values(), ids=WAYS)
def test_a_person_answers_every_question_and_sends(
    site: Site, by: type[Mouse] | type[Keyboard], javascript: bool, answers: dict[str, Any]
) -> None:
    hands = by(site.tab("/consultation/", javascript=javascript))
    hands.follow("Use the full form")
    answer_every_step(hands, answers)
    expect(heading(hands.page)).to_have_text("Check your answers")
    hands.press("Send your request")
    expect(heading(hands.page)).to_have_text("Your request is with us")
    assert told(site) == answers
    site.world.send_mail()
    assert len(site.world.sink.to(PATIENT_EMAIL)) == len(site.world.sink.to(DESK)) == 1


def answer_every_step(hands: Hands, answers: dict[str, Any]) -> None:
    """Go through the steps that these answers lead to, each with its title and number."""
    steps = QUESTIONNAIRE.steps_shown(answers, utcnow().date())
    numbers = count(1)
    for step in steps:
        number = next(numbers)
        expect(heading(hands.page)).to_have_text(step.title)
        expect(hands.page.locator(".progress__words")).to_contain_text(f"Step {number} of ")
        fill(hands, step, answers)
        hands.press("Continue")
        if step.slug == "pattern":
            expect(heading(hands.page)).to_have_text("Photos of your hair")
            expect(hands.page.locator(".progress__words")).to_contain_text(f"Step {next(numbers)} of ")
            hands.press("Continue")


def test_a_man_is_not_asked_about_pregnancy_and_a_child_is_asked_for_an_adult() -> None:
    def titles(answers: dict[str, Any]) -> set[str]:
        return {step.slug for step in QUESTIONNAIRE.steps_shown(answers, utcnow().date())}

    assert titles(people.WOMAN) - titles(people.MAN) == {"hormones", "results"}
    assert titles(people.CHILD) - titles(people.WOMAN) == {"adult"}


def test_going_back_keeps_every_answer(site: Site) -> None:
    page = open_step(site, "pattern", people.WOMAN, before="pattern")
    arrive_by(page.get_by_role("link", name="Back", exact=True))
    expect(page.locator('input[name="onset"]:checked')).to_have_value("3_to_12_months")
    expect(page.locator('input[name="type"]:checked')).to_have_count(2)
    arrive_by(page.get_by_role("link", name="Back", exact=True))
    expect(page.locator("#email")).to_have_value(PATIENT_EMAIL)
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("The picture closest to yours")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_page_with_a_fault_says_so_first_and_leads_to_the_field(site: Site, javascript: bool) -> None:
    hands = Keyboard(site.tab("/consultation/about-you/", javascript=javascript))
    hands.write("dob-day", "31")
    hands.write("dob-month", "2")
    hands.write("dob-year", "1990")
    hands.press("Continue")
    page = hands.page
    expect(page).to_have_title("Error: About you – The Hair Clinic")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator('[name="dob-day"]')).to_have_value("31")
    hands.follow_here("Enter your full name.")
    expect(page.locator("#name")).to_be_focused()
    assert page.locator("#name").get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize(
    ("answers", "level", "number"),
    [(people.URGENT, "Now", "999"), (people.SAME_DAY, "Today", "111")],
    ids=["emergency", "same day"],
)
def test_an_urgent_answer_shows_what_to_do_and_lets_the_person_carry_on(
    site: Site, answers: dict[str, Any], level: str, number: str
) -> None:
    safety = next(step for step in QUESTIONNAIRE.steps if step.slug == "safety")
    before = {key: answer for key, answer in answers.items() if key not in people.SAFE}
    page = open_step(site, "safety", before)
    fill(Mouse(page), safety, answers)
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(page).to_have_url(site.address("/consultation/care/"))
    expect(page.locator(".care__when")).to_have_text(level)
    expect(page.locator(f'.care a[href="tel:{number}"]').first).to_be_visible()
    arrive_by(page.get_by_role("link", name="Carry on"))
    arrive_by(page.get_by_role("button", name="Send your request"))
    expect(page.locator(".care__when")).to_have_text(level)
    assert told(site)["safety1"] == answers["safety1"]


def test_an_answer_is_changed_from_the_check_page_and_nothing_else_is_asked_again(site: Site) -> None:
    page = open_step(site, "check", people.WOMAN)
    arrive_by(page.get_by_role("link", name="Change Full name"))
    expect(page).to_have_url(site.address("/consultation/about-you/#name"))
    page.locator("#name").fill("Sample Patient the Second")
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("Check your answers")
    expect(page.get_by_text("Sample Patient the Second")).to_be_visible()


def test_a_changed_answer_asks_what_has_become_due(site: Site) -> None:
    page = open_step(site, "about-you", people.MAN)
    Mouse(page).choose("sex", "female")
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("Pregnancy and hormones")


def test_saving_emails_a_link_that_opens_the_answers_in_another_browser(site: Site) -> None:
    page = open_step(site, "goals", people.WOMAN)
    arrive_by(page.get_by_role("link", name="Save and come back later"))
    expect(page.locator("#email")).to_have_value(PATIENT_EMAIL)
    arrive_by(page.get_by_role("button", name="Email me a link"))
    expect(heading(page)).to_have_text("We are emailing you a link")

    elsewhere = site.tab()
    elsewhere.goto(site.link_in(PATIENT_EMAIL))
    arrive_by(elsewhere.get_by_role("button", name="Open"))
    expect(heading(elsewhere)).to_have_text("Check your answers")
    expect(elsewhere.get_by_text(people.WOMAN["expect"])).to_be_visible()


def test_a_double_click_on_send_makes_one_request(site: Site) -> None:
    page = open_step(site, "check", people.WOMAN)
    page.get_by_role("button", name="Send your request").dblclick()
    expect(heading(page)).to_have_text("Your request is with us")
    assert len(intakes(site)) == 1


def test_a_double_click_without_javascript_makes_one_request(site: Site) -> None:
    page = open_step(site, "check", people.WOMAN, javascript=False)
    page.get_by_role("button", name="Send your request").dblclick()
    expect(heading(page)).to_have_text("Your request is with us")
    assert len(intakes(site)) == 1


def test_going_back_and_sending_again_shows_the_same_request(site: Site) -> None:
    page = open_step(site, "check", people.WOMAN)
    arrive_by(page.get_by_role("button", name="Send your request"))
    expect(heading(page)).to_have_text("Your request is with us")
    page.go_back()
    if page.get_by_role("button", name="Send your request").count():
        arrive_by(page.get_by_role("button", name="Send your request"))
    expect(heading(page)).to_have_text("Your request is with us")
    expect(page.get_by_text(stored(site).reference)).to_be_visible()
