"""Staff see which appointments are to be rearranged, from every page, and settle them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from clinic.core.audit import SYSTEM
from clinic.core.db import db
from clinic.scheduling import booking
from clinic.scheduling.rearranging import queries
from clinic.scheduling.rearranging.models import Outcome, Why
from clinic.scheduling.rearranging.words import OUTCOMES, WHY
from tests.pages import Page
from tests.scheduling.arranged import Arranged, at
from tests.scheduling.rearranging.changes import CHANGES, location, take_off
from tests.staff.person import Person
from tests.world import World

TASKS = "/staff/rearrangements/"


@pytest.fixture
def desk(world: World) -> Person:
    person = Person(world, "desk@clinic.example.org")
    person.sign_in()
    return person


def booked(world: World, arranged: Arranged, key: str = "a key", clock: str = "10:00") -> str:
    accepted = world.request(key, email=f"{key.replace(' ', '')}@example.com")
    with world.context():
        booking.book(accepted.id, arranged.staffs_wish(0), at(clock), SYSTEM)
    return accepted.reference


def task_id(world: World) -> uuid.UUID:
    with world.context():
        return queries.open_tasks()[0].rearrangement.id


def test_a_task_says_whose_it_is_when_where_with_whom_and_why(world: World, arranged: Arranged, desk: Person) -> None:
    assert "Nothing waits" in desk.client.page(TASKS).words
    reference = booked(world, arranged)
    with world.context():
        take_off(arranged, SYSTEM)
    page = desk.client.page(TASKS)
    assert "To rearrange (1)" in page.words
    assert {"href": f"/staff/intakes/{reference}/"} in page.all("a")
    for told in (
        "Sample Patient",
        "Monday 11 January 2027 at 10:00, Sample Clinic, with Sample Practitioner 1, Trichologist",
        "The practitioner is off",
        "8 January 2027, 09:00",
    ):
        assert told in page.words
    assert "To rearrange (1)" in desk.client.page("/staff/").words


def test_the_soonest_appointment_stands_first(world: World, arranged: Arranged, desk: Person) -> None:
    later, sooner = booked(world, arranged, clock="11:00"), booked(world, arranged, "another", "09:00")
    with world.context():
        location(is_open=False)(arranged, SYSTEM)
    words = desk.client.page(TASKS).words
    assert words.index(sooner) < words.index(later)


def test_an_appointment_is_kept_as_it_is_once(world: World, arranged: Arranged, desk: Person) -> None:
    booked(world, arranged)
    with world.context():
        take_off(arranged, SYSTEM)
    form, id = desk.client.page(TASKS).values(), task_id(world)
    assert desk.client.post(f"{TASKS}{id}/", data=form).status_code == 303
    page = " ".join(desk.client.page(TASKS).words.split())
    assert "The appointment is kept as it is." in page
    assert "Kept as it is by Ada Sample, 8 January 2027, 09:00. The practitioner is off." in page
    assert "To rearrange (" not in page
    again = desk.client.post(f"{TASKS}{id}/", data=form)
    assert again.status_code == 409
    assert "This was settled already" in Page(again.text).words


def test_a_task_that_does_not_exist_is_not_found(desk: Person) -> None:
    form = desk.client.page("/staff/account/").values()
    assert desk.client.post(f"{TASKS}{uuid.uuid4()}/", data=form).status_code == 404


def test_the_page_asks_as_much_for_many_tasks_as_for_one(world: World, arranged: Arranged, desk: Person) -> None:
    booked(world, arranged)
    with world.context():
        for is_open in (False, True, False):
            location(is_open)(arranged, SYSTEM)
    desk.client.page(TASKS)
    with statements(world) as for_one:
        desk.client.page(TASKS)
    with world.context():
        location(is_open=True)(arranged, SYSTEM)
    for number, clock in enumerate(("09:00", "11:00")):
        booked(world, arranged, f"key {number}", clock)
    with world.context():
        location(is_open=False)(arranged, SYSTEM)
        assert len(queries.open_tasks()) == 3
    desk.client.page(TASKS)
    with statements(world) as for_many:
        desk.client.page(TASKS)
    assert len(for_many) == len(for_one)


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    noted: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        noted.append(statement)

    with world.context():
        target = db.session.connection().engine
    event.listen(target, "before_cursor_execute", note)
    yield noted
    event.remove(target, "before_cursor_execute", note)


def test_every_reason_has_words_and_a_change_that_is_tried() -> None:
    assert set(WHY) == set(Why) == {change.why for change in CHANGES.values()}
    assert set(OUTCOMES) == set(Outcome)
