"""Messages as patients and staff meet them."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page

from clinic.core.audit import SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.messages import queries, services, wording
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from clinic.triage import decisions
from tests.browser.hands import Mouse, arrive_by
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked, sign_in
from tests.browser.states import LONG, State
from tests.staff.person import PASSWORD, Person
from tests.world import PATIENT_EMAIL

EARLIER = timedelta(hours=2)
WORDS = "Thank you for your request.\n\nWhich days suit you next week? We are open from Monday to Friday."


def written(site: Site, words: str = WORDS, answer: str = "") -> str:
    """Give the reference of a request about which the clinic wrote, and perhaps the patient."""
    reference = ask(site)
    id = asked(site, reference)
    with site.world.context(), time_machine.travel(utcnow() - EARLIER):
        author = add_staff("Sample Colleague", "colleague@clinic.example.org", PASSWORD, Role.receptionist, SYSTEM)
        decisions.message(id, 0, words, Actor.staff(author.id))
        if answer:
            services.answer(id, author.id, answer)
    return reference


def own_page(site: Site) -> Page:
    """The patient's own page, by the link in the last email."""
    page = site.tab()
    page.goto(site.link_in(PATIENT_EMAIL))
    arrive_by(page.get_by_role("button", name="Open"))
    return page


def own_messages(site: Site, words: str = WORDS, answer: str = "") -> Page:
    written(site, words, answer)
    page = own_page(site)
    arrive_by(page.get_by_role("link", name="Read the message"))
    return page


def unread(site: Site) -> Page:
    written(site)
    return own_page(site)


def answered(site: Site) -> Page:
    page = own_messages(site)
    Mouse(page).write("words", "Tuesday and Thursday, after 4 pm.")
    arrive_by(page.get_by_role("button", name="Send the message"))
    return page


def nothing_written(site: Site) -> Page:
    page = own_messages(site)
    arrive_by(page.get_by_role("button", name="Send the message"))
    return page


def visit_over(site: Site) -> Page:
    page = own_messages(site)
    page.context.clear_cookies()
    Mouse(page).write("words", "Tuesday and Thursday, after 4 pm.")
    arrive_by(page.get_by_role("button", name="Send the message"))
    return page


def on_the_request(site: Site) -> Page:
    return opened(site, written(site, answer="Tuesday and Thursday, after 4 pm.\nPlease write, do not call."))


def begun(site: Site) -> Page:
    """A message begun with a template, after the request was taken."""
    lead = templates(site)
    page = sign_in(site, lead, f"/staff/intakes/{ask(site)}/")
    arrive_by(page.get_by_role("button", name="Take it"))
    arrive_by(page.get_by_role("button", name="Use it"))
    return page


def templates(site: Site) -> Person:
    lead = Person(site.world, "lead@clinic.example.org", Role.administrator)
    with site.world.context():
        wording.add_starters(Actor.staff(lead.account.id))
    return lead


def template_list(site: Site) -> Page:
    return in_settings(site, templates(site))


def in_settings(site: Site, lead: Person, path: str = "") -> Page:
    return sign_in(site, lead, f"/staff/settings/templates/{path}")


def no_templates(site: Site) -> Page:
    return in_settings(site, Person(site.world, "lead@clinic.example.org", Role.administrator))


def one_template(site: Site) -> Page:
    page = template_list(site)
    arrive_by(page.get_by_role("link", name="We could not reach you"))
    return page


def unknown_placeholder(site: Site) -> Page:
    page = one_template(site)
    Mouse(page).write("words", "Dear {frist_name},\n\n" + LONG)
    arrive_by(page.get_by_role("button", name="Save"))
    return page


def changed_meanwhile(site: Site) -> Page:
    page = one_template(site)
    with site.world.context():
        [template] = [each for each in queries.templates() if each.name == "We could not reach you"]
        author = Actor.staff(template.changed_by)
        wording.change_template(template.id, template.version, template.name, "Other words.", author)
    Mouse(page).write("words", "My words.")
    arrive_by(page.get_by_role("button", name="Save"))
    return page


MESSAGES = [
    State("own page, a message", "Your request", unread),
    State("messages, read", "Messages", own_messages),
    State("messages, long", "Messages", lambda site: own_messages(site, LONG, LONG)),
    State("messages, answered", "Messages", answered),
    State("messages, nothing written", "Error: Messages", nothing_written),
    State("messages, the visit over", "Your visit has run out", visit_over),
    State("request, answered by the patient", "HC-", on_the_request),
    State("request, a message begun", "HC-", begun),
    State("templates, none", "Message templates", no_templates),
    State("templates", "Message templates", template_list),
    State("template", "We could not reach you", one_template),
    State("template, an unknown placeholder", "Error: We could not reach you", unknown_placeholder),
    State("template, changed meanwhile", "Error: We could not reach you", changed_meanwhile),
]
