"""Requests of long ago, and what became of them."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import time_machine

from clinic.core.audit import PATIENT, Actor
from clinic.core.db import db, transaction
from clinic.intake import services as intakes
from clinic.intake.models import Intake
from clinic.intake.services import Accepted
from clinic.messages.models import Message
from clinic.staff.models import Role
from clinic.triage import appointing, decisions, joining
from clinic.triage.models import Case, ClosedFor
from tests.triage.test_decisions import member
from tests.world import QUICK, World

NOW = datetime(2036, 6, 2, 2, 30, tzinfo=UTC)
"""A Monday night, ten years on."""


def at(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@dataclass
class Past:
    """A clinic in which somebody decided about requests, at a time that each deed names."""

    world: World
    staff: Actor

    @classmethod
    def of(cls, world: World) -> "Past":
        return cls(world, member(world, "clinician", Role.clinician))

    def ask(self, on: datetime, name: str = "") -> Accepted:
        with time_machine.travel(on, tick=False):
            return self.world.request(key=str(uuid.uuid4()), name=name or "Sample Patient")

    def contact(self, asked: Accepted, on: datetime) -> None:
        with time_machine.travel(on, tick=False), self.world.context():
            decisions.message(asked.id, version(asked.id), "Please call us.", self.staff)

    def write(self, asked: Accepted, on: datetime) -> None:
        """Have the person write to the clinic."""
        with self.world.context(), transaction() as session:
            session.add(Message(id=uuid.uuid4(), intake_id=asked.id, words="Is it still possible?", at=on))

    def close(self, asked: Accepted, on: datetime) -> None:
        with time_machine.travel(on, tick=False), self.world.context():
            decisions.close(asked.id, version(asked.id), ClosedFor.no_reply, "", self.staff)

    def agree(self, asked: Accepted, on: datetime) -> None:
        """Note that a consultation was agreed elsewhere."""
        with time_machine.travel(on, tick=False), self.world.context():
            decisions.book(asked.id, version(asked.id), "", self.staff)

    def add(self, asked: Accepted, on: datetime) -> None:
        """Have the person add to their answers."""
        with time_machine.travel(on, tick=False), self.world.context():
            intakes.add_answers(asked.id, {**QUICK, "message": "It went on."}, 1, PATIENT)

    def complete(self, asked: Accepted, on: datetime) -> None:
        """Have them seen, by an appointment that was agreed elsewhere."""
        self.agree(asked, on)
        with time_machine.travel(on, tick=False), self.world.context():
            appointing.complete(asked.id, version(asked.id), "", self.staff)

    def reopen(self, asked: Accepted, on: datetime) -> None:
        with time_machine.travel(on, tick=False), self.world.context():
            decisions.reopen(asked.id, version(asked.id), "", self.staff)

    def join(self, keep: Accepted, other: Accepted, on: datetime) -> None:
        with time_machine.travel(on, tick=False), self.world.context():
            joining.join(keep.id, version(keep.id), other.id, version(other.id), self.staff)

    def closed(self, asked_on: datetime, closed_on: datetime | None = None) -> Accepted:
        asked = self.ask(asked_on)
        self.close(asked, closed_on or asked_on)
        return asked

    def is_there(self, asked: Accepted) -> bool:
        with self.world.context():
            return db.session.get(Intake, asked.id) is not None


def version(intake_id: uuid.UUID) -> int:
    case = db.session.get(Case, intake_id)
    return case.version if case else 0
