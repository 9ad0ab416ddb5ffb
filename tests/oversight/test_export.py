"""What an administrator looks up can be taken along for a spreadsheet, whole, harmless, and not unnoticed."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from clinic.core.audit import AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.oversight.export import AT_ONCE, HEADINGS, table
from clinic.oversight.queries import Wanted
from tests.staff.person import Person
from tests.world import World

EXPORT = "/staff/settings/audit/export/"
MANY = text("""
    INSERT INTO audit_entry (at, actor, role, action, record)
    SELECT timestamptz '2026-01-01' + number / 3 * interval '1 minute', 'system', '', 'did ' || number, 'thing:1'
    FROM generate_series(1, :number) AS number
""")


def exported(who: Person, query: str = "") -> TestResponse:
    token = who.client.page("/staff/account/").values()["csrf_token"]
    return who.client.post(f"{EXPORT}{query}", data={"csrf_token": token})


def rows(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"), newline="")))


def test_what_is_filtered_is_exported_in_words(world: World, lead: Person) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 9, 30, 15, tzinfo=UTC), tick=False):
        asked = world.request()
    answer = exported(lead, "?who=patient")
    assert rows(answer) == [
        list(HEADINGS),
        ["2026-07-01 10:30:15+01:00", "A patient", "", f"sent {asked.reference}", ""],
    ]
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-trail-20')
    assert answer.headers["Cache-Control"] == "no-store"


def test_exporting_is_an_entry_with_what_was_looked_for(world: World, lead: Person) -> None:
    rows(exported(lead, "?who=patient"))
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert (entry.record, entry.role) == ("audit:trail", "administrator")
    assert entry.details == {"sought": {"who": "patient"}}
    found = rows(exported(lead, "?what=audit%20exported"))
    assert ["Ada Sample", "administrator", "exported the audit trail", "Who: A patient"] in [row[1:] for row in found]


def test_the_page_leads_to_the_export_of_what_it_shows(lead: Person) -> None:
    page = lead.client.page("/staff/settings/audit/?who=system&since=2026-01-01")
    assert f"{EXPORT}?who=system&since=2026-01-01" in [each.get("action") for each in page.all("form")]


def test_an_old_sign_in_is_asked_for_the_password_first(lead: Person) -> None:
    token = lead.client.page("/staff/account/").values()["csrf_token"]
    with time_machine.travel(utcnow() + timedelta(minutes=20)):
        answer = lead.client.post(EXPORT, data={"csrf_token": token})
    assert answer.status_code == 403
    assert "Enter your password" in answer.text


def test_a_name_that_a_spreadsheet_would_run_is_text(world: World, lead: Person) -> None:
    other = Person(world, "other@clinic.example.org", name="=HYPERLINK(1)")
    other.sign_in()
    names = [row[1] for row in rows(exported(lead, "?what=staff%20signed_in"))]
    assert names == ["Who", "'=HYPERLINK(1)", "Ada Sample"]


@pytest.mark.parametrize("number", [AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 7])
def test_everything_is_exported_once_however_many_parts_it_takes(world: World, lead: Person, number: int) -> None:
    with world.context(), transaction() as session:
        session.execute(MANY, {"number": number})
    answer = exported(lead, "?until=2026-02-01")
    assert answer.is_streamed
    told = [row[3] for row in rows(answer)[1:]]
    assert told == [f"did {each}: thing that is gone" for each in range(number, 0, -1)]


def test_nothing_is_held_open_between_the_parts(world: World) -> None:
    with world.context():
        with transaction() as session:
            session.execute(MANY, {"number": AT_ONCE + 1})
        for number, _ in enumerate(table(Wanted(actor="system"), {})):
            assert not db.session().in_transaction(), number


def test_of_no_request_nothing_is_exported_but_the_headings(world: World, lead: Person) -> None:
    world.request()
    assert rows(exported(lead, "?q=HC-2222-2222")) == [list(HEADINGS)]
