"""The pages about people as administrators meet them, and as those do whom they invite."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.staff.models import Role
from clinic.staff.people import invitations, services
from clinic.staff.security import FRESH
from tests.browser.hands import Mouse, arrive_by
from tests.browser.site import DESK, Site
from tests.browser.staff_states import sign_in
from tests.browser.states import State
from tests.staff.person import PASSWORD, Person

PEOPLE_PAGE = "/staff/settings/people/"
LONG = "Wilhelmina-Alexandrina-" * 4
MOMENT = timedelta(seconds=5)


def lead(site: Site) -> Person:
    return Person(site.world, "lead@clinic.example.org", Role.administrator, "Sample Lead")


def opened(site: Site, person: Person, path: str = PEOPLE_PAGE) -> Page:
    return sign_in(site, person, path)


def colleague(site: Site, role: Role = Role.receptionist) -> Person:
    return Person(site.world, "colleague@clinic.example.org", role, "Sample Colleague")


def actor(person: Person) -> Actor:
    return Actor.staff(person.account.id, person.role)


def invite(site: Site, person: Person, email: str = "newcomer@example.org", name: str = "Sample Newcomer") -> str:
    """Invite somebody; gives the path of the invitation's page."""
    with site.world.context():
        made = invitations.invite(name, email, Role.trichologist, actor(person))
    return f"{PEOPLE_PAGE}invitations/{made.id}/"


def everybody(site: Site) -> Page:
    """Colleagues of every role and state, and invitations that wait and that have run out."""
    me = lead(site)
    for role in Role:
        Person(site.world, f"{role}@clinic.example.org", role, f"Sample {role.capitalize()}")
    with_phone = colleague(site)
    with_phone.sign_in()
    with_phone.set_up_phone()
    left = Person(site.world, "left@clinic.example.org", Role.clinician, "Sample Leaver")
    with site.world.context():
        services.disable(left.account.id, 0, actor(me))
    invite(site, me)
    with time_machine.travel(utcnow() - timedelta(days=9)):
        invite(site, me, "late@example.org", "Sample Latecomer")
    return opened(site, me)


def long_names(site: Site) -> Page:
    me = lead(site)
    Person(site.world, f"{LONG}@example.org"[-60:], Role.clinician, LONG)
    invite(site, me, f"a{LONG}"[:60] + "@example.org", LONG)
    return opened(site, me)


def one(site: Site) -> Page:
    """Somebody who is signed in on two devices, has a phone, and was changed before."""
    me, other = lead(site), colleague(site)
    other.sign_in()
    other.set_up_phone()
    with site.world.context():
        services.change(other.account.id, 0, "Sample Renamed", Role.clinician, actor(me))
    return opened(site, me, path_of(other))


def path_of(person: Person) -> str:
    return f"{PEOPLE_PAGE}{person.account.id}/"


def oneself(site: Site) -> Page:
    me = lead(site)
    return opened(site, me, path_of(me))


def disabled(site: Site) -> Page:
    page = opened(site, lead(site), path_of(colleague(site)))
    arrive_by(page.get_by_role("button", name="Disable"))
    return page


def unnamed(site: Site) -> Page:
    page = opened(site, lead(site), path_of(colleague(site)))
    page.locator("#name").fill("")
    arrive_by(page.get_by_role("button", name="Save"))
    return page


def too_late(site: Site) -> Page:
    """Rename somebody to whom another administrator has given a role since the page was opened."""
    other = colleague(site)
    page = opened(site, lead(site), path_of(other))
    second = Person(site.world, "second@clinic.example.org", Role.administrator, "Sample Second")
    with site.world.context():
        services.change(other.account.id, 0, "Sample Colleague", Role.clinician, actor(second))
    page.locator("#name").fill("Sample Friend")
    arrive_by(page.get_by_role("button", name="Save"))
    return page


def asked_for_password(site: Site) -> Page:
    """Save a name on a page that was opened long ago."""
    page = opened(site, lead(site), path_of(colleague(site)))
    page.locator("#name").fill("Sample Friend")
    with time_machine.travel(utcnow() + FRESH + MOMENT, tick=True):
        arrive_by(page.get_by_role("button", name="Save"))
    return page


def wrong_password(site: Site) -> Page:
    page = asked_for_password(site)
    page.locator("#password").fill("not the password")
    with time_machine.travel(utcnow() + FRESH + MOMENT, tick=True):
        arrive_by(page.get_by_role("button", name="Go on"))
    return page


def invite_form(site: Site) -> Page:
    return opened(site, lead(site), f"{PEOPLE_PAGE}invite/")


def refused_invitation(site: Site) -> Page:
    page = invite_form(site)
    page.locator("#email").fill("nobody at nowhere")
    arrive_by(page.get_by_role("button", name="Send"))
    return page


