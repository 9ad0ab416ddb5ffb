"""Forms and requests with pictures, for tests that are not about how those are developed."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import Purpose
from clinic.intake.tokens import issue
from clinic.photos import services
from clinic.photos.darkroom import Developed
from clinic.photos.guide import View
from clinic.photos.models import Photo
from tests.pages import CheckedClient
from tests.photos.pictures import hair, saved
from tests.world import World

SET = (View.crown, View.parting)


def developed(size: tuple[int, int] = (800, 600)) -> Developed:
    picture = hair(size)
    return Developed(*size, saved(picture), saved(picture.resize((320, 240))))


def photograph(world: World, intake_id: uuid.UUID, *views: View, days_ago: int = 0) -> None:
    """Add pictures of these views to a request, as some days ago."""
    with time_machine.travel(utcnow() - timedelta(days=days_ago), tick=False), world.context():
        services.add_to_request(intake_id, dict.fromkeys(views or SET, developed()), PATIENT)


def photos(world: World) -> list[Photo]:
    with world.context():
        return list(db.session.scalars(select(Photo).order_by(Photo.set_number, Photo.view)))


def visit(world: World, intake_id: uuid.UUID) -> CheckedClient:
    """Give the browser of whoever has opened this request's link."""
    client = world.client()
    with world.context():
        client.set_cookie("request", issue(Purpose.request, intake_id, until()))
    return client


def until() -> datetime:
    return utcnow() + timedelta(minutes=30)


def deeds(world: World, kind: str = "photo") -> list[tuple[str, str, str]]:
    """Give who did what as what to pictures, the first first."""
    wanted = select(AuditEntry.actor, AuditEntry.role, AuditEntry.action).where(AuditEntry.kind == kind)
    with world.context():
        return [tuple(row) for row in db.session.execute(wanted.order_by(AuditEntry.id))]  # type: ignore[misc]  # rows of three


def statements(ask: Callable[[], object]) -> int:
    """Count what the database is asked meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)
