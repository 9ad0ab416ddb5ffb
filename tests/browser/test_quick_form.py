"""The short form, in a browser: filled in by hand, told by email, and added to."""

import pytest
from playwright.sync_api import Page, expect

from clinic.intake import queries
from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.browser.hands import Hands, Keyboard, Mouse, fill
from tests.browser.people import WOMAN
from tests.browser.site import DESK as DESK_WIDE
from tests.browser.site import Site
from tests.browser.stories import intakes, stored, told
from tests.world import DESK, PATIENT_EMAIL

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
LATER = ("contact_time", "no_voicemail", "marketing", "subject")
NEEDED = {key: answer for key, answer in WOMAN.items() if key not in LATER}
"""Without what is folded away on an information page, and the subject that it has chosen."""
HANDS = pytest.mark.parametrize("by", [Mouse, Keyboard])


@SCRIPT
@HANDS
def test_a_person_asks_by_the_short_form_and_comes_back_by_the_emailed_link(
    site: Site, by: type[Mouse] | type[Keyboard], javascript: bool
) -> None:
    hands = by(site.tab("/consultation/", javascript=javascript))
    hands.follow("Use the short form")
    fill(hands, QUESTIONNAIRE.quick_step, WOMAN)
    hands.press("Send")
    expect(hands.page).to_have_title("Your request is with us – The Hair Clinic")
    intake = stored(site)
    expect(hands.page.get_by_text(intake.reference)).to_be_visible()

    visit = by(site.tab(javascript=javascript))
    open_own_page(site, visit)
    expect(visit.page.get_by_text(intake.reference)).to_be_visible()
    visit.press("Add or change answers")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("About you")
    expect(visit.page.locator("#name")).to_have_value(WOMAN["name"])


@SCRIPT
@HANDS
def test_a_person_asks_by_the_form_on_the_page_they_read(
    site: Site, by: type[Mouse] | type[Keyboard], javascript: bool
) -> None:
    hands = by(site.tab("/treatments/hair-growth-medication/", javascript=javascript, width=DESK_WIDE))
    fill(hands, QUESTIONNAIRE.quick_step, NEEDED)
    hands.press("Send")
    expect(hands.page).to_have_title("Your request is with us – The Hair Clinic")
    answers = told(site)
    assert (answers["subject"], answers["message"]) == ("hair-growth-medication", WOMAN["message"])
    with site.world.context():
        assert queries.page_of(stored(site)) == "hair-growth-medication"


def test_a_double_click_on_the_form_of_a_page_makes_one_request(site: Site) -> None:
    hands = Mouse(site.tab("/treatments/hair-growth-medication/", javascript=False))
    fill(hands, QUESTIONNAIRE.quick_step, NEEDED)
    hands.page.get_by_role("button", name="Send").dblclick()
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Your request is with us")
    assert len(intakes(site)) == 1


def test_what_is_wrong_with_the_form_of_a_page_is_mended_on_a_page_of_its_own(site: Site) -> None:
    hands = Mouse(site.tab("/treatments/stem-cell-hair-treatment/"))
    expect(hands.page.get_by_role("heading", name="Ask for a conversation")).to_be_visible()
    hands.page.get_by_text("When to reach you").click()
    fill(hands, QUESTIONNAIRE.quick_step, {**NEEDED, "contact_time": "weekdays", "email": "nobody"})
    hands.press("Send")
    expect(hands.page).to_have_title("Error: Ask for a conversation – The Hair Clinic")
    expect(hands.page.locator("#contact_time")).to_have_value("weekdays")
    expect(hands.page.locator("#subject")).to_have_value("stem-cell-hair-treatment")
    hands.page.locator("#email").fill(PATIENT_EMAIL)
    hands.press("Send")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Your request is with us")
    assert told(site)["message"] == WOMAN["message"]


def open_own_page(site: Site, visit: Hands) -> None:
    """Follow the emailed link: looking changes nothing, the button opens."""
    link = site.link_in(PATIENT_EMAIL)
    visit.page.goto(link)
    visit.page.goto(link)
    assert visit.page.context.cookies() == [] or "request" not in names(visit.page)
    visit.press("Open")
    expect(visit.page).to_have_url(site.address("/my/"))


def names(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def test_the_clinic_and_the_person_are_told_once_each(site: Site) -> None:
    send_quickly(site)
    site.world.send_mail()
    assert len(site.world.sink.to(PATIENT_EMAIL)) == len(site.world.sink.to(DESK)) == 1


def send_quickly(site: Site) -> Mouse:
    hands = Mouse(site.tab("/consultation/quick/"))
    fill(hands, QUESTIONNAIRE.quick_step, WOMAN)
    hands.press("Send")
    return hands
