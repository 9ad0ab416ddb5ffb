"""A receptionist's day in the calendar, and an appointment from the telephone to the waiting room."""

import re

from playwright.sync_api import Locator, Page, expect

from clinic.staff.models import Role
from tests.browser.appointment_states import LAST, NEXT, arranged, booked, calendar, monday
from tests.browser.hands import Keyboard, arrive_by
from tests.browser.request_states import opened
from tests.browser.site import DESK, PHONE, Site
from tests.browser.staff_states import ask
from tests.scheduling.arranged import at


def deed(page: Page, words: str) -> Locator:
    """Find what somebody did in the timeline, apart from the emails about it."""
    return page.locator(".timeline__item--done .timeline__title", has_text=words)


def test_a_receptionist_works_a_day_in_the_calendar(site: Site) -> None:
    what, day = arranged(site), monday(LAST)
    booked(site, what, 1, at("09:00", day), name="Sample First")
    booked(site, what, 2, at("10:00", day), name="Sample Second")
    page = calendar(site, day)
    entry = {name: page.locator(".entry", has_text=name) for name in ("Sample First", "Sample Second")}
    arrive_by(page.get_by_role("button", name="Arrived: Sample First, 09:00"))
    expect(page).to_have_title(re.compile("^Calendar: Monday"))
    expect(entry["Sample First"].locator(".tag")).to_have_text("Arrived")
    expect(page.locator(".notice--success")).to_contain_text("It is noted that the patient arrived.")
    arrive_by(page.get_by_role("button", name="Took place: Sample First, 09:00"))
    expect(entry["Sample First"].locator(".tag")).to_have_text("Took place")
    arrive_by(page.get_by_role("button", name="Did not come: Sample Second, 10:00"))
    expect(entry["Sample Second"].locator(".tag")).to_have_text("Missed")
    arrive_by(page.get_by_role("link", name="Sample Second"))
    arrive_by(page.get_by_role("button", name="Undo"))
    expect(page.locator(".appointment .tag")).to_have_text("Booked")


def test_a_receptionist_books_moves_and_cancels_with_the_keyboard_alone(site: Site) -> None:
    arranged(site)
    page = opened(site, ask(site))
    hands = Keyboard(page)
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Book an appointment")).to_be_visible()
    hands.press("09:00")
    expect(deed(page, "Booked")).to_be_visible()
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Move the appointment")).to_be_visible()
    hands.press("10:00")
    expect(deed(page, "Moved from")).to_contain_text("at 09:00 to ")
    hands.unfold("Cancel the appointment")
    hands.write("words", "They rang.")
    hands.press("Cancel the appointment")
    expect(deed(page, "Cancelled the appointment")).to_be_visible()
    expect(page.get_by_role("link", name="Book an appointment")).to_be_visible()


def test_the_calendar_is_walked_with_keys_that_it_lists(site: Site) -> None:
    arranged(site)
    page = calendar(site, monday(NEXT))
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text("Tuesday")
    page.keyboard.press("w")
    expect(page.locator("h1")).to_contain_text("Week of")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts-list")).to_contain_text("The week before")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("[aria-current=date]")).to_have_text("This week")


def test_days_stand_beside_each_other_on_a_desk_and_below_each_other_on_a_phone(site: Site) -> None:
    arranged(site)
    page = calendar(site, monday(NEXT), "week", Role.trichologist)
    tops = {}
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 740})
        boxes = [day.bounding_box() or {"y": 0} for day in page.locator(".calendar__day").all()]
        tops[width] = len({box["y"] for box in boxes})
    assert tops == {PHONE: 7, DESK: 1}


def test_a_time_is_booked_without_javascript(site: Site) -> None:
    arranged(site)
    reference = ask(site)
    signed = opened(site, reference)
    page = site.tab(javascript=False)
    page.context.add_cookies(signed.context.cookies())  # type: ignore[arg-type]  # what it gives it takes
    page.goto(site.address(f"/staff/intakes/{reference}/times/"))
    arrive_by(page.locator(".times__time").first)
    expect(page.locator(".appointment")).to_be_visible()
