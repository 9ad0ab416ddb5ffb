"""What somebody looks for in a clinic, whatever its size, such that it shows as many lines in each."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote_plus

from flask.testing import FlaskClient
from sqlalchemy import func, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.local.seeding.names import OWN
from clinic.notifications.models import Notification
from clinic.staff.queries import account
from clinic.triage.models import Decision
from clinic.triage.routes.queue import PAGE
from clinic.triage.search import matches
from tests.benchmarks.staff import EMAIL
from tests.pages import Page

LONGEST_NAME = 12


def sought(client: FlaskClient) -> dict[str, str]:
    """Give, by name, what stands in an address."""
    someone, me = _someone(), account(EMAIL)
    assert someone.email
    assert someone.phone
    assert me
    words = {
        "reference": someone.reference,
        "name": someone.name,
        "email": someone.email,
        "beginning_of_email": someone.email.partition("@")[0] + "@",
        "phone": someone.phone.replace("+44", "0"),
        "beginning_of_name": _beginning_of_name(),
        "me": str(me.id),
        "since": (utcnow() - timedelta(minutes=1)).isoformat(),
        "long_story": _longest_story(),
        "email_id": str(_latest_email()),
    }
    pages = {"second_page": _next(client, "/staff/?view=all"), "older_emails": _next(client, "/staff/notifications/")}
    return {name: quote_plus(word) for name, word in words.items()} | pages


def _someone() -> Intake:
    """Give a request whose name, address and number no other has."""
    known = select(Intake).where(Intake.phone.in_(OWN), Intake.email.is_not(None)).order_by(Intake.submitted_at)
    return next(each for each in db.session.scalars(known) if _number(each.name) == 1 == _number(each.phone or ""))


def _number(words: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Intake).where(matches(words))) or 0


def _beginning_of_name() -> str:
    """Give the longest beginning of a second name that more people have than a page shows."""
    return next(name for length in range(LONGEST_NAME, 0, -1) for name in _common(length))


def _common(length: int) -> Iterator[str]:
    beginning = func.left(func.split_part(Intake.name, " ", 2), length)
    yield from db.session.scalars(
        select(beginning).group_by(beginning).having(func.count() > PAGE).order_by(func.count(), beginning).limit(1)
    )


def _longest_story() -> str:
    number = select(Decision.intake_id).group_by(Decision.intake_id).order_by(func.count().desc()).limit(1)
    return db.session.scalars(select(Intake.reference).where(Intake.id == number.scalar_subquery())).one()


def _latest_email() -> object:
    return db.session.scalars(select(Notification.id).order_by(Notification.created_at.desc()).limit(1)).one()


def _next(client: FlaskClient, path: str) -> str:
    """Give the address of the page after this one."""
    links = Page(client.get(path).text).all("a")
    return next(link["href"] for link in links if link.get("rel") == "next")
