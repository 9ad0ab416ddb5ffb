"""Somebody sees why a patient heard nothing, and mends it."""

from playwright.sync_api import expect

from clinic.staff.models import Role
from tests.browser.hands import Keyboard
from tests.browser.mail_states import failed
from tests.browser.site import DESK, Site
from tests.browser.stories import heading
from tests.staff.person import PASSWORD, Person

RIGHT = "the-right-name@example.com"


def test_a_trichologist_corrects_an_address_by_keyboard_and_without_script(site: Site) -> None:
    failed(site)
    person = Person(site.world, role=Role.trichologist)
    hands = Keyboard(site.tab("/staff/", width=DESK, javascript=False))
    page = hands.page
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    hands.follow("Emails")
    expect(heading(page)).to_have_text("Emails")
    hands.choose("state", "failed")
    hands.press("Show")
    expect(page.get_by_role("row")).to_have_count(2)
    hands.follow("We have received your request")
    expect(page.get_by_text("550 No such person here")).to_be_visible()
    hands.write("recipient", RIGHT)
    hands.press("Correct the address and send")
    expect(page.get_by_text("The address is corrected, and the email is on its way.")).to_be_visible()
    site.world.send_mail()
    assert len(site.world.sink.to(RIGHT)) == 1
