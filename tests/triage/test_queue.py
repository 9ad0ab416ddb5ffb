"""The queue: everything that waits, the most urgent first, and each part of it behind its own tab."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake.models import Intake
from clinic.intake.rules import Priority
from clinic.intake.services import Accepted
from clinic.triage import decisions
from clinic.triage.models import ClosedFor, Contact
from clinic.triage.routes.queue import PAGE
from tests.pages import Page
from tests.staff.person import Person
from tests.world import QUICK, World


@pytest.fixture
def ada(world: World) -> Person:
    person = Person(world)
    person.sign_in()
    return person


@pytest.fixture
def me(ada: Person) -> Actor:
    return Actor.staff(ada.account.id)


def ask(world: World, name: str, due_in: timedelta = timedelta(hours=5), priority: str = "routine") -> uuid.UUID:
    accepted = world.request(key=name, name=name)
    with world.context(), transaction() as session:
        intake = session.get_one(Intake, accepted.id)
        intake.due_at, intake.priority = utcnow() + due_in, Priority(priority)
    return accepted.id


def names(page: Page) -> list[str]:
    """Give whom a page of the queue shows, in order."""
    cells = [attributes.get("data-label") for attributes in page.all("td")]
    return [text for label, text in zip(cells, page.texts.get("td", []), strict=True) if label == "Name"]


def shown(ada: Person, query: str = "") -> list[str]:
    return names(ada.client.page(f"/staff/{query}"))


def test_an_empty_queue_says_so_in_every_part(ada: Person) -> None:
    for view, words in {
        "": "Nobody waits",
        "?view=mine": "assigned to you",
        "?view=unassigned": "Every request",
        "?view=overdue": "Nothing is late",
        "?view=contacted": "Nobody has been contacted",
        "?view=all": "No requests yet",
    }.items():
        assert words in ada.client.page(f"/staff/{view}").words


def test_a_new_request_is_on_the_queue_at_once(world: World, ada: Person) -> None:
    accepted = world.request()
    words = ada.client.page("/staff/").words
    assert accepted.reference in words
    assert str(QUICK["name"]) in words


def test_the_most_urgent_comes_first_and_of_these_the_one_due_soonest(world: World, ada: Person) -> None:
    ask(world, "Routine and late", timedelta(hours=-9))
    ask(world, "Soon in time", timedelta(hours=9), "soon")
    ask(world, "Soon and late", timedelta(hours=-1), "soon")
    ask(world, "Emergency", timedelta(hours=3), "emergency")
    assert shown(ada) == ["Emergency", "Soon and late", "Soon in time", "Routine and late"]


def test_the_time_left_is_said_in_words(world: World, ada: Person) -> None:
    ask(world, "In time", timedelta(hours=3, minutes=30))
    ask(world, "Late", timedelta(hours=-2, minutes=-30))
    words = ada.client.page("/staff/").words
    assert "3 h left" in words
    assert "2 h late" in words


def test_what_no_longer_waits_shows_no_time(world: World, ada: Person, me: Actor) -> None:
    asked = ask(world, "Contacted")
    with world.context():
        decisions.contact(asked, 0, Contact.spoke, "", me)
    words = ada.client.page("/staff/?view=all").words
    assert "left" not in words
    assert "late" not in words


def test_each_tab_shows_its_part(world: World, ada: Person, me: Actor) -> None:
    late, taken, contacted, closed = (ask(world, name) for name in ("Late", "Taken", "Contacted", "Closed"))
    ask(world, "Untouched", timedelta(hours=9))
    with world.context():
        with transaction() as session:
            session.get_one(Intake, late).due_at = utcnow() - timedelta(minutes=1)
        decisions.take(taken, 0, me)
        decisions.take(contacted, 0, me)
        decisions.contact(contacted, 1, Contact.spoke, "", me)
        decisions.close(closed, 0, ClosedFor.spam, "", me)
    assert shown(ada) == ["Late", "Taken", "Untouched"]
    assert shown(ada, "?view=mine") == ["Taken", "Contacted"]
    assert shown(ada, "?view=unassigned") == ["Late", "Untouched"]
    assert shown(ada, "?view=overdue") == ["Late"]
    assert shown(ada, "?view=contacted") == ["Contacted"]
    assert sorted(shown(ada, "?view=all")) == ["Closed", "Contacted", "Late", "Taken", "Untouched"]


def test_mine_is_nobody_elses(world: World, ada: Person) -> None:
    asked = ask(world, "Taken")
    bob = Person(world, "bob@clinic.example.org")
    with world.context():
        decisions.take(asked, 0, Actor.staff(bob.account.id))
    assert shown(ada, "?view=mine") == []


def everybody(world: World) -> list[Accepted]:
    return [world.request(key=f"key {number}", name=f"Sample {number}") for number in range(PAGE + 5)]


@pytest.mark.parametrize("query", ["", "?view=unassigned", "?view=all"])
def test_the_queue_goes_on_page_by_page_and_shows_each_request_once(world: World, ada: Person, query: str) -> None:
    asked = everybody(world)
    first = ada.client.page(f"/staff/{query}")
    on = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    second = ada.client.page(on)
    assert len(names(first)) == PAGE
    assert sorted(names(first) + names(second)) == sorted(f"Sample {number}" for number in range(len(asked)))
    assert any(link.get("rel") == "prev" for link in second.all("a"))


def test_mine_goes_on_where_those_end_who_still_wait(
    world: World, ada: Person, me: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinic.triage.routes.queue.PAGE", 1)
    waiting, contacted = ask(world, "Waiting", timedelta(hours=9)), ask(world, "Contacted", priority="emergency")
    with world.context():
        decisions.take(waiting, 0, me)
        decisions.take(contacted, 0, me)
        decisions.contact(contacted, 1, Contact.wrote, "", me)
    first = ada.client.page("/staff/?view=mine")
    on = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    assert [names(first), shown(ada, on.removeprefix("/staff/"))] == [["Waiting"], ["Contacted"]]


@pytest.mark.parametrize(
    "query",
    [
        "after=yesterday",
        "after=9~2026-01-01T00:00:00%2B00:00~x",
        "after=1~2026-01-01T00:00:00~00000000-0000-0000-0000-000000000000",
        "after=~~",
        "view=%00",
        "view=nonsense",
        "x=%00",
    ],
)
def test_what_cannot_be_read_in_an_address_is_left_out(world: World, ada: Person, query: str) -> None:
    ask(world, "Sample")
    assert shown(ada, f"?{query}") == ["Sample"]


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Collect what is asked of the database."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with world.context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_longer_queue_asks_the_database_no_more_often(world: World, ada: Person) -> None:
    ask(world, "First")
    shown(ada)
    with statements(world) as short:
        shown(ada)
    everybody(world)
    with statements(world) as long:
        shown(ada)
    assert len(short) == len(long) > 0
