"""A practitioner's own calendar reads their diary: who may make its address, what it finds there, what it does not."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
import vobject
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from clinic.core.audit import SYSTEM, Actor, AuditEntry
from clinic.core.db import db, transaction
from clinic.scheduling import booking, feed, feed_addresses
from clinic.scheduling.models import Appointment, CalendarFeed, Change
from clinic.staff.models import Practitioner, Role, StaffUser
from tests.pages import Page
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.staff.person import Person, send
from tests.world import World

CALENDARS = "/staff/settings/calendars/"
NOWHERE = "/calendar/an-address-that-nobody-made.ics"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange(practitioners=2, notice_hours=0)


@pytest.fixture
def ada(world: World, arranged: Arranged) -> Person:
    """A trichologist to whom the first diary belongs."""
    person = Person(world, role=Role.trichologist)
    with world.context(), transaction() as session:
        session.get_one(Practitioner, arranged.practitioner_ids[0]).staff_user_id = person.account.id
    person.sign_in()
    return person


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, "lead@clinic.example.org", Role.administrator, "Sample Lead")
    person.sign_in()
    return person


def book(
    world: World, arranged: Arranged, clock: str = "10:00", weeks: int = 0, name: str = "Sample Q. Patient"
) -> None:
    with world.context():
        intake = world.request(f"{name} {clock} {weeks}", name=name, email=f"{clock[:2]}.{weeks}@example.com").id
        wish = arranged.staffs_wish(0)
        booking.book(intake, wish, at(clock, MONDAY + timedelta(weeks=weeks)), SYSTEM)


def address_for(world: World, arranged: Arranged, practitioner: int = 0) -> str:
    with world.context():
        return f"/calendar/{feed_addresses.make(arranged.practitioner_ids[practitioner], boss(world))}.ics"


def boss(world: World) -> Actor:
    known = db.session.scalar(select(StaffUser.id).where(StaffUser.email == "boss@clinic.example.org"))
    return Actor.staff(known or Person(world, "boss@clinic.example.org", Role.administrator).account.id)


def press(person: Person, id: object, press: str) -> TestResponse:
    return send(person.client, f"{CALENDARS}{id}/", person.client.page(CALENDARS), press=press)


def made(answer: TestResponse) -> str:
    [address] = Page(answer.text).texts["code"]
    return address.removeprefix("http://localhost")


def read(world: World, address: str) -> Any:
    answer = world.client().get(address)
    assert answer.status_code == 200
    return vobject.readOne(answer.text)


def summaries(world: World, address: str) -> list[str]:
    return [each.summary.value[:2] for each in read(world, address).contents.get("vevent", [])]


def test_a_practitioner_makes_an_address_and_their_calendar_reads_the_diary(
    world: World, arranged: Arranged, ada: Person
) -> None:
    book(world, arranged)
    [entry] = read(world, made(press(ada, arranged.practitioner_ids[0], "make"))).vevent_list
    with world.context():
        appointment = db.session.scalars(select(Appointment)).one()
    assert entry.uid.value == f"{appointment.id}@localhost"
    assert entry.dtstart.value == appointment.starts_at
    assert entry.dtend.value == appointment.ends_at
    assert entry.location.value == "Sample Clinic"


def test_a_diary_shows_initials_and_references_only(world: World, arranged: Arranged) -> None:
    book(world, arranged)
    text = world.client().get(address_for(world, arranged)).text
    [summary] = [line for line in text.splitlines() if line.startswith("SUMMARY")]
    assert summary.startswith("SUMMARY:SP HC-")
    for word in ("Sample Q", "Patient", "example.com", "@example", "/my/", "hair", "Trichologist"):
        assert word not in text


@pytest.mark.parametrize(
    ("name", "initials"), [("Sample", "S"), ("sample patient", "SP"), ("Sample van der Patient", "SP"), ("Ö É", "ÖÉ")]
)
def test_initials_are_of_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert feed.initials(name) == initials


def test_a_diary_has_what_is_to_come_and_what_took_place_but_nothing_cancelled_or_missed(
    world: World, arranged: Arranged
) -> None:
    address = address_for(world, arranged)
    for name, clock in (("Annie One", "09:00"), ("Beatrice Two", "10:00"), ("Cecil Three", "11:00")):
        book(world, arranged, clock, name=name)
    with world.context():
        rows = db.session.scalars(select(Appointment).order_by(Appointment.starts_at)).all()
        booking.cancel(rows[0].id, 0, SYSTEM)
        booking.mark(rows[1].id, 0, Change.missed, SYSTEM)
        booking.mark(rows[2].id, 0, Change.completed, SYSTEM)
    assert summaries(world, address) == ["CT"]


def test_a_diary_reaches_from_a_month_ago_to_a_year_ahead(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    book(world, arranged, name="Annie One")
    book(world, arranged, weeks=49, name="Beatrice Two")
    address = address_for(world, arranged)
    assert summaries(world, address) == ["AO", "BT"]
    clock.move_to(at("10:01") + timedelta(days=30))
    assert summaries(world, address) == ["BT"]
    clock.move_to(at("10:00", MONDAY + timedelta(weeks=49)) - timedelta(days=366, seconds=60))
    assert summaries(world, address) == ["AO"]


def test_nobody_reads_another_practitioners_appointments(world: World, arranged: Arranged) -> None:
    book(world, arranged)
    assert summaries(world, address_for(world, arranged, 1)) == []


def test_a_calendar_that_has_it_all_is_told_so(world: World, arranged: Arranged) -> None:
    book(world, arranged)
    address, client = address_for(world, arranged), world.client()
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    book(world, arranged, "11:00")
    fresh = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != first.headers["ETag"]


def test_a_move_is_news_to_a_calendar(world: World, arranged: Arranged) -> None:
    book(world, arranged)
    address = address_for(world, arranged)
    first = world.client().get(address).headers["ETag"]
    with world.context():
        appointment = db.session.scalars(select(Appointment)).one()
        booking.move(appointment.id, 0, arranged.staffs_wish(0), at("11:00"), SYSTEM)
    assert world.client().get(address).headers["ETag"] != first
    assert read(world, address).vevent.sequence.value == "1"


@pytest.mark.parametrize("number", [1, 9])
def test_a_diary_costs_two_questions_however_full_it_is(world: World, arranged: Arranged, number: int) -> None:
    for each in range(number):
        book(world, arranged, ("09:00", "10:00", "11:00")[each % 3], weeks=each // 3)
    address, client = address_for(world, arranged), world.client()
    with world.context():
        engine, asked = db.session.connection().engine, []

    def ask(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(engine, "before_cursor_execute", ask)
    assert client.get(address).text.count("BEGIN:VEVENT") == number
    event.remove(engine, "before_cursor_execute", ask)
    assert len([each for each in asked if each.startswith("SELECT")]) == 2


def test_an_address_that_nobody_made_leads_nowhere(world: World, arranged: Arranged) -> None:
    address_for(world, arranged)
    assert world.client().get(NOWHERE).status_code == 404


def test_a_new_address_ends_the_one_before(world: World, arranged: Arranged, ada: Person) -> None:
    first, second = (made(press(ada, arranged.practitioner_ids[0], "make")) for _ in range(2))
    assert world.client().get(first).status_code == 404
    assert world.client().get(second).status_code == 200


def test_an_ended_address_leads_nowhere(world: World, arranged: Arranged, ada: Person) -> None:
    address = made(press(ada, arranged.practitioner_ids[0], "make"))
    assert press(ada, arranged.practitioner_ids[0], "end").status_code == 303
    assert world.client().get(address).status_code == 404
    assert "Has no address." in ada.client.page(CALENDARS).words


def test_an_address_ends_with_its_owners_account(world: World, arranged: Arranged, ada: Person) -> None:
    address = made(press(ada, arranged.practitioner_ids[0], "make"))
    with world.context(), transaction() as session:
        session.get_one(StaffUser, ada.account.id).active = False
    assert world.client().get(address).status_code == 404


def test_an_address_is_shown_once_and_kept_as_a_hash(world: World, arranged: Arranged, ada: Person) -> None:
    address = made(press(ada, arranged.practitioner_ids[0], "make"))
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) == 43
    assert secret not in ada.client.page(CALENDARS).words
    with world.context():
        row = db.session.scalars(select(CalendarFeed)).one()
    assert secret.encode() not in row.address_hash


def test_a_practitioner_sees_their_own_diary_only(world: World, arranged: Arranged, ada: Person) -> None:
    words = ada.client.page(CALENDARS).words
    assert "Sample Practitioner 1" in words
    assert "Sample Practitioner 2" not in words
    assert press(ada, arranged.practitioner_ids[1], "make").status_code == 403


def test_an_administrator_does_it_for_everybody(world: World, arranged: Arranged, lead: Person) -> None:
    assert "Sample Practitioner 2" in lead.client.page(CALENDARS).words
    assert world.client().get(made(press(lead, arranged.practitioner_ids[1], "make"))).status_code == 200


def test_who_sees_nobody_is_told_so(world: World, arranged: Arranged) -> None:
    person = Person(world)
    person.sign_in()
    assert "No diary belongs to your account." in person.client.page(CALENDARS).words
    assert press(person, arranged.practitioner_ids[0], "end").status_code == 403


def test_a_practitioner_who_is_none_is_not_found(lead: Person) -> None:
    assert press(lead, "00000000-0000-0000-0000-000000000007", "make").status_code == 404


def test_an_address_is_not_made_with_an_old_password(
    world: World, arranged: Arranged, ada: Person, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=20))
    assert press(ada, arranged.practitioner_ids[0], "make").status_code == 403
    with world.context():
        assert db.session.scalars(select(CalendarFeed)).all() == []


def test_what_is_done_with_an_address_is_written_down_without_it(world: World, arranged: Arranged, ada: Person) -> None:
    press(ada, arranged.practitioner_ids[0], "make")
    press(ada, arranged.practitioner_ids[0], "end")
    record = f"practitioner:{arranged.practitioner_ids[0]}"
    with world.context():
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.record == record).order_by(AuditEntry.id)
        ).all()
    assert [each.action for each in entries] == ["made_calendar_address", "ended_calendar_address"]
    assert [each.details for each in entries] == [None, None]


def test_an_address_is_not_logged(
    world: World, arranged: Arranged, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    address = address_for(world, arranged)
    world.client().get(address)
    world.client().get(NOWHERE)

    def broken(_: object) -> None:
        raise RuntimeError(address)

    monkeypatch.setattr(feed, "entries", broken)
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    assert world.client().get(address).status_code == 500
    assert "Unhandled RuntimeError" in caplog.text
    assert address.removeprefix("/calendar/")[:20] not in caplog.text
