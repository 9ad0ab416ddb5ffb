"""Every page in every state that a person may meet: how to get there, and with which answer's code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from clinic.core.db import transaction
from clinic.intake import drafts, services, tokens
from clinic.intake.models import Intake
from clinic.intake.models import State as Intakes
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Step
from tests.browser import people
from tests.browser.hands import Mouse, arrive_by, fill
from tests.browser.site import Site
from tests.browser.stories import open_step
from tests.world import DESK, PATIENT_EMAIL

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein" * 4
WRITTEN = {Kind.text, Kind.long_text, Kind.matrix}
CALM = ("scalp-well", "nothing-else")
ALARMING = ("sore", "pus", "harm", "sight", "fever", "under-18", "tablets-mood", "new-medicine")
"""Options of the guide that call for help now, today and soon."""
AWAY = OperationalError("", {}, Exception())


@dataclass(frozen=True)
class State:
    """A page as somebody may find it; `reach` leads there, and the page's title says that it did."""

    name: str
    title: str
    reach: Callable[[Site], Page]


def at(path: str, title: str) -> State:
    return State(path, title, lambda site: site.tab(path))


def step_states(step: Step) -> Iterator[State]:
    """Show a step filled in with long words, and, where anything can be wrong, refused."""
    yield State(f"{step.slug}, filled in", step.title, lambda site: open_step(site, step.slug, everything()))
    if any(question.required or question.kind in WRITTEN for question in step.questions):
        yield State(f"{step.slug}, refused", f"Error: {step.title}", lambda site: refused_step(site, step))


def everything() -> dict[str, Any]:
    """Give the answers of somebody to whom every step is shown, with words that are too long for any line."""
    words = {key: LONG for key, value in people.CHILD.items() if isinstance(value, str) and " " in value}
    matrix = {"tried_more": {"minoxidil": LONG, "herbal": LONG}}
    return {**people.CHILD, **words, **matrix, "no_voicemail": True}


def refused_step(site: Site, step: Step) -> Page:
    """Send a step with nothing chosen and far too much written."""
    needed = {"tried": ["minoxidil"]} if step.slug == "results" else {}
    page = open_step(site, step.slug, {**everything(), **{q.key: None for q in step.questions}, **needed})
    for area in page.locator("textarea").all():
        area.fill("much " * 1000)
    for line in page.locator("input[type=text]").all():
        line.fill("31" if "-" in (line.get_attribute("name") or "") else "much " * 120)
    arrive_by(page.get_by_role("button", name="Continue"))
    return page


def quick_errors(site: Site) -> Page:
    page = site.tab("/consultation/quick/")
    page.locator("#email").fill("nobody at nowhere")
    page.locator("#message").fill("much " * 1000)
    arrive_by(page.get_by_role("button", name="Send"))
    return page


def quick_long(site: Site) -> Page:
    hands = Mouse(site.tab("/consultation/quick/"))
    fill(hands, QUESTIONNAIRE.quick_step, {**people.WOMAN, "name": LONG[:200], "message": LONG, "phone": "12"})
    hands.press("Send")
    return hands.page


def quick_sent(site: Site, **answers: Any) -> Page:
    hands = Mouse(site.tab("/consultation/quick/"))
    fill(hands, QUESTIONNAIRE.quick_step, {**people.WOMAN, **answers})
    hands.press("Send")
    return hands.page


def quick_too_many(site: Site) -> Page:
    site.has(intake_limit_per_address="1 per hour")
    quick_sent(site)
    return quick_sent(site)


def quick_too_quick(site: Site) -> Page:
    site.has(minimum_form_seconds=600)
    return quick_sent(site)


def quick_away(site: Site) -> Page:
    site.breaks(services, "submit_intake", AWAY)
    return quick_sent(site)


def guided(site: Site, *chosen: str) -> Page:
    """Choose these options of the guide and press its button."""
    page = site.tab("/conditions/guide/")
    for value in chosen:
        page.locator(f'input[value="{value}"]').click(force=True)
    arrive_by(page.get_by_role("button", name="Show pages to read"))
    return page


def kept_form_errors(site: Site) -> Page:
    page = site.tab("/treatments/hair-growth-medication/")
    page.locator("#ask-message").fill("much " * 1000)
    arrive_by(page.get_by_role("button", name="Send"))
    return page


def care(site: Site, answers: dict[str, Any]) -> Page:
    return open_step(site, "care", answers)


def sent(site: Site, answers: dict[str, Any]) -> Page:
    page = open_step(site, "check", answers)
    arrive_by(page.get_by_role("button", name="Send your request"))
    return page


def check_away(site: Site) -> Page:
    page = open_step(site, "check", people.WOMAN)
    site.breaks(drafts, "send_draft", AWAY)
    arrive_by(page.get_by_role("button", name="Send your request"))
    return page


def save_errors(site: Site) -> Page:
    page = open_step(site, "save", {**people.WOMAN, "email": "nobody"})
    arrive_by(page.get_by_role("button", name="Email me a link"))
    return page


def saved(site: Site) -> Page:
    page = open_step(site, "save", people.WOMAN)
    arrive_by(page.get_by_role("button", name="Email me a link"))
    return page


