"""Acts that need a password of the last quarter of an hour."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.staff.models import Role
from clinic.staff.security import FRESH
from tests.pages import Page
from tests.staff.person import PASSWORD, Person
from tests.world import World

INVITE = "/staff/settings/people/invite/"
LIMIT = 10
FILLED = {"name": "Sample <Newcomer>", "email": "newcomer@example.org", "role": "clinician"}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(utcnow(), tick=True) as clock:
        yield clock


@pytest.fixture
def lead(world: World, clock: Any) -> Person:
    person = Person(world, "lead@clinic.example.org", Role.administrator, "Sample Lead")
    person.sign_in()
    return person


def send(person: Person, page: Page | None = None, **fields: str) -> TestResponse:
    hidden = (page or person.client.page(INVITE)).values()
    return person.client.post(INVITE, data={**FILLED, **hidden, **fields})


def invited(person: Person) -> list[str]:
    with person.world.context():
        return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "invited")))


def test_with_a_fresh_password_nobody_is_asked(lead: Person) -> None:
    assert send(lead).status_code == 303
    assert invited(lead) == ["invited"]


def test_looking_needs_no_fresh_password(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    assert lead.client.get(INVITE).status_code == 200
    assert lead.client.get("/staff/settings/people/").status_code == 200


def test_with_an_old_password_one_is_asked_and_what_was_sent_waits(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    asked = send(lead)
    page = Page(asked.text)

    assert asked.status_code == 403
    assert page.heading == "Enter your password"
    assert not page.title.startswith("Error")
    assert invited(lead) == []
    assert {name: page.values()[name] for name in FILLED} == FILLED

    done = lead.client.post(INVITE, data={**page.values(), "password": PASSWORD})

    assert done.status_code == 303
    assert invited(lead) == ["invited"]
    assert send(lead, email="other@example.org").status_code == 303


def test_a_wrong_password_does_nothing_and_keeps_what_was_sent(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    answer = send(lead, password="not the password")
    page = Page(answer.text)

    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert "That is not your password." in page.words
    assert {name: page.values()[name] for name in FILLED} == FILLED
    assert "not the password" not in answer.text
    assert invited(lead) == []
    with lead.world.context():
        assert "gave_wrong_password" in list(db.session.scalars(select(AuditEntry.action)))


def test_a_password_without_the_pages_token_is_not_looked_at(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    answer = send(lead, password=PASSWORD, csrf_token="x")
    assert answer.status_code == 422
    assert "open for a long time" in Page(answer.text).words
    assert invited(lead) == []
    assert send(lead).status_code == 403


def test_the_form_itself_is_checked_after_the_password(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    answer = send(lead, password=PASSWORD, name="")
    assert answer.status_code == 422
    assert "Enter a name." in Page(answer.text).words


def test_passwords_are_not_guessed_here_either(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    guesses = [send(lead, password=f"guess {number}").status_code for number in range(LIMIT + 1)]
    assert guesses == [422] * LIMIT + [429]
    assert lead.sign_in(client=lead.world.client()).status_code == 429


def test_being_asked_and_acting_with_a_fresh_password_are_no_tries(lead: Person, clock: Any) -> None:
    for number in range(LIMIT + 2):
        assert send(lead, email=f"newcomer{number}@example.org").status_code == 303
        assert send(lead, name="").status_code == 422
    clock.shift(FRESH)
    for _ in range(LIMIT + 2):
        assert send(lead).status_code == 403
    assert lead.sign_in(client=lead.world.client()).status_code == 302


def test_whatever_is_sent_to_the_pages_about_people_needs_a_fresh_password(lead: Person, clock: Any) -> None:
    clock.shift(FRESH)
    rules = [rule for rule in lead.world.app.url_map.iter_rules() if rule.endpoint.startswith("people.")]
    posted = [rule.rule.replace("<id>", str(lead.account.id)) for rule in rules if "POST" in (rule.methods or ())]
    assert len(posted) == 4
    for path in posted:
        answer = lead.client.post(path, data=FILLED)
        assert (path, answer.status_code, Page(answer.text).heading) == (path, 403, "Enter your password")


def test_a_stranger_is_asked_to_sign_in_and_not_for_a_password(world: World) -> None:
    answer = world.client().post(INVITE, data={**FILLED, "password": PASSWORD})
    assert answer.headers["Location"] == "/staff/sign-in/"
