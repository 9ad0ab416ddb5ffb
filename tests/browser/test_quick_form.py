"""The short form, in a browser: filled in by hand, told by email, and added to."""

import pytest
from playwright.sync_api import Page, expect

from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.browser.hands import Hands, Keyboard, Mouse, fill
from tests.browser.people import WOMAN
from tests.browser.site import Site
from tests.browser.stories import stored
from tests.world import DESK, PATIENT_EMAIL

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
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
