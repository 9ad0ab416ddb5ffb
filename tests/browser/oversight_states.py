"""The audit trail in every state that an administrator may meet, and what a patient sees of who looked."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core import audit
from clinic.core.audit import SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake.looks import OPENED, READ
from clinic.staff.models import Role
from clinic.triage import decisions
from tests.browser.hands import arrive_by
from tests.browser.practice_states import LONGEST, called, lead
from tests.browser.site import Site
from tests.browser.staff_states import MORE_THAN_A_PAGE, ask, asked, signed_in
from tests.browser.states import State, own_page
from tests.staff.person import Person

AUDIT = "/staff/settings/audit/"
BEN = "ben@clinic.example.org"


def busy(site: Site) -> None:
    """Readings and decisions by somebody with a long name, a change with long words, and more than a page of them."""
    person = Person(site.world, BEN, Role.trichologist, "Sample " + "Long-Name-" * 6)
    actor = Actor.staff(person.account.id, person.role)
    called(site, LONGEST)
    for number in range(3):
        reading(site, asked(site, ask(site, number)), actor, number * 10)
    with site.world.context():
        decisions.take(asked(site, ask(site, 7)), 0, actor)


def reading(site: Site, id: object, actor: Actor, minutes_ago: int, action: str = READ) -> None:
    with time_machine.travel(utcnow() - timedelta(minutes=minutes_ago)), site.world.context(), transaction():
        audit.record(actor, action, "intake", str(id))


def full(site: Site) -> Page:
    reference = ask(site, 99)
    for number in range(MORE_THAN_A_PAGE):
        reading(site, asked(site, reference), SYSTEM, number)
    busy(site)
    return lead(site, AUDIT)


def older(site: Site) -> Page:
    page = full(site)
    arrive_by(page.get_by_role("link", name="Older"))
    return page


def own_page_with_looks(site: Site, number: int) -> Page:
    page = own_page(site)
    id = asked(site, page.locator("strong").first.inner_text())
    for each in range(number):
        role, action = (("trichologist", READ), ("administrator", OPENED))[each % 2]
        reading(site, id, Actor("staff", "7", role), each * 90, action)
    page.reload()
    return page


OVERSIGHT = [
    State("audit trail", "Audit trail", lambda site: lead(site, AUDIT)),
    State("audit trail, full", "Audit trail", full),
    State("audit trail, older", "Audit trail", older),
    State("audit trail, nothing found", "Audit trail", lambda site: lead(site, f"{AUDIT}?what=intake+forgotten")),
    State("audit trail, no such request", "Audit trail", lambda site: lead(site, f"{AUDIT}?q={'nonsense' * 20}")),
    State(
        "audit trail, nothing older", "Audit trail", lambda site: lead(site, f"{AUDIT}?before=2001-01-01T00:00:00Z~1")
    ),
    State("audit trail, not for a receptionist", "This page is not for you", lambda site: signed_in(site, AUDIT)),
    State("own page, looked at", "Your request", lambda site: own_page_with_looks(site, 3)),
    State("own page, looked at often", "Your request", lambda site: own_page_with_looks(site, 12)),
]
