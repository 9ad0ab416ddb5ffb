"""Where the stories begin, and what they look up."""

from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from clinic.core.db import db
from clinic.intake import queries
from clinic.intake.models import Intake
from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.browser.site import Site


def open_step(site: Site, slug: str, answers: dict[str, Any], before: str = "", **options: Any) -> Page:
    """Open a step in a browser whose draft has these answers, with every step done, or those before one."""
    page = site.tab(**options)
    steps = [step.slug for step in QUESTIONNAIRE.steps]
    done = steps[: steps.index(before)] if before else steps
    site.give_cookie(page, "draft", site.draft(answers, *done))
    page.goto(site.address(f"/consultation/{slug}/"))
    return page


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def intakes(site: Site) -> list[Intake]:
    with site.world.context():
        return list(db.session.scalars(select(Intake)))


def stored(site: Site) -> Intake:
    """Give the one request there is."""
    [intake] = intakes(site)
    return intake


def told(site: Site) -> dict[str, Any]:
    """Give what the one request tells: every answer that says something."""
    with site.world.context():
        answers = queries.answers_of(stored(site).id).answers
    return {key: answer for key, answer in answers.items() if answer is not False and answer not in ("", [], {}, None)}
