"""An administrator invites a colleague, who signs in for the first time; and the people who are there are managed."""

import pytest
from passlib.totp import TOTP
from playwright.sync_api import expect

from clinic.staff.models import Role
from clinic.staff.security import of_settings
from tests.browser.hands import Hands, Keyboard, Mouse, arrive_by
from tests.browser.people_states import colleague, lead, opened, path_of
from tests.browser.site import DESK, Site
from tests.browser.staff_states import sign_in_by_form
from tests.browser.stories import heading
from tests.staff.person import PASSWORD, Person

NEWCOMER = "newcomer@example.org"
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
HANDS = pytest.mark.parametrize("by", [Mouse, Keyboard])


def require_second_factor(site: Site) -> None:
    """Let the site be as in production: nobody gets further without an authenticator app."""
    site.has(two_factor_required=True)
    for name, value in of_settings(site.app.extensions["settings"]).items():
        site.monkeypatch.setitem(site.app.config, f"SECURITY_{name}", value)


def give_password(hands: Hands, email: str, password: str = PASSWORD) -> None:
    hands.write("email", email)
    hands.write("password", password)
    hands.press("Sign in")


def code_on(hands: Hands) -> str:
    """Read the key on the page into an app, and give the code that it shows."""
    key = hands.page.locator("strong").first.inner_text().replace("-", "")
    return str(TOTP(key).generate().token)


@SCRIPT
@HANDS
def test_an_administrator_invites_a_colleague_who_signs_in_for_the_first_time(
    site: Site, by: type[Mouse] | type[Keyboard], javascript: bool
) -> None:
    administrator = lead(site)
    desk = by(site.tab("/staff/", width=DESK, javascript=javascript))
    give_password(desk, administrator.email)
    desk.follow("Settings")
    desk.follow("People")
    desk.follow("Invite somebody")
    expect(heading(desk.page)).to_have_text("Invite somebody")
    desk.write("name", "Sample Newcomer")
    desk.write("email", NEWCOMER)
    desk.choose("role", Role.trichologist.value)
    desk.press("Send the invitation")
    expect(desk.page.get_by_text(f"An invitation is on its way to {NEWCOMER}.")).to_be_visible()
    expect(desk.page.get_by_role("row", name="Sample Newcomer")).to_contain_text("Invited")

    require_second_factor(site)
    phone = by(site.tab(javascript=javascript))
    phone.page.goto(site.link_in(NEWCOMER))
    expect(heading(phone.page)).to_have_text("Set up your account")
    phone.write("password", PASSWORD)
    phone.write("again", PASSWORD)
    phone.press("Set up the account")
    expect(phone.page.get_by_text("Your account is set up.")).to_be_visible()
    give_password(phone, NEWCOMER)
    expect(heading(phone.page)).to_have_text("Set up your authenticator app")
    phone.press("Show the code to scan")
    phone.write("code", code_on(phone))
    phone.press("Set up")
    expect(heading(phone.page)).to_have_text("Recovery codes")
    phone.press("Make new codes")
    expect(phone.page.locator("main li code")).to_have_count(8)
    phone.follow("I have kept them")
    expect(heading(phone.page)).to_have_text("Requests")


@SCRIPT
def test_an_administrator_gives_a_role_and_disables_an_account_by_keyboard(site: Site, javascript: bool) -> None:
    administrator, other = lead(site), colleague(site)
    hands = Keyboard(site.tab("/staff/settings/people/", width=DESK, javascript=javascript))
    page = hands.page
    give_password(hands, administrator.email)
    hands.follow("Sample Colleague")
    hands.choose("role", Role.clinician.value)
    hands.press("Save")
    expect(page.get_by_text("The account is changed.")).to_be_visible()
    expect(page.get_by_text("Role: before receptionist, now clinician")).to_be_visible()
    hands.press("Disable the account")
    expect(page.get_by_text("The account is disabled, and signed out everywhere.")).to_be_visible()
    expect(heading(sign_in_by_form(site, other))).to_have_text("Sign in")
    hands.press("Enable the account")
    expect(heading(sign_in_by_form(site, other))).to_have_text("Requests")


def test_of_two_administrators_at_once_the_later_reads_of_the_earlier_and_sends_their_words_again(site: Site) -> None:
    other = colleague(site)
    first = opened(site, lead(site), path_of(other))
    two = Person(site.world, "second@clinic.example.org", Role.administrator, "Sample Second")
    second = opened(site, two, path_of(other))
    for page, name in ((first, "Sample Earlier"), (second, "Sample Later")):
        page.locator("#name").fill(name)
        arrive_by(page.get_by_role("button", name="Save"))
    expect(second.get_by_text("Nothing of yours was done")).to_be_visible()
    expect(second.locator(".notice--care")).to_contain_text("Sample Lead changed the account")
    expect(second.locator("#name")).to_have_value("Sample Later")
    arrive_by(second.get_by_role("button", name="Save"))
    expect(heading(second)).to_have_text("Sample Later")


@SCRIPT
def test_somebody_ends_a_session_that_was_left_open_on_another_device(site: Site, javascript: bool) -> None:
    person = Person(site.world)
    left_open = sign_in_by_form(site, person)
    hands = Keyboard(site.tab("/staff/account/", javascript=javascript))
    give_password(hands, person.email)
    hands.press("End")
    expect(hands.page.get_by_text("That session has ended.")).to_be_visible()
    left_open.reload()
    expect(heading(left_open)).to_have_text("Sign in")
    hands.press("Sign out")
    expect(heading(hands.page)).to_have_text("Sign in")
