"""The queue and what is done with many of its requests at once, as people meet them."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core.audit import SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.messages import services as messages
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from clinic.triage import decisions, joining
from tests.browser.hands import Mouse, arrive_by
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked, sign_in, signed_in
from tests.browser.states import State
from tests.staff.person import PASSWORD, Person


def colleague(site: Site) -> Actor:
    with site.world.context():
        account = add_staff("Sample Colleague", "colleague@clinic.example.org", PASSWORD, Role.clinician, SYSTEM)
        return Actor.staff(account.id)


def who_wrote(site: Site) -> Page:
    id = asked(site, ask(site))
    with site.world.context(), time_machine.travel(utcnow() - timedelta(hours=3)):
        decisions.message(id, 0, "When may we call?", colleague(site))
        messages.answer(id, id, "In the evening.")
    return signed_in(site, "/staff/?view=answered")


def filtered(site: Site) -> Page:
    for number in range(3):
        ask(site, number)
    page = sign_in(site, Person(site.world, role=Role.trichologist))
    page.locator("summary", has_text="Filters").click()
    Mouse(page).choose("region", "wales")
    Mouse(page).choose("subject", "telogen-effluvium")
    arrive_by(page.get_by_role("button", name="Show"))
    return page


def ticked(site: Site, number: int = 3) -> Page:
    for each in range(number):
        ask(site, each)
    page = signed_in(site)
    for box in page.locator("input[name=chosen]").all():
        box.check()
    return page


def closing(site: Site) -> Page:
    page = ticked(site)
    arrive_by(page.get_by_role("button", name="Close"))
    return page


def closing_without_reason(site: Site) -> Page:
    page = closing(site)
    arrive_by(page.get_by_role("button", name="Close them"))
    return page


def giving(site: Site) -> Page:
    page = ticked(site, 1)
    arrive_by(page.get_by_role("button", name="Give to a colleague"))
    return page


def some_left_alone(site: Site) -> Page:
    page = closing(site)
    with site.world.context():
        first = page.locator(".chosen a").first.inner_text()
        decisions.take(asked(site, first), 0, colleague(site))
    page.locator("input[value=spam]").click(force=True)
    arrive_by(page.get_by_role("button", name="Close them"))
    return page


def keys(site: Site) -> Page:
    page = ticked(site)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    return page


def keys_of_a_request(site: Site) -> Page:
    page = opened(site, ask(site))
    page.keyboard.press("?")
    return page


def two_of_one_person(site: Site) -> Page:
    ask(site, 1)
    page = opened(site, ask(site, 2))
    page.locator("summary", has_text="Perhaps the same person").click()
    return page


def joined(site: Site, is_kept: bool = True) -> Page:
    one, two = ask(site, 1), ask(site, 2, safety1="thoughts")
    with site.world.context():
        joining.join(asked(site, one), 0, asked(site, two), 0, colleague(site))
    return opened(site, one if is_kept else two, role=Role.clinician)


QUEUE = [
    State("queue, somebody wrote", "Requests: They wrote", who_wrote),
    State("queue, filtered", "Requests: To answer", filtered),
    State("queue, ticked", "Requests: To answer", ticked),
    State("many, to be closed", "Close these 3 requests", closing),
    State("many, no reason given", "Error: Close these 3 requests", closing_without_reason),
    State("many, to be given away", "Give this request to a colleague", giving),
    State("many, some left alone", "Some requests were left alone", some_left_alone),
    State("queue, its keys", "Requests", keys),
    State("request, its keys", "HC-", keys_of_a_request),
    State("request, perhaps twice", "HC-", two_of_one_person),
    State("request, with another joined", "HC-", joined),
    State("request, joined to another", "HC-", lambda site: joined(site, is_kept=False)),
]
