"""What is seeded is what the verbs would have left: each course is taken by both, at the same moments."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, cast

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.clock import today, utcnow
from clinic.core.db import Model, db
from clinic.intake import services
from clinic.intake.models import AccessToken, Consent, Intake, IntakeAnswers, IntakeEvent
from clinic.local.seeding.asking import ask
from clinic.local.seeding.clinic import clinic_now
from clinic.local.seeding.courses import LONG_STORY, ON_THE_DESK, OVER, Course, moments
from clinic.local.seeding.happenings import Happening
from clinic.local.seeding.history import History
from clinic.local.seeding.names import Person, person
from clinic.local.seeding.telling import Story, stories
from clinic.messages import services as messages
from clinic.messages.models import Message
from clinic.notifications.models import Notification
from clinic.practice import promise
from clinic.staff.models import Role
from clinic.staff.services import EMAIL_FAILED, add_staff
from clinic.triage import appointing, decisions, promises
from clinic.triage.models import Case, ClosedFor, Contact, Decision
from tests.staff.person import PASSWORD
from tests.world import World

SAME: dict[type[Model], tuple[str, ...]] = {
    Intake: ("state", "source", "name", "email", "phone", "region", "priority", "hold", "submitted_at", "due_at"),
    IntakeAnswers: ("revision", "questionnaire_version", "answered_at"),
    Consent: ("key", "is_given", "wording_version", "wording_hash", "at"),
    IntakeEvent: ("kind", "state", "actor", "at"),
    AccessToken: ("purpose", "expires_at"),
    Case: ("version", "assignee_id", "is_open", "first_contact_at", "patient_wrote_at", "closed_for", "joined_to_id"),
    Decision: ("number", "move", "actor_id", "at", "before", "after"),
    Message: ("author_id", "at", "shown_at", "taken_back_at"),
    Notification: ("kind", "recipient", "created_at", "due_at"),
    AuditEntry: ("at", "actor", "role", "action"),
}
"""What must be the same of a row; the rest are ids, and what is sealed or drawn."""

COURSES = [*OVER.things, *(each.course for each in ON_THE_DESK), LONG_STORY.course]
WORDS = "Words."


@dataclass
class Real:
    """A request that somebody really sent, and what the verbs make of it as its seeded twin goes along."""

    id: uuid.UUID
    twin: History
    version: int = 0
    me: Actor = SYSTEM

    def taken(self) -> object:
        return decisions.take(self.id, self.version, self.me)

    def given(self) -> object:
        return decisions.assign(self.id, self.version, self.twin.case.assignee_id, self.me)

    def made_more_urgent(self) -> object:
        return decisions.prioritise(self.id, self.version, self.twin.intake.priority, WORDS, self.me)

    def cleared(self) -> object:
        return decisions.clear_hold(self.id, self.version, WORDS, self.me)

    def contacted(self, outcome: Contact) -> object:
        return decisions.contact(self.id, self.version, outcome, "", self.me)

    def wrote_to_them(self) -> object:
        return decisions.message(self.id, self.version, WORDS, self.me)

    def answered(self) -> object:
        return messages.answer(self.id, uuid.uuid4(), WORDS)

    def booked(self) -> object:
        return decisions.book(self.id, self.version, "", self.me)

    def completed(self) -> object:
        return appointing.complete(self.id, self.version, "", self.me)

    def closed(self, reason: ClosedFor) -> object:
        return decisions.close(self.id, self.version, reason, "", self.me)

    def reopened(self) -> object:
        return decisions.reopen(self.id, self.version, "", self.me)

    def noted(self) -> object:
        return decisions.note(self.id, self.version, WORDS, self.me)

    def follow(self, happening: Happening) -> None:
        """Let it happen to the twin, and then here, by whoever did it there."""
        known, self.version = len(self.twin.rows), self.twin.case.version
        happening(self.twin)
        for model, values in self.twin.rows[known:]:
            if model is Decision:
                self.me = next(each.actor for each in self.twin.clinic.colleagues if each.id == values["actor_id"])
        verb, how = (happening.func, happening.keywords) if isinstance(happening, partial) else (happening, {})
        getattr(self, verb.__name__)(**how)


@pytest.fixture
def staffed(world: World) -> World:
    with world.context():
        for role in Role:
            add_staff(f"Sample {role}", f"sample.{role}@clinic.example.org", PASSWORD, role, SYSTEM)
    return world


def held_and_with_an_address(random: Random) -> Story:
    told = stories(random, today()).things
    return next(each for each in told if each.hold and "email" in each.answers and each.priority.rank)


def begun(random: Random, who: Person, at: datetime) -> Real:
    """Send a request, really and as it is seeded."""
    story, clinic = held_and_with_an_address(random), clinic_now()
    with time_machine.travel(at, tick=False):
        accepted = services.submit_intake(story.told_by(*who), story.source, "a key", PATIENT, story.page)
    return Real(accepted.id, ask(random, clinic, 7, story, who, at))


def seeded(history: History, model: type[Model]) -> list[tuple[Any, ...]]:
    return same(model, (values for kind, values in history.told() if kind is model))


def kept(id: uuid.UUID, model: type[Model]) -> list[tuple[Any, ...]]:
    """Give what the database keeps of a request."""
    about: dict[type[Model], Any] = {
        Intake: Intake.id == id,
        AccessToken: AccessToken.subject_id == id,
        Notification: Notification.subject_id == id,
        AuditEntry: AuditEntry.record == f"intake:{id}",
    }
    belongs = about[model] if model in about else cast(Any, model).intake_id == id  # not all have it
    rows = db.session.scalars(select(model).where(belongs).execution_options(populate_existing=True))
    return same(model, map(vars, rows))


def same(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    told = [tuple(comparable(row.get(column)) for column in SAME[model]) for row in rows if is_about(row)]
    return sorted(told, key=repr)


def comparable(value: Any) -> Any:
    """Leave out of what a decision changed which message it was: each has its own id."""
    return {**value, "message": "an id"} if isinstance(value, dict) and "message" in value else value


def is_about(row: Mapping[str, Any]) -> bool:
    """Leave out who looked, which no verb notes, and the emails about other emails."""
    return row.get("action") not in {"read", "opened"} and row.get("kind") != EMAIL_FAILED


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{len(course)} steps")
def test_each_course_leaves_what_the_verbs_leave(staffed: World, course: Course) -> None:
    random, who = Random(3), person(7, Random(3))
    with staffed.context():
        real = begun(random, who, utcnow() - timedelta(days=12))
        for moment, happening in zip(moments(random, course, real.twin.intake, utcnow()), course, strict=True):
            real.twin.at = moment
            with time_machine.travel(moment, tick=False):
                real.follow(happening)
        for model in SAME:
            assert seeded(real.twin, model) == kept(real.id, model), model.__name__


def test_a_broken_promise_is_told_to_whom_it_really_is(staffed: World) -> None:
    with staffed.context():
        real = begun(Random(3), person(7, Random(3)), utcnow() - timedelta(days=12))
        due_at = real.twin.intake.due_at
        real.twin.tell_of_lateness()
        for moment in (due_at - timedelta(minutes=5), due_at):
            with time_machine.travel(moment, tick=False):
                promises.watch_promises()
        told = [(kind, recipient) for kind, recipient, *_ in seeded(real.twin, Notification)]
        assert told == [(kind, recipient) for kind, recipient, *_ in kept(real.id, Notification)]


def test_the_same_promise_is_made(staffed: World) -> None:
    with staffed.context():
        clinic, now = clinic_now(), utcnow()
        for days in range(0, 400, 7):
            since = now - timedelta(days=days, minutes=days * 131, seconds=days)
            assert clinic.due("soon", since) == promise.due("soon", since)
