"""A request's page as people who decide on it meet it."""

from playwright.sync_api import Page

from clinic.core.audit import PATIENT
from clinic.intake import services
from clinic.intake.models import Source
from clinic.staff.models import Role
from tests.browser import people
from tests.browser.hands import arrive_by
from tests.browser.site import Site
from tests.browser.staff_states import ask, sign_in
from tests.browser.states import LONG, State, everything
from tests.staff.person import Person

COLLEAGUE = "ben@clinic.example.org"


def opened(site: Site, reference: str, email: str = "ada@clinic.example.org", role: Role = Role.receptionist) -> Page:
    return sign_in(site, Person(site.world, email, role), f"/staff/intakes/{reference}/")


def with_everything_told(site: Site) -> Page:
    with site.world.context():
        answers = {**people.DISTRESSED, **{key: words for key, words in everything().items() if LONG in str(words)}}
        reference = services.submit_intake(answers, Source.full, "long", PATIENT).reference
    page = opened(site, reference, role=Role.clinician)
    write(page, "noted", LONG)
    arrive_by(page.get_by_role("button", name="Keep the note"))
    return page


def write(page: Page, move: str, words: str) -> None:
    """Unfold the form of a move, if it is folded, and write in it."""
    area = page.locator(f"#{move}-words")
    if not area.is_visible():
        page.locator(f"details:has(#{move}-words) > summary").click()
    area.fill(words)


def unfolded(site: Site) -> Page:
    page = opened(site, ask(site))
    for fold in page.locator(".request details > summary").all():
        fold.click()
    return page


def not_filled_in(site: Site) -> Page:
    page = opened(site, ask(site))
    arrive_by(page.get_by_role("button", name="Take it"))
    arrive_by(page.get_by_role("button", name="Send the message"))
    return page


def too_late(site: Site) -> Page:
    """Record a contact with a request that a colleague has closed meanwhile."""
    reference = ask(site)
    page, colleague = opened(site, reference), opened(site, reference, COLLEAGUE)
    close(colleague)
    write(page, "contacted", "Rang at noon, and they want an evening.")
    page.locator("#contacted-outcome").click(force=True)
    arrive_by(page.get_by_role("button", name="Record the contact"))
    return page


def closed(site: Site) -> Page:
    page = opened(site, ask(site))
    close(page)
    return page


def close(page: Page) -> None:
    write(page, "closed", "They rang to say so.")
    page.locator("input[value=withdrawn]").click(force=True)
    arrive_by(page.get_by_role("button", name="Close it"))


REQUEST = [
    State("request, everything told", "HC-", with_everything_told),
    State("request, every form unfolded", "HC-", unfolded),
    State("request, not filled in", "Error: HC-", not_filled_in),
    State("request, too late", "Error: HC-", too_late),
    State("request, closed", "HC-", closed),
]
