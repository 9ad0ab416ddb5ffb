"""The page of the addresses at which calendars read diaries, as those find it who see patients, and who do not."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.scheduling.feed_addresses import make
from clinic.staff.models import Practitioner, Role
from clinic.staff.security import FRESH
from tests.browser.hands import arrive_by
from tests.browser.practice_states import lead
from tests.browser.site import Site
from tests.browser.staff_states import sign_in
from tests.browser.states import LONG, State
from tests.scheduling.arranged import arrange
from tests.staff.person import Person

CALENDARS, TITLE = "/staff/settings/calendars/", "Diaries in your calendar"


def practitioner(site: Site, path: str = CALENDARS) -> Page:
    """Somebody who sees patients, whose calendar has no address yet."""
    person = Person(site.world, "cleo@clinic.example.org", Role.trichologist)
    with site.world.context(), transaction() as session:
        [id] = arrange().practitioner_ids
        session.get_one(Practitioner, id).staff_user_id = person.account.id
    return sign_in(site, person, path)


def pressed(page: Page, name: str) -> Page:
    arrive_by(page.get_by_role("button", name=name, exact=True).first)
    return page


def of_many(site: Site) -> Page:
    """An administrator's page, of some who have an address and one whose name is long."""
    boss = Person(site.world, "boss@clinic.example.org", Role.administrator)
    with site.world.context(), transaction() as session:
        ids = arrange(practitioners=3).practitioner_ids
        session.get_one(Practitioner, ids[0]).name = LONG
        make(ids[0], Actor.staff(boss.account.id))
    return lead(site, CALENDARS)


def made_for_many(site: Site) -> Page:
    return pressed(of_many(site), "Make a new address")


def with_an_old_password(site: Site) -> Page:
    page = practitioner(site)
    with time_machine.travel(utcnow() + FRESH + timedelta(seconds=1)):
        return pressed(page, "Make an address")


FEEDS = [
    State("diaries in a calendar, none", TITLE, practitioner),
    State("diaries in a calendar, made", TITLE, lambda site: pressed(practitioner(site), "Make an address")),
    State("diaries in a calendar, of nobody", TITLE, lambda site: lead(site, CALENDARS)),
    State("diaries in a calendar, of many", TITLE, of_many),
    State("diaries in a calendar, made for a long name", TITLE, made_for_many),
    State("diaries in a calendar, ended", TITLE, lambda site: pressed(of_many(site), "End it")),
    State("diaries in a calendar, with an old password", "Enter your password", with_an_old_password),
]
