"""A patient and their appointment, in a browser: booked in the form, moved, cancelled, and taken earlier."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.scheduling import booking
from clinic.scheduling.models import Appointment, State
from tests.browser import people
from tests.browser.hands import Hands, Keyboard, Mouse, arrive_by
from tests.browser.patient_states import arranged, asked, choosing, free, offer_now
from tests.browser.site import Site
from tests.browser.stories import heading, open_step
from tests.scheduling.arranged import LONDON
from tests.world import PATIENT_EMAIL

WAYS = {
    "by mouse": (Mouse, True),
    "by mouse without JavaScript": (Mouse, False),
    "by keyboard without JavaScript": (Keyboard, False),
}


@pytest.mark.parametrize(("by", "javascript"), WAYS.values(), ids=WAYS)
def test_a_patient_books_moves_and_cancels(site: Site, by: type[Mouse] | type[Keyboard], javascript: bool) -> None:
    arranged(site)
    hands = by(open_step(site, "time", people.WOMAN, javascript=javascript))
    press_time(hands, "11:00")
    expect(heading(hands.page)).to_have_text("Check your answers")
    expect(hands.page.get_by_text("Held for you until")).to_be_visible()
    hands.press("Send your request")
    expect(hands.page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()

    hands = by(arrive_by_email(site, javascript))
    hands.follow("Move it")
    press_time(hands, "09:30")
    expect(heading(hands.page)).to_have_text("Move your appointment to this time?")
    hands.press("Yes, move it")
    expect(hands.page.get_by_text("Your appointment is moved.")).to_be_visible()
    assert (the_one(site).starts_at.minute, the_one(site).sequence) == (30, 1)

    hands.follow("Cancel it")
    hands.press("Yes, cancel it")
    expect(hands.page.get_by_text("Your appointment is cancelled.")).to_be_visible()
    assert the_one(site).state is State.cancelled
    choose_again(hands)


def choose_again(hands: Hands) -> None:
    hands.follow("Choose a time")
    press_time(hands, "10:00")
    hands.press("Yes, book it")
    expect(hands.page.get_by_text("Your appointment is booked.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_patient_asks_for_an_earlier_time_and_takes_it(site: Site, javascript: bool) -> None:
    place, intake_id = arranged(site, practitioners=1), asked(site)
    with site.world.context():
        times = free(place)
        other = site.world.request("other", email="other@example.com").id
        taken = booking.book(other, place.staffs_wish(), times[0], PATIENT)
        booking.book(intake_id, place.staffs_wish(), times[-1], PATIENT)
    page = arrive_by_email(site, javascript)
    arrive_by(page.get_by_role("link", name="Ask for an earlier time"))
    arrive_by(page.get_by_role("button", name="Ask for an earlier time"))
    expect(page.get_by_text("We email you when an earlier time is free.")).to_be_visible()
    with site.world.context():
        booking.cancel(taken.id, 0, PATIENT)
        offer_now(site)
    page = arrive_by_email(site, javascript)
    arrive_by(page.get_by_role("link", name="Look at it and answer"))
    assert starts_of(site, intake_id, State.booked) == times[-1]
    arrive_by(page.get_by_role("button", name="Yes, take it"))
    expect(page.get_by_text("Your appointment is moved to the earlier time.")).to_be_visible()
    assert starts_of(site, intake_id, State.booked) == times[0]


def test_who_looks_from_elsewhere_sees_their_own_time_beside_the_clinics(site: Site) -> None:
    page = choosing(site, timezone_id="Asia/Tokyo")
    expect(page.get_by_text("Times are by the clock of London.")).to_be_visible()
    expect(page.get_by_role("button", name="10:00 (19:00 for you)").first).to_be_visible()
    page = choosing_here(site)
    expect(page.locator(".own-time")).to_have_count(0)


def choosing_here(site: Site) -> Page:
    return open_step(site, "time", people.WOMAN, timezone_id="Europe/London")


def test_going_back_shows_ones_own_time_and_choosing_another_lets_it_go(site: Site) -> None:
    page = choosing(site)
    arrive_by(page.get_by_role("button", name="10:00").first)
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="You have chosen a time")).to_be_visible()
    arrive_by(page.get_by_role("button", name="11:00").first)
    with site.world.context():
        held = db.session.scalars(select(Appointment)).one()
    assert (held.state, held.starts_at.minute) == (State.held, 0)


def press_time(hands: Hands, clock: str) -> None:
    """Press the first day's button for a time: by its whole name, or the first that a key leads to."""
    if isinstance(hands, Keyboard):
        hands.press(clock)
        return
    moment = hands.page.locator(".times__time time", has_text=clock).first.get_attribute("datetime") or ""
    hands.press(f"{datetime.fromisoformat(moment).astimezone(LONDON):%A %-d %B at %H:%M}")


def arrive_by_email(site: Site, javascript: bool) -> Page:
    page = site.tab(javascript=javascript)
    page.goto(site.link_in(PATIENT_EMAIL))
    arrive_by(page.get_by_role("button", name="Open"))
    return page


def the_one(site: Site) -> Appointment:
    with site.world.context():
        return db.session.scalars(select(Appointment)).one()


def starts_of(site: Site, intake_id: object, state: State) -> datetime:
    with site.world.context():
        wanted = select(Appointment.starts_at).where(Appointment.intake_id == intake_id, Appointment.state == state)
        return db.session.scalars(wanted).one()
