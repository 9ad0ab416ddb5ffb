"""The calendar, the choice of a time for a request, and its appointment, as staff meet them."""

from datetime import date, datetime, timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core.audit import PATIENT
from clinic.core.clock import utcnow
from clinic.intake.drafts import start_draft
from clinic.scheduling import booking, holding
from clinic.scheduling.queries import one_ahead
from clinic.staff.models import Role
from clinic.triage import appointing, decisions
from clinic.triage.models import Move
from tests.browser.hands import arrive_by
from tests.browser.queue_states import colleague
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked, sign_in
from tests.browser.states import LONG, State
from tests.scheduling.arranged import Arranged, arrange, at
from tests.staff.person import Person

DAY = timedelta(days=1)


def monday(weeks: int) -> date:
    """Give the Monday so many weeks from this one."""
    today = utcnow().date()
    return today + DAY * (7 * weeks - today.weekday())


LAST, NEXT = -1, 2


def arranged(site: Site) -> Arranged:
    with site.world.context():
        return arrange(practitioners=3)


def booked(
    site: Site, what: Arranged, number: int, starts_at: datetime, practitioner: int = 0, **answers: object
) -> str:
    """Book a time for a new request, days before; gives its reference."""
    with time_machine.travel(min(utcnow(), starts_at - 2 * DAY)):
        reference = ask(site, number, **answers)
        with site.world.context():
            booking.book(asked(site, reference), what.staffs_wish(practitioner), starts_at, PATIENT)
    return reference


def calendar(site: Site, on: date, length: str = "day", role: Role = Role.receptionist) -> Page:
    return sign_in(site, Person(site.world, role=role), f"/staff/calendar/?on={on}&length={length}")


def a_day_gone_by(site: Site) -> Page:
    """A day with an appointment in every state, some of which are still to be marked."""
    what, day, me = arranged(site), monday(LAST), colleague(site)
    marks = (Move.arrived, Move.completed, Move.missed)
    for number, (clock, move) in enumerate(zip(("09:00", "10:00", "11:00"), marks, strict=True)):
        reference = booked(site, what, number, at(clock, day), name="Sample " + "Long-Name-" * number)
        with site.world.context():
            appointing.mark(asked(site, reference), 1, move, "", me)
    booked(site, what, 8, at("09:00", day), 1)
    booked(site, what, 9, at("10:00", day), 1, name="Wilhelmina Sample")
    return calendar(site, day)


def a_week(site: Site) -> Page:
    what, day = arranged(site), monday(NEXT)
    for number in range(4):
        booked(site, what, number, at("10:00", day + DAY * number), number % 3, name=LONG[:80] if number else "Sample")
    with site.world.context():
        holding.hold(start_draft({})[0].id, what.choice(1), at("11:00", day))
    return calendar(site, day, "week")


def nothing_arranged(site: Site) -> Page:
    return calendar(site, monday(NEXT))


def choosing(site: Site) -> Page:
    """Choose a time, by hand, for a request that waits."""
    arranged(site)
    page = opened(site, ask(site))
    arrive_by(page.get_by_role("link", name="Book an appointment"))
    return page


def no_times(site: Site) -> Page:
    page = choosing(site)
    page.locator("#since").fill(str(monday(NEXT) + 5 * DAY))
    arrive_by(page.get_by_role("button", name="Show times"))
    return page


def pressed(page: Page) -> Page:
    arrive_by(page.locator(".times__time").first)
    return page


def taken(site: Site) -> Page:
    """Press a time that everybody has given away since the page was opened."""
    what = arranged(site)
    page = opened(site, ask(site))
    arrive_by(page.get_by_role("link", name="Book an appointment"))
    page.get_by_text("Add a note").click()
    page.locator("textarea").fill("Wants a window seat.")
    first = datetime.fromisoformat(page.locator(".times__time").first.get_attribute("value") or "")
    for number in range(3):
        booked(site, what, number + 1, first, number)
    return pressed(page)


def decided_meanwhile(site: Site) -> Page:
    page = choosing(site)
    with site.world.context():
        decisions.note(asked(site, page.url.split("/")[-3]), 0, "Rang: any afternoon.", colleague(site))
    return pressed(page)


def with_appointment(site: Site) -> Page:
    return opened(site, booked(site, arranged(site), 1, at("10:00", monday(NEXT))))


def on_its_day(site: Site) -> Page:
    return opened(site, booked(site, arranged(site), 1, at("10:00", monday(LAST))))


def cancelling_without_reason(site: Site) -> Page:
    page = with_appointment(site)
    page.locator("summary", has_text="Cancel the appointment").click()
    arrive_by(page.get_by_role("button", name="Cancel the appointment"))
    return page


def moving(site: Site) -> Page:
    page = with_appointment(site)
    arrive_by(page.get_by_role("link", name="Choose another time"))
    return page


def moved_and_cancelled(site: Site) -> Page:
    """A request whose appointment the patient has moved and then cancelled."""
    what, day = arranged(site), monday(NEXT)
    reference = booked(site, what, 1, at("10:00", day))
    with site.world.context():
        now = one_ahead(asked(site, reference))
        assert now
        booking.move(now.appointment.id, 0, what.staffs_wish(), at("11:00", day), PATIENT)
        booking.cancel(now.appointment.id, 1, PATIENT)
    return opened(site, reference)


def queue_with_appointments(site: Site) -> Page:
    booked(site, arranged(site), 1, at("10:00", monday(NEXT)))
    page = sign_in(site, Person(site.world), "/staff/?view=all")
    page.locator("summary", has_text="Filters").click()
    return page


APPOINTMENTS = [
    State("calendar, a day gone by", "Calendar: Monday", a_day_gone_by),
    State("calendar, a week", "Calendar: Week of", a_week),
    State("calendar, nothing arranged", "Calendar: Monday", nothing_arranged),
    State("times, to choose from", "Book HC-", choosing),
    State("times, none on these days", "Book HC-", no_times),
    State("times, taken", "Book HC-", taken),
    State("times, decided meanwhile", "Book HC-", decided_meanwhile),
    State("times, to move to", "Move HC-", moving),
    State("request, with an appointment", "HC-", with_appointment),
    State("request, on the appointment's day", "HC-", on_its_day),
    State("request, cancelled without a reason", "Error: HC-", cancelling_without_reason),
    State("request, changed by the patient", "HC-", moved_and_cancelled),
    State("queue, with appointments", "Requests: All", queue_with_appointments),
]
