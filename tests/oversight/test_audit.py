"""An administrator looks up who looked at what and who changed what, and that is looked up too."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from clinic.core import audit
from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db, transaction
from clinic.notifications.models import Notification
from clinic.oversight import services
from clinic.oversight.queries import Wanted
from clinic.oversight.routes import PAGE
from clinic.practice import services as practice
from clinic.staff import services as accounts
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.oversight.looking import AUDIT, done, looked_up, shown
from tests.pages import Page
from tests.practice.test_words import HALF_SATURDAY, arranged
from tests.staff.person import Person
from tests.triage.test_queue import statements
from tests.world import World


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_looks_at_the_trail(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    assert person.client.get(AUDIT).status_code == 403
    assert person.client.post(f"{AUDIT}export/").status_code == 403
    assert "Audit trail" not in person.client.page("/staff/settings/").words
    for refused in (services.begin_export, lambda wanted, actor: services.look(wanted, 1, None, actor)):
        with world.context(), pytest.raises(NotYours):
            refused(Wanted(), Actor.staff(person.account.id))


def test_the_trail_says_who_as_what_did_what_to_which_request(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    path = f"/staff/intakes/{asked.reference}/"
    ben.client.page(path)
    lead.client.page(path)
    page = lead.client.page(AUDIT)
    assert "Audit trail" in lead.client.page("/staff/settings/").words
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


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"Duty": True}, {"Duty": False}, "Duty: before yes, now no"),
        ({"Role": "receptionist"}, {"Name": "New"}, "Role: before receptionist, now none Name: before none, now New"),
        ({"Room": None}, {"Room": ""}, "Room: before none, now none"),
        (14, 30, "before 14, now 30"),
        (None, "blue", "before none, now blue"),
        (None, None, ""),
    ],
)
def test_whatever_shape_a_change_has_it_is_told(
    world: World, lead: Person, before: object, after: object, words: str
) -> None:
    with world.context(), transaction():
        audit.record(SYSTEM, "turned", "thing", 7, {"before": before, "after": after})
    assert looked_up(lead)[0] == f"The system turned: thing that is gone {words}".strip()


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


DISABLED = "state: before active, now disabled sessions: before 1, now 0"


def test_those_without_an_account_and_those_who_left_are_named(world: World, lead: Person, ben: Person) -> None:
    with world.context():
        accounts.disable(ben.email, Actor("operator"))
    done(world, Actor("anybody"), "gave_wrong_password", "staff", ben.account.id)
    done(world, Actor.staff(uuid.uuid4()), "noted", "intake", uuid.uuid4())
    done(world, PATIENT, "discarded", "draft", uuid.uuid4())
    done(world, SYSTEM, "did something new", "thing", 7)
    assert looked_up(lead)[:5] == [
        "The system did something new: thing that is gone",
        "A patient deleted a request that was not sent",
        "Somebody whose account is gone wrote a note about a request that is gone",
        "Somebody not signed in gave a wrong password for Ben Sample",
        f"Whoever runs the server closed the account of Ben Sample {DISABLED}",
    ]


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


def test_a_long_page_asks_as_much_as_a_short_one(world: World, lead: Person, ben: Person) -> None:
    def once() -> int:
        with statements(world) as asked:
            lead.client.page(AUDIT)
        return len(asked)

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
