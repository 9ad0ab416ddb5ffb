"""What somebody looks for in a clinic, whatever its size, such that it shows as many lines in each."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from clinic.core.audit import AuditEntry
from clinic.core.clock import today
from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.intake.rules import Priority
from clinic.local.seeding.names import OWN
from clinic.notifications.models import Notification, State
from clinic.staff.models import Role
from clinic.staff.queries import account
from clinic.triage.models import Case, Decision, Move
from clinic.triage.routes.queue import PAGE
from clinic.triage.search import matches
from tests.pages import Page

Moment = InstrumentedAttribute[datetime]

LONGEST_NAME = 12
COURSE = [Move.taken, Move.booked, Move.completed]
"""What became of the request that is looked at: the forms of its page, and so its statements, follow from that."""
LAST = 5
"""Lines of a last page."""
NEW = 20
"""Requests since the queue was looked at."""


def address_of(role: Role) -> str:
    """Give the email address of the colleague with this role."""
    return f"sample.{role}@clinic.example.org"


def sought(app: Flask, clients: Mapping[Role, FlaskClient]) -> dict[str, str]:
    """Give, by name, what stands in an address.

    Pages are fetched outside the application's context, which would keep whoever was signed in first.
    """
    with app.app_context():
        words = {name: quote_plus(word) for name, word in _words().items()}
        last = {f"last_{name}": urlencode(place) for name, place in _last().items()}
    return {**words, **last, **_next_pages(clients[Role.clinician], clients[Role.administrator])}


def _words() -> dict[str, str]:
    someone, me = _someone(), account(address_of(Role.clinician))
    assert someone.email
    assert someone.phone
    assert me
    return {
        "reference": someone.reference,
        "name": someone.name,
        "email": someone.email,
        "beginning_of_email": someone.email.partition("@")[0] + "@",
        "phone": someone.phone.replace("+44", "0"),
        "beginning_of_name": _beginning_of_name(),
        "me": str(me.id),
        "since": _since(),
        "long_story": _longest_story(),
        "email_id": str(_latest_email()),
        "first_day": str(today() - timedelta(days=400)),
        "last_day": str(today() - timedelta(days=300)),
    }


def _someone() -> Intake:
    """Give a request that took the usual course in time, and whose name, address and number no other has.

    References come from numbers, so that in their order the same request is the first in every clinic.
    """
    known = select(Intake).join(Case, Case.intake_id == Intake.id).order_by(Intake.reference)
    in_time = known.where(Intake.phone.in_(OWN), Intake.email.is_not(None), Case.first_contact_at <= Intake.due_at)
    return next(each for each in db.session.scalars(in_time) if _course(each) == COURSE and _number(each.name) == 1)


def _course(intake: Intake) -> list[Move]:
    moves = select(Decision.move).where(Decision.intake_id == intake.id).order_by(Decision.number)
    return list(db.session.scalars(moves))


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


def _since() -> str:
    newest = select(Intake.submitted_at).order_by(Intake.submitted_at.desc()).offset(NEW).limit(1)
    return db.session.scalars(newest).one().isoformat()


def _last() -> dict[str, dict[str, object]]:
    """Give where the last pages begin: of emergencies, of first emails that failed, of the audit trail."""
    first_emails_failed = (Notification.kind == "intake.received", Notification.state == State.failed)
    emergency, emergency_id = _from_the_end(Intake.submitted_at, Intake.id, Intake.priority == Priority.emergency)
    failed, failed_id = _from_the_end(Notification.created_at, Notification.id, *first_emails_failed)
    entry, entry_id = _from_the_end(AuditEntry.at, AuditEntry.id)
    return {
        "emergencies": {"after": f"{emergency}~{emergency_id}"},
        "failed": {"before": failed.isoformat(), "id": failed_id},
        "trail": {"before": f"{entry.isoformat()}~{entry_id}"},
    }


def _from_the_end(at: Moment, id: Any, *of_these: ColumnElement[bool]) -> tuple[datetime, Any]:
    """Give when something was, and its id, after which only so many lines of a list are left, its oldest ones."""
    oldest = select(at, id).where(*of_these).order_by(at, id)
    return db.session.execute(oldest.offset(LAST).limit(1)).one()._tuple()


def _latest_email() -> object:
    return db.session.scalars(select(Notification.id).order_by(Notification.created_at.desc()).limit(1)).one()


def _next_pages(reader: FlaskClient, administrator: FlaskClient) -> dict[str, str]:
    return {
        "second_page": _next(reader, "/staff/?view=all"),
        "older_emails": _next(reader, "/staff/notifications/"),
        "older_trail": _next(administrator, "/staff/settings/audit/"),
    }


def _next(client: FlaskClient, path: str) -> str:
    """Give the address of the page after this one."""
    links = Page(client.get(path).text).all("a")
    return next(link["href"] for link in links if link.get("rel") == "next")
