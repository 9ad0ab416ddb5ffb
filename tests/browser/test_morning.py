"""A receptionist's morning: digest, queue, a call, no answer, a message, its answer, a consultation, the end."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from playwright.sync_api import Page, expect

from clinic.core.audit import Actor
from clinic.messages import wording
from clinic.staff import services as accounts
from clinic.staff.models import Role
from clinic.triage.digest import send_digests
from tests.browser.hands import Keyboard, Mouse, arrive_by
from tests.browser.site import DESK, Site
from tests.browser.staff_states import ask
from tests.browser.stories import heading
from tests.staff.person import PASSWORD, Person
from tests.world import PATIENT_EMAIL

TUESDAY = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
A_MINUTE = timedelta(seconds=61)
PHONE = "+442079460018"


def receptionist(site: Site) -> Person:
    """Somebody who asked for the digest, where an administrator wrote templates."""
    lead = Person(site.world, "lead@clinic.example.org", Role.administrator)
    ada = Person(site.world)
    with site.world.context():
        wording.add_starters(Actor.staff(lead.account.id))
        accounts.want_digest(ada.account.id, True)
        send_digests()
    return ada


def patient(site: Site) -> Page:
    page = site.tab()
    page.goto(site.link_in(PATIENT_EMAIL))
    arrive_by(page.get_by_role("button", name="Open"))
    return page


def key(page: Page, letter: str) -> None:
    """Press a key that does something on a page, once the page listens."""
    page.wait_for_load_state()
    page.keyboard.press(letter)


def entry(page: Page, words: str) -> None:
    expect(page.locator(".timeline__title", has_text=words).last).to_be_visible()


def test_a_receptionists_morning_by_keyboard(site: Site) -> None:
    with time_machine.travel(TUESDAY - timedelta(hours=1)):
        reference = ask(site, phone=PHONE, contact_pref="phone")
    with time_machine.travel(TUESDAY) as clock:
        ada = receptionist(site)
        hands = Keyboard(site.tab(width=DESK))
        page = hands.page
        page.goto(site.link_in(ada.email))
        hands.write("email", ada.email)
        hands.write("password", PASSWORD)
        hands.press("Sign in")
        expect(heading(page)).to_have_text("Requests")

        key(page, "j")
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text(reference)
        key(page, "t")
        expect(page.get_by_text("The request is yours.")).to_be_visible()
        expect(page.get_by_role("link", name=PHONE)).to_be_visible()
        hands.choose("outcome", "no_answer")
        hands.write("words", "Rang at half past eight.")
        hands.press("Record the contact")
        entry(page, "No answer")

        key(page, "m")
        hands.choose("template", page.get_by_role("option", name="We could not reach you").get_attribute("value") or "")
        hands.press("Use it")
        expect(page.locator("#messaged-words")).to_be_focused()
        expect(page.locator("#messaged-words")).to_have_value(
            re.compile(rf"Dear Sample,.+{reference}.+Ada Sample", re.S)
        )
        hands.press("Send the message")
        entry(page, "Wrote to the patient")
        expect(page.get_by_text("Kept: first contact on")).to_be_visible()

        clock.shift(A_MINUTE)
        own = patient(site)
        arrive_by(own.get_by_role("link", name="Read the message"))
        expect(own.get_by_text("When is a good time to call?")).to_be_visible()
        Mouse(own).write("words", "Tomorrow after four.")
        arrive_by(own.get_by_role("button", name="Send the message"))
        expect(own.get_by_text("Your message is with us.")).to_be_visible()

        key(page, "q")
        expect(heading(page)).to_have_text("Requests")
        hands.follow("They wrote")
        expect(page).to_have_title(re.compile("They wrote"))
        hands.follow(reference)
        expect(page.locator(".timeline__patient")).to_contain_text("Tomorrow after four.")
        expect(page.locator(".timeline")).to_contain_text("read by the patient")
        key(page, "b")
        page.keyboard.type("Wednesday at 16:30 by telephone, with Sample Trichologist.")
        hands.press("Note it")
        entry(page, "Agreed a consultation")

        key(page, "w")
        hands.choose("reason", "withdrawn")
        hands.press("Close it")
        entry(page, "Closed the request: They have withdrawn the request")
        key(page, "u")
        expect(page.get_by_text("It is undone: the request is as it was.")).to_be_visible()
        expect(page.locator(".tag", has_text="Booked").first).to_be_visible()


def test_two_who_have_the_same_page_open_see_each_other_and_that_one_has_decided(site: Site) -> None:
    reference = ask(site)
    pages = []
    for email in ("ada@clinic.example.org", "ben@clinic.example.org"):
        person = Person(site.world, email)
        hands = Mouse(site.tab(f"/staff/intakes/{reference}/", width=DESK))
        hands.write("email", person.email)
        hands.write("password", PASSWORD)
        hands.press("Sign in")
        pages.append(hands.page)
    ada, ben = pages
    expect(ben.get_by_text("Ada Sample is on this page now.")).to_be_visible()
    arrive_by(ada.get_by_role("button", name="Take it"))
    expect(ada.get_by_text("The request is yours.")).to_be_visible()
    expect(ben.locator("#news")).to_be_hidden()
    ben.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(ben.get_by_text("Somebody has decided something since you opened this page.")).to_be_visible()


def test_the_queue_says_what_is_new_and_moves_nothing_until_it_is_asked(site: Site) -> None:
    ask(site, 1)
    person = Person(site.world)
    hands = Mouse(site.tab("/staff/", width=DESK))
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    page = hands.page
    first = page.locator("tbody tr").first
    place = first.bounding_box()
    for number in (2, 3, 4):
        ask(site, number, safety1="now")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    news = page.get_by_role("link", name="3 new: show")
    expect(news).to_be_visible()
    assert first.bounding_box() == place
    assert page.locator("tbody tr").count() == 1
    key(page, "r")
    expect(page.locator("tbody tr")).to_have_count(4)


def test_single_keys_can_be_turned_off_and_stay_off(site: Site) -> None:
    reference = ask(site)
    person = Person(site.world)
    hands = Mouse(site.tab(f"/staff/intakes/{reference}/", width=DESK))
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    page = hands.page
    key(page, "?")
    page.get_by_label("Single keys do something on these pages").uncheck(force=True)
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("t")
    page.reload()
    key(page, "t")
    expect(page.get_by_text("The request is yours.")).to_be_hidden()
    key(page, "?")
    expect(page.get_by_label("Single keys do something on these pages")).not_to_be_checked()


def test_a_letter_that_is_typed_into_a_field_is_only_a_letter(site: Site) -> None:
    ask(site)
    person = Person(site.world)
    hands = Mouse(site.tab("/staff/", width=DESK))
    hands.write("email", person.email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    key(hands.page, "/")
    hands.page.keyboard.type("j7k?x")
    expect(hands.page.locator("#q")).to_have_value("j7k?x")
    expect(hands.page.locator("input[name=chosen]")).not_to_be_checked()
