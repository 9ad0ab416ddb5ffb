"""What the stories look up in the database."""

from typing import Any

from sqlalchemy import select

from clinic.core.db import db
from clinic.intake import queries
from clinic.intake.models import Intake
from tests.browser.site import Site


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
