"""The queue as a table: for administrators who have just given their password, harmless, and audited."""

import csv
import io
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from clinic.core.audit import AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.staff.models import Role
from clinic.triage import export
from clinic.triage.export import HEADINGS
from tests.staff.person import Person
from tests.triage.test_request import person, send
from tests.world import World

EXPORT = "/staff/export/"


@pytest.fixture
def lead(world: World) -> Person:
    return person(world, "lead@clinic.example.org", Role.administrator)


def taken(who: Person, query: str = "?view=all") -> TestResponse:
    token = who.client.page("/staff/account/").values()["csrf_token"]
    return who.client.post(f"{EXPORT}{query}", data={"csrf_token": token})


def table(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_table_has_what_the_queue_shows_and_how_to_reach_people(world: World, lead: Person) -> None:
    reference = world.request(name="Sample Patient", phone="+442079460018", region="wales").reference
    send(lead, f"/staff/intakes/{reference}/", "closed", reason="no_reply")
    [row] = table(taken(lead))
    assert tuple(row) == HEADINGS
    assert (row["Reference"], row["Name"], row["Email"]) == (reference, "Sample Patient", "patient@example.com")
    assert (row["State"], row["Closed because"], row["Where they live"]) == ("closed", "They do not reply", "Wales")
    assert row["Telephone"] == "'+442079460018"


def test_nothing_of_anybodys_health_is_in_it(world: World, lead: Person) -> None:
    world.request(subject="hair-transplant", message="It itches.")
    assert not {"transplant", "itches"} & set(taken(lead).text.lower().split())


def test_only_what_was_asked_for_is_in_it_whatever_page_was_open(
    world: World, lead: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 2)
    for number in range(5):
        world.request(key=str(number), name=f"Sample {number}", region="wales" if number % 2 else None)
    assert len(table(taken(lead))) == 5
    assert {row["Name"] for row in table(taken(lead, "?view=all&region=wales"))} == {"Sample 1", "Sample 3"}


def test_a_name_that_a_spreadsheet_would_run_is_defused(world: World, lead: Person) -> None:
    world.request(name='=HYPERLINK("https://example.com")')
    assert table(taken(lead))[0]["Name"].startswith("'=")


def test_it_is_written_down_without_the_words_that_were_searched_for(world: World, lead: Person) -> None:
    world.request(name="Sample Patient")
    taken(lead, "?q=patient&state=new")
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.details == {"chosen": {"view": "all", "q": "some words", "state": "new"}}
    words = lead.client.page("/staff/settings/audit/").words
    assert "took a list of requests along as a table" in " ".join(words.split())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_nobody_else_takes_it_along(world: World, role: Role) -> None:
    world.request()
    someone = person(world, "someone@clinic.example.org", role)
    assert "Take all of these along" not in someone.client.page("/staff/").words
    assert taken(someone).status_code == HTTPStatus.FORBIDDEN


def test_it_is_a_press_and_no_link(lead: Person) -> None:
    assert lead.client.get(EXPORT).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert lead.client.post(EXPORT).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_old_sign_in_is_asked_for_the_password_first(lead: Person) -> None:
    token = lead.client.page("/staff/account/").values()["csrf_token"]
    with time_machine.travel(utcnow() + timedelta(minutes=20)):
        answer = lead.client.post(EXPORT, data={"csrf_token": token})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Enter your password" in answer.text


def test_it_is_read_in_parts(world: World, lead: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 3)
    for number in range(7):
        world.request(key=str(number))
    with world.context():
        engine, asked = db.session.connection().engine, []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    table(taken(lead))
    event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in asked if "LIMIT" in each and "subject_sealed" in each]) == 3