def by_link(site: Site) -> Page:
    site.world.request()
    page = site.tab()
    page.goto(site.link_in(PATIENT_EMAIL))
    return page


def by_draft_link(site: Site) -> Page:
    saved(site)
    page = site.tab()
    page.goto(site.link_in(PATIENT_EMAIL))
    return page


def own_page(site: Site) -> Page:
    page = by_link(site)
    arrive_by(page.get_by_role("button", name="Open"))
    return page


def broken(site: Site) -> Page:
    site.breaks(tokens, "subject_of", ValueError())
    return site.tab("/my/a-token/")


def database_away(site: Site) -> Page:
    site.breaks(tokens, "subject_of", AWAY)
    return site.tab("/my/a-token/")


def caught(site: Site) -> Page:
    """Put the emails of a request where `make run` keeps what it catches, and open the list."""
    site.world.request()
    site.world.send_mail()
    for number, raw in enumerate(site.world.sink.raw):
        (site.live.mail / f"20261123T090000.00000{number}Z-00000000.eml").write_bytes(raw)
    return site.tab("/local/mail/")


def letter(site: Site, recipient: str) -> Page:
    """Show the HTML of an email alone, as a mail reader would."""
    site.world.request()
    site.world.send_mail()
    body = site.world.sink.to(recipient)[0].get_body(("html",))
    assert body is not None
    page = site.tab()
    page.set_content(body.get_content())
    return page


def caught_one(site: Site) -> Page:
    page = caught(site)
    arrive_by(page.get_by_role("link", name="We have received"))
    return page


def closed(site: Site) -> Page:
    page = own_page(site)
    with site.world.context(), transaction() as session:
        session.execute(update(Intake).values(state=Intakes.closed))
    arrive_by(page.get_by_role("button", name="Add or change answers"))
    return page


PATIENTS = [
    at("/", "Consultations about hair loss"),
    at("/privacy/", "Privacy"),
    at("/consultation/", "Ask for a consultation"),
    at("/consultation/quick/", "Ask for a consultation"),
    at("/consultation/quick/?about=prp-hair-treatment", "Ask for a consultation"),
    at("/consultation/quick/?about=stem-cell-hair-treatment", "Ask for a conversation"),
    at("/conditions/guide/", "Which page is for me?"),
    State("guide, answered", "Where your answers lead", lambda site: guided(site, "temples", "slow", *CALM)),
    State("guide, urgent", "Please read this first", lambda site: guided(site, "patches", "growing", *ALARMING)),
    State("guide, refused", "Error: Which page is for me", lambda site: guided(site, "nothing-else")),
    State("guide, urgent before it is answered", "Please read this first", lambda site: guided(site, "harm")),
    State("the form of a page, refused", "Error: Ask for a consultation", kept_form_errors),
    State("quick, refused", "Error: Ask for a consultation", quick_errors),
    State("quick, with long words", "Error: Ask for a consultation", quick_long),
    State("quick, too many", "Error: Ask for a consultation", quick_too_many),
    State("quick, too quick", "Error: Ask for a consultation", quick_too_quick),
    State("quick, the database away", "Error: Ask for a consultation", quick_away),
    State("quick, sent", "Your request is with us", quick_sent),
    at("/consultation/about-you/", "About you"),
    *(state for step in QUESTIONNAIRE.steps for state in step_states(step)),
    State("start, with a draft", "Ask for a consultation", lambda site: open_step(site, "", people.WOMAN)),
    State("care, emergency", "Please read this first", lambda site: care(site, people.DISTRESSED)),
    State("care, same day", "Please read this first", lambda site: care(site, people.SAME_DAY)),
    State("check", "Check your answers", lambda site: open_step(site, "check", people.WOMAN)),
    State("check, with long words", "Check your answers", lambda site: open_step(site, "check", everything())),
    State("check, the database away", "Error: Check your answers", check_away),
    State("save", "Save and come back", lambda site: open_step(site, "save", people.WOMAN)),
    State("save, refused", "Error: Save and come back", save_errors),
    State("saved", "We are emailing you a link", saved),
    State("sent", "Your request is with us", lambda site: sent(site, people.WOMAN)),
    State("sent, emergency", "Your request is with us", lambda site: sent(site, people.URGENT)),
    State("by the link", "Open your page", by_link),
    State("by the link to a draft", "Open your page", by_draft_link),
    State("own page", "Your request", own_page),
    State("closed", "This request is closed", closed),
    at("/my/", "Open this page by your link"),
]

FAULTS = [
    at("/nowhere/", "Page not found"),
    at("/my/an-old-link/", "This link has run out"),
    State("broken", "Something went wrong on our side", broken),
    State("the database away", "This does not work just now", database_away),
]

LOCAL = [
    at("/local/mail/", "Caught mail"),
    State("caught mail", "Caught mail", caught),
    State("one caught mail", "We have received your request", caught_one),
    State("an email to a patient", "", lambda site: letter(site, PATIENT_EMAIL)),
    State("an email to the clinic", "", lambda site: letter(site, DESK)),
]
