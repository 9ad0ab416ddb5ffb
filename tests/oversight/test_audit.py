"""An administrator looks up who looked at what and who changed what, and that is looked up too."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from clinic.core import audit
from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db, transaction
from clinic.core.deeds import sentences
from clinic.notifications.models import Notification
from clinic.oversight import services
from clinic.oversight.queries import Wanted
from clinic.oversight.routes import PAGE
from clinic.practice import services as practice
from clinic.staff import services as accounts
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from clinic.triage import decisions
from tests.pages import Page
from tests.practice.test_words import HALF_SATURDAY, arranged
from tests.staff.person import Person
from tests.world import World

AUDIT = "/staff/settings/audit/"
BEN = "ben@clinic.example.org"


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person


@pytest.fixture
def ben(world: World) -> Person:
    person = Person(world, BEN, Role.trichologist, "Ben Sample")
    person.sign_in()
    return person


def shown(page: Page) -> list[str]:
    """Give what each line of the trail says: who, and what."""
    cells = [" ".join(words.split()) for words in page.texts.get("td", [])]
    return [f"{who} {what}" for who, what in zip(cells[::2], cells[1::2], strict=True)]


def looked_up(person: Person, **query: Any) -> list[str]:
    answer = person.client.get(AUDIT, query_string=query)
    assert answer.status_code == 200
    return shown(Page(answer.text))


def done(world: World, actor: Actor, action: str, kind: str, id: object, at: datetime | None = None) -> None:
    with time_machine.travel(at or datetime.now(UTC), tick=False), world.context(), transaction():
        audit.record(actor, action, kind, str(id))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_looks_at_the_trail(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    assert person.client.get(AUDIT).status_code == 403
    assert person.client.get(f"{AUDIT}export.csv").status_code == 403
    assert "Audit trail" not in person.client.page("/staff/account/").words
    for refused in (services.begin_export, lambda wanted, actor: services.look(wanted, 1, None, actor)):
        with world.context(), pytest.raises(NotYours):
            refused(Wanted(), Actor.staff(person.account.id))


def test_the_trail_says_who_as_what_did_what_to_which_request(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    path = f"/staff/intakes/{asked.reference}/"
    ben.client.page(path)
    lead.client.page(path)
    page = lead.client.page(AUDIT)
    assert "Audit trail" in lead.client.page("/staff/account/").words
    assert shown(page)[:3] == [
        f"Ada Sample (administrator) looked at {asked.reference}, without the answers about health",
        f"Ben Sample (trichologist) read the answers of {asked.reference}",
        f"A patient sent {asked.reference}",
    ]
    assert [link["href"] for link in page.all("a")].count(path) == 3


def test_a_change_of_a_setting_stands_there_with_before_and_after(world: World, lead: Person) -> None:
    with world.context():
        actor = Actor.staff(lead.account.id, "administrator")
        practice.change_arrangements(arranged(12, HALF_SATURDAY), 0, actor)
    assert looked_up(lead)[0] == (
        "Ada Sample (administrator) changed the hours or promises "
        "Saturday: before none, now 9:00 to 13:00 Working hours, routine: before 16, now 12"
    )


def test_looking_at_the_trail_is_an_entry_with_what_was_looked_for(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    lead.client.get(
        AUDIT,
        query_string={
            "who": f"staff:{ben.account.id}",
            "what": "intake read",
            "q": asked.reference,
            "since": "2026-11-01",
            "until": "2026-11-30",
        },
    )
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.kind == "audit")).one()
    assert (entry.actor, entry.role) == (f"staff:{lead.account.id}", "administrator")
    assert entry.details == {
        "sought": {
            "who": f"staff:{ben.account.id}",
            "what": "intake read",
            "request": str(asked.id),
            "from": "2026-11-01",
            "to": "2026-11-30",
        }
    }
    assert looked_up(lead)[0] == (
        "Ada Sample (administrator) looked at the audit trail Who: Ben Sample What: Read the answers of a request "
        f"Request: {asked.reference} From: 2026-11-01 To: 2026-11-30"
    )
    assert looked_up(lead)[0] == "Ada Sample (administrator) looked at the audit trail"


def test_those_without_an_account_and_those_who_left_are_named(world: World, lead: Person, ben: Person) -> None:
    with world.context():
        accounts.disable(BEN, Actor("operator"))
    done(world, Actor("anybody"), "gave_wrong_password", "staff", ben.account.id)
    done(world, Actor.staff(uuid.uuid4()), "noted", "intake", uuid.uuid4())
    done(world, PATIENT, "discarded", "draft", uuid.uuid4())
    done(world, SYSTEM, "did something new", "thing", 7)
    assert looked_up(lead)[:5] == [
        "The system did something new: thing that is gone",
        "A patient deleted a request that was not sent",
        "An account that is gone wrote a note about a request that is gone",
        "Somebody not signed in gave a wrong password for Ben Sample",
        "Whoever runs the server closed the account of Ben Sample",
    ]


def test_the_trail_is_filtered_by_who(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    ben.client.page(f"/staff/intakes/{asked.reference}/")
    assert [line.split(" (")[0] for line in looked_up(lead, who=f"staff:{ben.account.id}")] == [
        "Ben Sample",
        "Ben Sample signed in",
    ]
    assert looked_up(lead, who="patient") == [f"A patient sent {asked.reference}"]


def test_the_trail_is_filtered_by_what(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    for _ in range(2):
        ben.client.page(f"/staff/intakes/{asked.reference}/")
    line = f"Ben Sample (trichologist) read the answers of {asked.reference}"
    assert looked_up(lead, what="intake read") == [line, line]
    assert looked_up(lead, what="intake read", who=f"staff:{lead.account.id}") == []
    words = {option.get("value", ""): option for option in lead.client.page(AUDIT).all("option")}
    assert {" ".join(deed) for deed in sentences} <= set(words)


def test_the_trail_is_filtered_by_request_with_what_was_done_to_its_emails(
    world: World, lead: Person, ben: Person
) -> None:
    asked, other = world.request(), world.request(key="another")
    with world.context():
        decisions.take(asked.id, 0, Actor.staff(ben.account.id, "trichologist"))
        decisions.take(other.id, 0, Actor.staff(ben.account.id, "trichologist"))
        email = db.session.scalars(
            select(Notification.id).where(
                Notification.subject_id == asked.id, Notification.recipient == "patient@example.com"
            )
        ).one()
    done(world, Actor.staff(lead.account.id, "administrator"), "cancelled", "notification", email)
    expected = [
        f"Ada Sample (administrator) cancelled the email “We have received your request” about {asked.reference}",
        f"Ben Sample (trichologist) took {asked.reference}",
        f"A patient sent {asked.reference}",
    ]
    for spelling in (asked.reference, asked.reference.lower().replace("-", " "), asked.reference.removeprefix("HC-")):
        assert looked_up(lead, q=spelling) == expected


@pytest.mark.parametrize("words", ["HC-2222-2222", "nonsense", "Sample Patient", "\x00", "%", "x" * 5000])
def test_what_is_no_reference_finds_nothing_and_says_so(world: World, lead: Person, words: str) -> None:
    world.request()
    page = Page(lead.client.get(AUDIT, query_string={"q": words}).text)
    assert shown(page) == []
    assert "No request has the reference" in page.words


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, [3, 2, 1, 0]),
        ({"since": "2026-03-29"}, [3, 2, 1]),
        ({"until": "2026-03-29"}, [2, 1, 0]),
        ({"since": "2026-03-29", "until": "2026-03-29"}, [2, 1]),
        ({"since": "2026-03-30", "until": "2026-03-28"}, []),
    ],
)
def test_the_trail_is_filtered_by_days_of_the_clinics_clock(
    world: World, lead: Person, days: dict[str, str], expected: list[int]
) -> None:
    moments = ("2026-03-28 23:59", "2026-03-29 00:00", "2026-03-29 22:59", "2026-03-29 23:00")  # clocks go forward
    for number, moment in enumerate(moments):
        done(world, SYSTEM, f"did {number}", "thing", number, datetime.fromisoformat(moment).replace(tzinfo=UTC))
    lines = looked_up(lead, who="system", **{"since": "2026-01-01", "until": "2026-04-30", **days})
    assert [int(line.split(":")[0][-1]) for line in lines] == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["who", "what", "q", "since", "until", "before"]),
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.dates().map(str)
        | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00[+-][0-2][0-9]:[0-5][0-9]~[0-9]{1,25}", fullmatch=True),
    )
)
def test_no_search_is_an_error(world: World, lead: Person, query: dict[str, str]) -> None:
    for path in (AUDIT, f"{AUDIT}export.csv"):
        assert lead.client.get(path, query_string=query).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "yesterday"])
def test_a_day_that_is_in_no_calendar_is_not_asked_for(lead: Person, day: str) -> None:
    assert looked_up(lead, since=day, until=day)


def test_a_page_begins_where_the_one_before_it_ended(world: World, lead: Person) -> None:
    for number in range(PAGE + 3):
        done(world, SYSTEM, f"did {number}", "thing", number)
    first = lead.client.page(f"{AUDIT}?who=system")
    older = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    second = lead.client.page(older)
    numbers = [int(line.split("did ")[1].split(":")[0]) for line in shown(first) + shown(second) if "did" in line]
    assert numbers == list(reversed(range(PAGE + 3)))
    assert "who=system" in older
    newest = next(link["href"] for link in second.all("a") if link.get("rel") == "prev")
    assert shown(lead.client.page(newest)) == shown(first)


def test_entries_of_one_moment_are_on_one_page_each(world: World, lead: Person) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for number in range(PAGE + 3):
        done(world, SYSTEM, f"did {number}", "thing", number, at)
    first = lead.client.page(f"{AUDIT}?who=system&until=2026-11-01")
    older = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    lines = shown(first) + shown(lead.client.page(older))
    assert len(set(lines)) == len(lines) == PAGE + 3


@pytest.mark.parametrize("before", ["x", "2026-11-28~1", "2026-11-28T00:00:00~1", "~", "2026-11-28T00:00:00+00:00~x"])
def test_a_place_that_cannot_be_read_begins_at_the_newest(world: World, lead: Person, before: str) -> None:
    assert looked_up(lead, before=before)[0].startswith("Ada Sample")


def test_beyond_the_oldest_the_page_says_that_nothing_is_older(lead: Person) -> None:
    page = Page(lead.client.get(AUDIT, query_string={"before": "2001-01-01T00:00:00+00:00~1"}).text)
    assert "Nothing is older." in page.words


def test_what_nobody_did_is_not_found(lead: Person) -> None:
    page = Page(lead.client.get(AUDIT, query_string={"what": "intake forgotten"}).text)
    assert "Nothing like that was done." in page.words


def test_what_was_looked_for_stays_in_the_form(lead: Person) -> None:
    page = lead.client.page(f"{AUDIT}?who=patient&q=HC-2222-2222&since=2026-11-01")
    assert page.field("q")["value"] == "HC-2222-2222"
    assert page.field("since")["value"] == "2026-11-01"
    assert any(option["value"] == "patient" and "selected" in option for option in page.all("option"))


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_long_page_asks_as_much_as_a_short_one(world: World, lead: Person, ben: Person) -> None:
    def once() -> int:
        with world.context(), counted() as statements:
            lead.client.page(AUDIT)
        return len(statements)

    def everything(number: int) -> None:
        asked = world.request(key=f"key {number}")
        actor = Actor.staff(ben.account.id, "trichologist")
        done(world, actor, "read", "intake", asked.id)
        with world.context():
            email = db.session.scalars(select(Notification.id).where(Notification.subject_id == asked.id)).first()
        done(world, actor, "cancelled", "notification", email)
        done(world, SYSTEM, "reviewed", "page", "hair-transplant")
        done(world, SYSTEM, "added", "practitioner", uuid.uuid4())

    everything(0)
    once()
    few = once()
    for number in range(1, 15):
        everything(number)
    assert once() <= few
