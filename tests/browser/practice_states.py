"""The pages of how the clinic is run, in every state that an administrator may meet, and what patients see of it."""

from playwright.sync_api import Page

from clinic.core.accents import Accent
from clinic.core.audit import Actor
from clinic.practice import services
from clinic.practice.identity import Identity
from clinic.practice.queries import IDENTITY
from clinic.staff.models import Role
from tests.browser.hands import Mouse, arrive_by
from tests.browser.site import Site
from tests.browser.staff_states import sign_in, signed_in
from tests.browser.states import State
from tests.staff.person import Person

HOURS, CLINIC = "/staff/settings/hours/", "/staff/settings/clinic/"
COLLEAGUE = "ben@clinic.example.org"
NAME = "Sample" + "clinic" * 9
LONGEST = Identity(NAME, "s" * 40, "+44 20 7946 0018", f"{'w' * 60}@example.org", "Samplestreet" * 16, Accent.plum)


def lead(site: Site, path: str, email: str = "ada@clinic.example.org") -> Page:
    return sign_in(site, Person(site.world, email, Role.administrator), path)


def pressed(page: Page, button: str, **words: str) -> Page:
    for name, value in words.items():
        Mouse(page).write(name, value)
    arrive_by(page.get_by_role("button", name=button))
    return page


def too_late(site: Site, path: str, **words: str) -> Page:
    """Save a page that a colleague has saved since it was opened."""
    page, colleague = lead(site, path), lead(site, path, COLLEAGUE)
    pressed(colleague, "Save", **dict.fromkeys(words, ""))
    return pressed(page, "Save", **words)


def called(site: Site, identity: Identity) -> None:
    """Let the clinic call itself like this, and its pages know it."""
    person = Person(site.world, "lead@clinic.example.org", Role.administrator)
    with site.world.context():
        services.change_identity(identity, IDENTITY.newest().number, Actor.staff(person.account.id))
        site.app.extensions["shelf"].look()


def in_colour(accent: Accent) -> State:
    def reach(site: Site) -> Page:
        called(site, Identity("Sample Clinic", "Sample", "", "desk@clinic.example.org", "", accent))
        return site.tab("/")

    return State(f"home, in {accent}", "Consultations", reach)


def with_long_words(site: Site, path: str) -> Page:
    called(site, LONGEST)
    return site.tab(path)


def long_details(site: Site) -> Page:
    called(site, LONGEST)
    return pressed(lead(site, CLINIC), "See how", address="Another street " * 9)


PRACTICE = [
    State("hours", "Hours and promises", lambda site: lead(site, HOURS)),
    State("hours, refused", "Error: Hours", lambda site: pressed(lead(site, HOURS), "Save", monday="nine to five")),
    State("hours, previewed", "Hours", lambda site: pressed(lead(site, HOURS), "See what", friday="9 to 12, 13 to 18")),
    State("hours, saved", "Hours", lambda site: pressed(lead(site, HOURS), "Save", saturday="10 to 14")),
    State("hours, too late", "Error: Hours", lambda site: too_late(site, HOURS, friday="9 to 13")),
    State("hours, not for a receptionist", "This page is not for you", lambda site: signed_in(site, HOURS)),
    State("details", "Name, contact and colour", lambda site: lead(site, CLINIC)),
    State("details, refused", "Error: Name", lambda site: pressed(lead(site, CLINIC), "Save", name="", email="x")),
    State("details, previewed", "Name", lambda site: pressed(lead(site, CLINIC), "See how", name="Another Name")),
    State("details, long", "Name", long_details),
    State("details, too late", "Error: Name", lambda site: too_late(site, CLINIC, phone="020 7946 0999")),
    State("details, not for a receptionist", "This page is not for you", lambda site: signed_in(site, CLINIC)),
    State("home, with a long name", "Consultations", lambda site: with_long_words(site, "/")),
    State("complaints, with a long name", "Complaints", lambda site: with_long_words(site, "/complaints/")),
    *(in_colour(accent) for accent in Accent if accent is not Accent.teal),
]