def invited_already(site: Site) -> Page:
    me = lead(site)
    invite(site, me)
    page = opened(site, me, f"{PEOPLE_PAGE}invite/")
    Mouse(page).write("name", "Sample Newcomer")
    Mouse(page).write("email", "newcomer@example.org")
    page.select_option("#role", "clinician")
    arrive_by(page.get_by_role("button", name="Send"))
    return page


def invited(site: Site) -> Page:
    me = lead(site)
    return opened(site, me, invite(site, me))


def ran_out(site: Site) -> Page:
    me = lead(site)
    with time_machine.travel(utcnow() - timedelta(days=8)):
        path = invite(site, me)
    return opened(site, me, path)


def sent_again_meanwhile(site: Site) -> Page:
    me = lead(site)
    path = invite(site, me)
    first, second = opened(site, me, path), opened(site, me, path)
    for page in (first, second):
        arrive_by(page.get_by_role("button", name="Send again"))
    return second


def withdrawn_meanwhile(site: Site) -> Page:
    me = lead(site)
    path = invite(site, me)
    first, second = opened(site, me, path), opened(site, me, path)
    arrive_by(first.get_by_role("button", name="Withdraw"))
    arrive_by(second.get_by_role("button", name="Send again"))
    return second


def joining(site: Site) -> Page:
    invite(site, lead(site))
    page = site.tab(width=DESK)
    page.goto(site.link_in("newcomer@example.org"))
    return page


def weak_password(site: Site) -> Page:
    page = joining(site)
    for name in ("password", "again"):
        page.locator(f"#{name}").fill("password1234")
    arrive_by(page.get_by_role("button", name="Set up"))
    return page


def joined(site: Site) -> Page:
    page = joining(site)
    for name in ("password", "again"):
        page.locator(f"#{name}").fill(PASSWORD)
    arrive_by(page.get_by_role("button", name="Set up"))
    return page


def password_link_sent(site: Site) -> Page:
    page = opened(site, lead(site), path_of(colleague(site)))
    arrive_by(page.get_by_role("button", name="Send a link"))
    arrive_by(page.get_by_role("link", name="Sample Colleague").last)
    return page


def password_invitation(site: Site) -> Page:
    page = password_link_sent(site)
    arrive_by(page.get_by_role("link", name="Send it again"))
    return page


def choosing(site: Site) -> Page:
    password_link_sent(site)
    page = site.tab(width=DESK)
    page.goto(site.link_in("colleague@clinic.example.org"))
    return page


def invitation_email(site: Site) -> Page:
    """Show the HTML of an invitation alone, as a mail reader would."""
    invite(site, lead(site))
    site.world.send_mail()
    body = site.world.sink.to("newcomer@example.org")[0].get_body(("html",))
    assert body is not None
    page = site.tab()
    page.set_content(body.get_content())
    return page


PEOPLE = [
    State("people, only oneself", "People", lambda site: opened(site, lead(site))),
    State("people, everybody", "People", everybody),
    State("people, with long names", "People", long_names),
    State("people, refused", "This page is not for you", lambda site: opened(site, colleague(site))),
    State("person", "Sample Renamed", one),
    State("person, oneself", "Sample Lead", oneself),
    State("person, disabled", "Sample Colleague", disabled),
    State("person, without a name", "Error: Sample Colleague", unnamed),
    State("person, too late", "Error: Sample Colleague", too_late),
    State("person, asked for the password", "Enter your password", asked_for_password),
    State("person, with a wrong password", "Error: Enter your password", wrong_password),
    State("person, unknown", "Page not found", lambda site: opened(site, lead(site), f"{PEOPLE_PAGE}nobody/")),
    State("invite", "Invite somebody", invite_form),
    State("invite, refused", "Error: Invite somebody", refused_invitation),
    State("invite, invited already", "Error: Invite somebody", invited_already),
    State("invitation", "Invitation of Sample Newcomer", invited),
    State("invitation, run out", "Invitation of Sample Newcomer", ran_out),
    State("invitation, sent again meanwhile", "Invitation of", sent_again_meanwhile),
    State("invitation, withdrawn meanwhile", "People", withdrawn_meanwhile),
    State("person, with a link sent", "Sample Colleague", password_link_sent),
    State("invitation to choose a password", "New password for", password_invitation),
    State("join, to choose a password", "Choose a new password", choosing),
    State("join", "Set up your account", joining),
    State("join, with a weak password", "Error: Set up your account", weak_password),
    State("join, done", "Sign in", joined),
    State("join, by a dead link", "This link no longer works", lambda site: site.tab("/staff/invitation/x/")),
    State("an invitation by email", "", invitation_email),
]
