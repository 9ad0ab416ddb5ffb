"""Somebody who works at the clinic signs in, reads the requests, and leaves."""

from playwright.sync_api import expect

from clinic.staff.models import Role
from tests.browser import people
from tests.browser.hands import Keyboard
from tests.browser.site import DESK, Site
from tests.browser.staff_states import ask
from tests.browser.stories import heading
from tests.staff.person import PASSWORD, Person


def test_a_trichologist_reads_a_request_by_keyboard_and_signs_out(site: Site) -> None:
    reference, person = ask(site, safety1="now"), Person(site.world, role=Role.trichologist)
    hands = Keyboard(site.tab("/staff/", width=DESK))
    page = hands.page
    expect(heading(page)).to_have_text("Sign in")
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    expect(heading(page)).to_have_text("Requests")
    expect(page.get_by_role("row", name=reference)).to_contain_text("Emergency")
    hands.follow(reference)
    expect(heading(page)).to_have_text(reference)
    expect(page.get_by_text(people.WOMAN["expect"])).to_be_visible()
    expect(page.get_by_text("R01a")).to_be_visible()
    hands.press("Sign out")
    expect(heading(page)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_text(people.WOMAN["expect"])).to_have_count(0)


def test_a_stranger_with_the_address_of_a_request_is_asked_to_sign_in_and_then_sees_it(site: Site) -> None:
    reference, person = ask(site), Person(site.world)
    hands = Keyboard(site.tab(f"/staff/intakes/{reference}/", width=DESK, javascript=False))
    expect(heading(hands.page)).to_have_text("Sign in")
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    expect(heading(hands.page)).to_have_text(reference)


def test_a_wrong_password_says_so_and_keeps_the_address(site: Site) -> None:
    person = Person(site.world)
    hands = Keyboard(site.tab("/staff/sign-in/"))
    hands.write("email", person.email)
    hands.write("password", "not the password")
    hands.press("Sign in")
    expect(hands.page).to_have_title("Error: Sign in – The Hair Clinic")
    expect(hands.page.locator(".error-summary")).to_be_focused()
    expect(hands.page.locator("#email")).to_have_value(person.email)
