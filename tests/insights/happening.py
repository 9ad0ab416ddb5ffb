"""What happens at a sample clinic: people ask, staff answer, forms are begun and left, by the clock of the story."""

import uuid
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from clinic.core.audit import PATIENT, Actor
from clinic.core.db import db
from clinic.insights import services
from clinic.insights.figures import Figures
from clinic.insights.models import InsightsDay
from clinic.intake import drafts
from clinic.intake import services as intakes
from clinic.intake.models import Source
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from clinic.triage import decisions
from clinic.triage.models import Contact
from tests.world import QUICK, World

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> time_machine.travel:
    """Let it be this time on the clinic's wall, e.g. `2026-11-24 11:00`, unless the zone is given too."""
    moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    return time_machine.travel(zoned.astimezone(UTC), tick=False)


def somebody(world: World, role: Role = Role.receptionist) -> Actor:
    with world.context():
        email, password = f"{role}@example.org", "plum orchard kettle violin"
        return Actor.staff(add_staff("Ben Sample", email, password, role, Actor("operator")).id)


def ask(
    world: World, moment: str, page: str = "", source: Source = Source.quick, answers: dict[str, Any] = QUICK
) -> uuid.UUID:
    with at(moment), world.context():
        return intakes.submit_intake(answers, source, str(uuid.uuid4()), PATIENT, page).id


def ask_about(world: World, moment: str, subject: str, page: str = "") -> uuid.UUID:
    return ask(world, moment, page, answers={**QUICK, "subject": subject})


def reach(world: World, moment: str, asked: uuid.UUID, actor: Actor, outcome: Contact = Contact.spoke) -> None:
    with at(moment), world.context():
        decisions.contact(asked, 0, outcome, "", actor)


def begin_form(world: World, moment: str, *done: str, answers: dict[str, Any] | None = None) -> uuid.UUID:
    with at(moment), world.context():
        draft, _ = drafts.start_draft(answers or {})
        for slug in done:
            drafts.save_step(draft.id, slug, {})
    return draft.id


def count(world: World, moment: str) -> None:
    with at(moment), world.context():
        for _ in services.count_everything():
            pass


def counted(world: World, day: str) -> Figures:
    with world.context():
        row = db.session.query(InsightsDay).filter_by(day=date.fromisoformat(day)).one()
        return Figures.read(row.figures)
