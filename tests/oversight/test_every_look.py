"""Whoever sees what a person told of themselves leaves an entry in the audit trail, on whatever page it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.db import db
from clinic.intake import services
from clinic.intake.models import Source
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.services import Accepted
from clinic.notifications import queries as mail
from clinic.staff.models import Role
from tests.journeys.canaries import Canaries
from tests.staff.person import Person
from tests.test_architecture import PUBLIC
from tests.triage.test_request import send
from tests.world import World

LISTED = {"name"}
"""What lists of requests show, so that staff know whom they are about."""
ADDRESSED = {"email", "adult_email"}
"""What pages of outgoing mail show: where an email went."""
OF_MAIL = {"triage.notifications", "triage.notification"}


@dataclass
class Told:
    """One person's request, with a word of its own in each answer."""

    world: World
    canaries: Canaries
    accepted: Accepted

    @property
    def health(self) -> set[str]:
        return {key for key in self.canaries.words if QUESTIONNAIRE.questions[key].special_category}

    def seen(self, answer: TestResponse) -> set[str]:
        return self.canaries.found_in(answer.text)

    def looks(self, person: Person) -> list[str]:
        """Give what the trail says that this person saw of the request."""
        of_this = AuditEntry.record == f"intake:{self.accepted.id}", AuditEntry.action.in_(["read", "opened"])
        wanted = select(AuditEntry.action).where(*of_this, AuditEntry.actor == f"staff:{person.account.id}")
        with self.world.context():
            return list(db.session.scalars(wanted.order_by(AuditEntry.id)))


@pytest.fixture
def told(world: World) -> Told:
    canaries = Canaries()
    answers = canaries.answers(question for step in QUESTIONNAIRE.steps for question in step.questions)
    with world.context():
        accepted = services.submit_intake(answers, Source.full, "a key", PATIENT, "hair-transplant")
    return Told(world, canaries, accepted)


@pytest.fixture(params=Role)
def person(world: World, request: pytest.FixtureRequest) -> Person:
    someone = Person(world, role=request.param)
    someone.sign_in()
    return someone


def staff_pages(told: Told) -> Iterator[tuple[str, str]]:
    """Give every page of the staff's with its address, about this request where it is about one."""
    with told.world.context():
        emails = [str(email.id) for email in mail.about(told.accepted.id)]
    for rule in told.world.app.url_map.iter_rules():
        if (
            rule.rule.startswith("/staff/")
            and "GET" in (rule.methods or ())
            and not rule.endpoint.startswith("security.")
            and rule.endpoint not in PUBLIC
        ):
            path = rule.rule.replace("<reference>", told.accepted.reference).replace("<slug>", "hair-transplant")
            path = path.replace("<uuid:id>", "<id>").replace("<uuid:off>", "<id>").replace("<on>", "2027-01-11")
            path = path.replace("<view>", "crown").replace("<size>", "picture")
            yield from ((rule.endpoint, path.replace("<id>", id)) for id in (emails if "<id>" in path else [""]))


def test_no_page_shows_an_answer_without_an_entry(told: Told, person: Person) -> None:
    shown = set()
    for endpoint, path in staff_pages(told):
        assert not re.search("[<>]", path), f"say in this test what stands for the parts of {path}"
        before = len(told.looks(person))
        seen = told.seen(person.client.get(path, query_string={"view": "all"}))
        if seen - LISTED - (ADDRESSED if endpoint in OF_MAIL else set()):
            shown.add(endpoint)
            assert told.looks(person)[before:] == ["read" if seen & told.health else "opened"], path
    assert shown == {"triage.intake"}


def test_a_search_shows_nothing_but_names(told: Told, person: Person) -> None:
    for words in (told.accepted.reference, told.canaries.words["name"]):
        found = told.seen(person.client.get("/staff/", query_string={"q": words}))
        assert found == LISTED
    assert told.looks(person) == []


@pytest.mark.parametrize("code", [409, 422])
def test_who_comes_too_late_or_leaves_something_out_sees_the_answers_once_more_and_that_is_noted(
    told: Told, person: Person, code: int
) -> None:
    path = f"/staff/intakes/{told.accepted.reference}/"
    answer = send(person, path, "taken", 7) if code == 409 else send(person, path, "noted", words="")
    assert answer.status_code == code
    does_read = person.role in {Role.trichologist, Role.clinician}
    assert bool(told.seen(answer) & told.health) is does_read
    assert set(told.looks(person)) == {"read" if does_read else "opened"}


def test_the_test_would_see_an_answer(told: Told) -> None:
    assert len(told.health) > 5
    assert {"name", "email", "phone"} <= set(told.canaries.words)
