"""The pages on which patients choose a time, and change what they have, as they may find them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy import select, update

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake import drafts, tokens
from clinic.intake import services as intakes
from clinic.intake.models import Draft, Intake, Purpose
from clinic.intake.models import State as Intakes
from clinic.scheduling import booking, holding
from clinic.scheduling.arranging.models import AppointmentKind, Location, TimeOff
from clinic.scheduling.availability import diary
from clinic.scheduling.earlier import services, sweeping
from clinic.scheduling.models import Appointment
from clinic.scheduling.wishes import Choice, wish_of_staff
from clinic.staff.models import Practitioner
from tests.browser import people
from tests.browser.hands import arrive_by
from tests.browser.site import Site
from tests.browser.states import AWAY, LONG, State
from tests.browser.stories import open_step
from tests.scheduling.arranged import Arranged, arrange
from tests.world import PATIENT_EMAIL

OWN = "/my/appointment/"


def arranged(site: Site, practitioners: int = 2) -> Arranged:
    with site.world.context():
        return arrange(practitioners, minutes=30, every_minutes=30)


def free(arranged: Arranged, days: int = 14) -> list[datetime]:
    """Give the free times from so many days ahead on."""
    first = utcnow().date() + timedelta(days=days)
    return [slot.starts_at for slot in diary(arranged.staffs_wish(), first, first + timedelta(days=6)).slots]


def choosing(site: Site, **options: Any) -> Page:
    arranged(site)
    return open_step(site, "time", people.WOMAN, **options)


def choosing_one(site: Site) -> Page:
    arranged(site, practitioners=1)
    with site.world.context(), transaction() as session:
        session.execute(update(AppointmentKind).values(by_video=False))
    return open_step(site, "time", people.WOMAN)


def choosing_long(site: Site) -> Page:
    arranged(site)
    with site.world.context(), transaction() as session:
        session.execute(update(Practitioner).values(title=LONG))
        session.execute(update(Location).values(address=LONG))
        session.execute(update(AppointmentKind).values(name=LONG))
    return held(site, choosing_again=open_step(site, "time", people.WOMAN))


def held(site: Site, choosing_again: Page | None = None) -> Page:
    page = choosing_again or choosing(site)
    arrive_by(page.locator(".times__time").first)
    page.goto(site.address("/consultation/time/"))
    return page


def hold_over(site: Site) -> Page:
    page = held(site)
    with site.world.context(), transaction() as session:
        session.execute(update(Appointment).values(held_until=utcnow()))
    page.reload()
    return page


def none_left(site: Site) -> Page:
    place = arranged(site)
    with site.world.context(), transaction() as session:
        for id in place.practitioner_ids:
            session.add(TimeOff(practitioner_id=id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=90)))
    return open_step(site, "time", people.WOMAN)


def none_this_week(site: Site) -> Page:
    place, today = arranged(site), utcnow().date()
    with site.world.context(), transaction() as session:
        for id in place.practitioner_ids:
            session.add(TimeOff(practitioner_id=id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=20)))
    page = open_step(site, "time", people.WOMAN)
    page.goto(site.address(f"/consultation/time/?since={today + timedelta(days=3)}"))
    return page


def gone(site: Site) -> Page:
    """Choose a time that others take while one looks at it."""
    place = arranged(site, practitioners=1)
    page = open_step(site, "time", people.WOMAN)
    first = datetime.fromisoformat(page.locator(".times__time").first.get_attribute("value") or "")
    with site.world.context():
        holding.hold(drafts.start_draft({})[0].id, place.choice(0), first)
    arrive_by(page.locator(".times__time").first)
    return page


def diary_away(site: Site) -> Page:
    page = choosing(site)
    site.breaks(holding, "hold", AWAY)
    arrive_by(page.locator(".times__time").first)
    return page


def checked(site: Site) -> Page:
    page = held(site)
    page.goto(site.address("/consultation/check/"))
    return page


def sent_booked(site: Site) -> Page:
    page = checked(site)
    arrive_by(page.get_by_role("button", name="Send your request"))
    return page


def sent_lost(site: Site) -> Page:
    page = hold_over(site)
    with site.world.context():
        row = db.session.scalars(select(Appointment)).one()
        choice = Choice(row.kind_id, row.location_id, row.practitioner_id)
        holding.hold(drafts.start_draft({})[0].id, choice, row.starts_at)
    page.goto(site.address("/consultation/check/"))
    arrive_by(page.get_by_role("button", name="Send your request"))
    return page


def sent_lost_again(site: Site) -> Page:
    """Choose another time, which others take too while one looks at it."""
    page = sent_lost(site)
    with site.world.context():
        row = db.session.scalars(select(Appointment).where(Appointment.intake_id.is_not(None))).one()
        first = datetime.fromisoformat(page.locator(".times__time").first.get_attribute("value") or "")
        holding.hold(drafts.start_draft({})[0].id, Choice(row.kind_id, row.location_id), first)
    arrive_by(page.locator(".times__time").first)
    return page


def sent_for_a_person(site: Site) -> Page:
    page = held(site)
    with site.world.context():
        draft_id = db.session.scalars(select(Draft.id)).one()
        drafts.save_step(draft_id, "safety", {"safety1": "thoughts"})
    page.goto(site.address("/consultation/check/"))
    arrive_by(page.get_by_role("button", name="Send your request"))
    return page


def asked(site: Site) -> UUID:
    """Give a request that somebody at the clinic has answered."""
    id = site.world.request().id
    with site.world.context(), transaction() as session:
        session.execute(update(Intake).where(Intake.id == id).values(state=Intakes.contacted))
    return id


def arrived(site: Site, intake_id: UUID, path: str = "/my/") -> Page:
    with site.world.context():
        token = tokens.latest(Purpose.request_link, intake_id)
    page = site.tab(f"/my/{token}/")
    arrive_by(page.get_by_role("button", name="Open"))
    page.goto(site.address(path))
    return page


def booked(site: Site, by_video: bool = False, days: int = 14) -> tuple[UUID, Arranged]:
    """Give a request with an appointment in about so many days."""
    place, intake_id = arranged(site), asked(site)
    with site.world.context(), transaction() as session:
        session.execute(
            update(Location).values(directions="Ring at the blue door.\nThere is a lift to the first floor.")
        )
        wish = wish_of_staff(place.choice(0, by_video))
        booking.book(intake_id, wish, free(place, days)[-1], SYSTEM)
        intakes.note_booked(intake_id)
    site.world.send_mail()
    return intake_id, place


def own(site: Site, path: str = "/my/", by_video: bool = False) -> Page:
    return arrived(site, booked(site, by_video)[0], path)


def own_none(site: Site, path: str = "/my/") -> Page:
    arranged(site)
    return arrived(site, asked(site), path)


def own_confirm(site: Site, page: Page) -> Page:
    arrive_by(page.locator(".times__time").first)
    return page


def near(site: Site) -> tuple[UUID, Arranged]:
    """Give a request whose appointment begins in a moment."""
    intake_id, place = booked(site, by_video=True)
    with site.world.context(), transaction() as session:
        begins = utcnow() + timedelta(minutes=20)
        times = {"starts_at": begins, "ends_at": begins + timedelta(minutes=30)}
        session.execute(
            update(Appointment).values(**times, taken_from=begins, taken_until=begins + timedelta(minutes=30))
        )
    return intake_id, place


def own_cancelled(site: Site) -> Page:
    intake_id, _ = booked(site)
    with site.world.context():
        booking.cancel(db.session.scalars(select(Appointment.id)).one(), 0, PATIENT)
    return arrived(site, intake_id)


def own_changed(site: Site) -> Page:
    intake_id, place = booked(site)
    page = arrived(site, intake_id, f"{OWN}cancel/")
    with site.world.context():
        booking.move(db.session.scalars(select(Appointment.id)).one(), 0, place.staffs_wish(), free(place)[0], SYSTEM)
    arrive_by(page.get_by_role("button", name="Yes, cancel it"))
    return page


def asking(site: Site) -> tuple[UUID, Arranged]:
    intake_id, place = booked(site)
    with site.world.context():
        services.ask(intake_id)
    return intake_id, place


def offered(site: Site) -> UUID:
    """Give a request for which an earlier time is held."""
    place, intake_id = arranged(site), asked(site)
    with site.world.context():
        times = free(place)
        other = site.world.request("other", email="other@example.com").id
        taken = booking.book(other, place.staffs_wish(0), times[0], SYSTEM)
        booking.book(intake_id, place.staffs_wish(0), times[-1], SYSTEM)
        services.ask(intake_id, place.practitioner_ids[0])
        booking.cancel(taken.id, 0, PATIENT)
        offer_now(site)
    return intake_id


def offer_now(site: Site) -> None:
    """Sweep as by day, whatever the hour is."""
    site.monkeypatch.setattr(sweeping, "night_around", lambda moment: None)
    assert sweeping.sweep() == 1


def offer_over(site: Site) -> Page:
    page = arrived(site, offered(site), f"{OWN}earlier/")
    with site.world.context(), transaction() as session:
        session.execute(update(Appointment).where(Appointment.held_until.is_not(None)).values(held_until=utcnow()))
    arrive_by(page.get_by_role("button", name="Yes, take it"))
    return page


def asked_for_link(site: Site, email: str = PATIENT_EMAIL) -> Page:
    page = site.tab("/my/link/")
    page.get_by_label("Your email address").fill(email)
    arrive_by(page.get_by_role("button", name="Email me a new link"))
    return page


OWN_APPOINTMENTS = [
    State("choosing a time", "Choose a time", choosing),
    State("choosing a time where there is one of each", "Choose a time", choosing_one),
    State("choosing a time, with long words", "Choose a time", choosing_long),
    State("choosing a time from elsewhere", "Choose a time", lambda site: choosing(site, timezone_id="Asia/Tokyo")),
    State("a time is held", "Choose a time", held),
    State("a hold is over", "Choose a time", hold_over),
    State("no time left", "Choose a time", none_left),
    State("no time this week", "Choose a time", none_this_week),
    State("a time has gone", "Choose a time", gone),
    State("the diary away", "Times cannot be shown", diary_away),
    State("check, with a time", "Check your answers", checked),
    State("sent, booked", "Your request is with us", sent_booked),
    State("sent, the time lost", "Your request is with us", sent_lost),
    State("sent, the second choice lost too", "Your request is with us", sent_lost_again),
    State("sent, a person first", "Your request is with us", sent_for_a_person),
    State("own page, no appointment", "Your request", own_none),
    State("own page, with an appointment", "Your request", own),
    State("own page, by video", "Your request", lambda site: own(site, by_video=True)),
    State("own page, by video and near", "Your request", lambda site: arrived(site, near(site)[0])),
    State("own page, cancelled", "Your request", own_cancelled),
    State("own page, earlier time asked", "Your request", lambda site: arrived(site, asking(site)[0])),
    State("own page, earlier time offered", "Your request", lambda site: arrived(site, offered(site))),
    State("own, choose", "Choose a time", lambda site: own_none(site, f"{OWN}choose/")),
    State("own, book?", "Book this time?", lambda site: own_confirm(site, own_none(site, f"{OWN}choose/"))),
    State("own, move", "Move your appointment", lambda site: own(site, f"{OWN}move/")),
    State("own, move?", "Move your appointment to this", lambda site: own_confirm(site, own(site, f"{OWN}move/"))),
    State("own, cancel?", "Cancel your appointment?", lambda site: own(site, f"{OWN}cancel/")),
    State("own, changed meanwhile", "Your appointment has changed", own_changed),
    State("own, too late", "Please call us", lambda site: arrived(site, near(site)[0], f"{OWN}move/")),
    State("earlier time, ask", "Ask for an earlier time", lambda site: own(site, f"{OWN}earlier/")),
    State("earlier time, stop", "Stop asking", lambda site: arrived(site, asking(site)[0], f"{OWN}earlier/")),
    State(
        "earlier time, offered", "Take this earlier time?", lambda site: arrived(site, offered(site), f"{OWN}earlier/")
    ),
    State("earlier time, over", "This time is no longer held", offer_over),
    State("a new link, refused", "Error: Open this page by your link", lambda site: asked_for_link(site, "nobody")),
    State("a new link, sent", "Look in your email", asked_for_link),
]
