"""A person's rights as they and the staff meet them."""

from playwright.sync_api import Page

from clinic.core.audit import PATIENT
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake.models import State as Intakes
from clinic.rights import services
from clinic.rights.models import Kind
from clinic.staff.models import Role
from tests.browser.hands import arrive_by
from tests.browser.message_states import own_page
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked, sign_in
from tests.browser.states import LONG, State
from tests.staff.person import Person


def requested(site: Site, state: Intakes = Intakes.new) -> str:
    reference = ask(site)
    with site.world.context(), transaction():
        intakes.set_state(intakes.lock(asked(site, reference)), state)
    return reference


def own_data(site: Site, path: str = "", state: Intakes = Intakes.new) -> Page:
    requested(site, state)
    page = own_page(site)
    page.goto(site.address(f"/my/data/{path}"))
    return page


def everything_asked(site: Site) -> Page:
    """Everything that can be asked waits, and every store is unfolded."""
    reference = requested(site, Intakes.contacted)
    with site.world.context():
        id = asked(site, reference)
        for kind in (Kind.complaint, Kind.access, Kind.erasure):
            services.ask(id, kind, LONG, PATIENT)
    page = own_page(site)
    page.goto(site.address("/my/data/"))
    for fold in page.locator("details > summary").all():
        fold.click()
    return page


def nothing_written(site: Site) -> Page:
    page = own_data(site, "complain/")
    arrive_by(page.get_by_role("button", name="Send the complaint"))
    return page


def not_ticked(site: Site) -> Page:
    page = own_data(site, "erase/")
    arrive_by(page.get_by_role("button", name="Erase everything now"))
    return page


def not_corrected(site: Site) -> Page:
    page = own_data(site, "correct/name/", Intakes.completed)
    arrive_by(page.get_by_role("button", name="Ask for this correction"))
    return page


def erased(site: Site) -> Page:
    page = own_data(site, "erase/")
    page.locator("label[for=understood]").click()
    arrive_by(page.get_by_role("button", name="Erase everything now"))
    return page


def waiting(site: Site) -> str:
    """Give the reference of somebody who complains and wants an answer corrected."""
    reference = requested(site, Intakes.completed)
    with site.world.context():
        id = asked(site, reference)
        services.ask(id, Kind.complaint, LONG, PATIENT)
        services.ask_to_correct(id, "message", LONG, "", PATIENT)
    return reference


def cases(site: Site) -> Page:
    waiting(site)
    page = sign_in(site, Person(site.world, "lead@clinic.example.org", Role.clinician))
    arrive_by(page.get_by_role("link", name="Rights requests"))
    return page


def case(site: Site, title: str) -> Page:
    page = cases(site)
    arrive_by(page.get_by_role("link", name=title).first)
    return page


def no_words(site: Site) -> Page:
    page = case(site, "Complaint")
    arrive_by(page.get_by_role("button", name="Answer and close"))
    return page


RIGHTS = [
    State("own data", "Your data", own_data),
    State("own data, everything asked", "Your data", everything_asked),
    State("answers to correct", "Correct an answer", lambda site: own_data(site, "correct/", Intakes.completed)),
    State("a correction, refused", "Error: Correct an answer", not_corrected),
    State("own consents", "What you agreed to", lambda site: own_data(site, "consents/")),
    State("a consent to withdraw", "Withdraw this consent", lambda site: own_data(site, "consents/consent_health/")),
    State("a complaint, refused", "Error: Complain", nothing_written),
    State("access", "Ask for access", lambda site: own_data(site, "ask-for-access/")),
    State("erase, refused", "Error: Erase everything", not_ticked),
    State("erased", "Everything is erased", erased),
    State("rights requests", "Rights requests", cases),
    State("a complaint, no words", "Error: Complaint", no_words),
    State("a correction", "Correct an answer", lambda site: case(site, "Correct an answer")),
    State("request, with rights requests", "HC-", lambda site: opened(site, waiting(site), role=Role.clinician)),
]
