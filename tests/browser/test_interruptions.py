"""What happens between a person and the clinic: time runs out, limits are met, machines come along. No word is lost."""

import pytest
from playwright.sync_api import Page, expect

from clinic.intake import drafts, services
from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.browser import people
from tests.browser.hands import Mouse, arrive_by, fill
from tests.browser.site import Site
from tests.browser.states import AWAY
from tests.browser.stories import heading, intakes, open_step, stored, told

WORDS = people.WOMAN["message"]
SENT = "Your request is with us"


def filled_quick_form(site: Site, **options: bool) -> Page:
    hands = Mouse(site.tab("/consultation/quick/", **options))
    fill(hands, QUESTIONNAIRE.quick_step, people.WOMAN)
    return hands.page


def send(page: Page) -> None:
    arrive_by(page.get_by_role("button", name="Send"))


def test_the_short_form_needs_no_cookie(site: Site) -> None:
    page = filled_quick_form(site)
    page.context.clear_cookies()
    send(page)
    expect(heading(page)).to_have_text(SENT)


def test_a_step_whose_session_was_lost_comes_back_filled_and_can_be_sent_again(site: Site) -> None:
    page = open_step(site, "medicines", people.WOMAN)
    page.locator("#meds").fill("something new, 5 mg")
    page.context.clear_cookies(name="session")
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(page).to_have_title("Error: Medicines and allergies – The Hair Clinic")
    expect(page.locator("#meds")).to_have_value("something new, 5 mg")
    expect(page.locator('input[name="allergy"]:checked')).to_have_value("latex")
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("Check your answers")
    expect(page.get_by_text("something new, 5 mg")).to_be_visible()


def test_a_first_step_whose_cookies_were_all_lost_comes_back_filled(site: Site) -> None:
    hands = Mouse(site.tab("/consultation/about-you/"))
    fill(hands, QUESTIONNAIRE.steps[0], people.WOMAN)
    hands.page.context.clear_cookies()
    hands.press("Continue")
    expect(hands.page.locator("#name")).to_have_value(people.WOMAN["name"])
    expect(hands.page.locator('[name="dob-year"]')).to_have_value("1984")
    hands.press("Continue")
    expect(heading(hands.page)).to_have_text("Your safety first")


def test_a_later_step_whose_cookies_were_all_lost_comes_back_filled(site: Site) -> None:
    page = open_step(site, "message", people.WOMAN)
    page.locator("#message").fill("words written for an hour")
    page.context.clear_cookies()
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(page.locator("#message")).to_have_value("words written for an hour")


def test_the_check_page_whose_session_was_lost_can_be_sent_again(site: Site) -> None:
    page = open_step(site, "check", people.WOMAN)
    page.context.clear_cookies(name="session")
    send(page)
    expect(heading(page)).to_have_text("Check your answers")
    send(page)
    expect(heading(page)).to_have_text(SENT)
    assert told(site) == people.WOMAN


def test_one_request_too_many_is_turned_back_with_its_words(site: Site) -> None:
    site.has(intake_limit_per_address="1 per hour")
    send(filled_quick_form(site))
    page = filled_quick_form(site)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        send(page)
    assert answer.value.status == 429
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#message")).to_have_value(WORDS)
    assert len(intakes(site)) == 1


def test_a_limit_met_on_the_check_page_keeps_the_draft(site: Site) -> None:
    site.has(intake_limit_per_address="1 per hour")
    send(filled_quick_form(site))
    page = open_step(site, "check", people.WOMAN)
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("There have been many requests")
    expect(page.get_by_text(people.WOMAN["expect"])).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_machine_that_fills_in_the_trap_is_asked_again_and_a_person_gets_through(
    site: Site, javascript: bool
) -> None:
    page = filled_quick_form(site, javascript=javascript)
    page.locator('[name="website"]').fill("https://example.com", force=True)
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("press Send once more")
    assert intakes(site) == []
    send(page)
    expect(heading(page)).to_have_text(SENT)


def test_the_trap_is_neither_seen_nor_reached_by_keys(site: Site) -> None:
    page = site.tab("/consultation/quick/")
    trap = page.locator('[name="website"]')
    expect(trap).not_to_be_in_viewport()
    expect(trap).to_have_attribute("tabindex", "-1")
    expect(page.get_by_role("textbox", name="Leave this empty")).to_have_count(0)


def test_a_form_sent_faster_than_by_hand_is_asked_again_with_its_words(site: Site) -> None:
    site.has(minimum_form_seconds=600)
    page = filled_quick_form(site)
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("press Send once more")
    expect(page.locator("#message")).to_have_value(WORDS)
    site.has(minimum_form_seconds=0)
    send(page)
    expect(heading(page)).to_have_text(SENT)


def test_with_the_database_away_the_words_stay_and_can_be_sent_later(site: Site) -> None:
    page = filled_quick_form(site)
    with site.monkeypatch.context() as patch:
        patch.setattr(services, "submit_intake", _away)
        send(page)
        expect(page.locator(".error-summary")).to_contain_text("We cannot store anything just now")
        expect(page.locator("#message")).to_have_value(WORDS)
    send(page)
    expect(heading(page)).to_have_text(SENT)


def test_a_step_stays_filled_while_the_database_is_away(site: Site) -> None:
    page = open_step(site, "message", people.WOMAN)
    page.locator("#message").fill("written just now")
    with site.monkeypatch.context() as patch:
        patch.setattr(drafts, "save_step", _away)
        arrive_by(page.get_by_role("button", name="Continue"))
        expect(page.locator("#message")).to_have_value("written just now")
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("Check your answers")


def _away(*_: object) -> None:
    raise AWAY


def test_a_double_click_on_send_makes_one_request(site: Site) -> None:
    page = filled_quick_form(site, javascript=False)
    page.get_by_role("button", name="Send").dblclick()
    expect(heading(page)).to_have_text(SENT)
    assert len(intakes(site)) == 1


def test_going_back_and_sending_again_shows_the_same_request(site: Site) -> None:
    page = filled_quick_form(site)
    send(page)
    expect(heading(page)).to_have_text(SENT)
    reference = stored(site).reference
    page.go_back()
    send(page)
    expect(heading(page)).to_have_text(SENT)
    expect(page.get_by_text(reference)).to_be_visible()
    assert len(intakes(site)) == 1


def test_going_back_to_send_other_words_asks_first(site: Site) -> None:
    page = filled_quick_form(site)
    send(page)
    expect(heading(page)).to_have_text(SENT)
    page.go_back()
    page.locator("#message").fill("quite another thing")
    send(page)
    expect(page.locator(".error-summary")).to_contain_text(stored(site).reference)
    expect(page.locator("#message")).to_have_value("quite another thing")
    send(page)
    expect(heading(page)).to_have_text(SENT)
    assert len(intakes(site)) == 2
