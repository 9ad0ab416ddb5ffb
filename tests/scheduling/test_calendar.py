"""The staff's calendar: what stands on which day, for whom, where, and how many questions it takes."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from clinic.core.audit import SYSTEM
from clinic.core.db import db, transaction
from clinic.intake.drafts import start_draft
from clinic.scheduling import booking, holding
from clinic.scheduling.arranging.models import Location, TimeOff
from clinic.scheduling.calendar import Length, Looked, Taken, shown
from clinic.scheduling.models import Change
from tests.pages import CheckedClient
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.staff.person import Person
from tests.world import World

CALENDAR = "/staff/calendar/"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged(world: World, now: None) -> Arranged:
    with world.context():
        return arrange(practitioners=2)


@pytest.fixture
def client(world: World, now: None) -> CheckedClient:
    person = Person(world)
    person.sign_in()
    return person.client


def booked(world: World, arranged: Arranged, clock: str, practitioner: int = 0) -> str:
    """Book a time for a new request; gives its reference."""
    accepted = world.request(str(uuid.uuid4()), name=f"Sample Patient {clock} {practitioner}")
    with world.context():
        booking.book(accepted.id, arranged.staffs_wish(practitioner), at(clock), SYSTEM)
    return accepted.reference


def told(world: World, looked: Looked) -> list[str]:
    """Say what stands in the calendar of some days, in order."""
    with world.context():
        entries = [entry for day in shown(looked) for diary in day.diaries for entry in diary.entries]
        return [f"{type(each).__name__} {each.begins:%H:%M}-{each.ends:%H:%M}" for each in entries]


def test_free_hours_stand_around_what_is_booked(world: World, arranged: Arranged) -> None:
    booked(world, arranged, "10:00")
    looked = Looked(MONDAY, practitioner_id=arranged.practitioner_ids[0])
    assert told(world, looked) == ["Free 09:00-10:00", "Taken 10:00-11:00", "Free 11:00-12:00"]


def test_hours_gone_by_are_free_no_more(world: World, arranged: Arranged) -> None:
    looked = Looked(MONDAY, practitioner_id=arranged.practitioner_ids[0])
    with time_machine.travel(at("10:30"), tick=False):
        assert told(world, looked) == ["Free 10:30-12:00"]


def test_who_is_away_is_shown_as_away_and_has_nothing_free(world: World, arranged: Arranged) -> None:
    who = arranged.practitioner_ids[0]
    with world.context(), transaction() as session:
        session.add(TimeOff(practitioner_id=who, starts_at=at("11:00"), ends_at=at("10:00", TUESDAY)))
    assert told(world, Looked(MONDAY, practitioner_id=who)) == ["Free 09:00-11:00", "Off 11:00-23:59"]
    assert told(world, Looked(TUESDAY, practitioner_id=who)) == ["Off 00:00-10:00", "Free 10:00-12:00"]


def test_a_held_time_is_shown_until_its_hold_runs_out(world: World, arranged: Arranged) -> None:
    with world.context():
        holding.hold(start_draft({})[0].id, arranged.choice(0), at("09:00"))
    looked = Looked(MONDAY, practitioner_id=arranged.practitioner_ids[0])
    assert told(world, looked) == ["Taken 09:00-10:00", "Free 10:00-12:00"]
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert told(world, looked) == ["Free 09:00-12:00"]


def test_a_cancelled_time_is_free_and_a_missed_one_is_still_told(world: World, arranged: Arranged) -> None:
    for clock in ("09:00", "10:00"):
        booked(world, arranged, clock)
    looked = Looked(MONDAY, practitioner_id=arranged.practitioner_ids[0])
    with world.context():
        nine, ten = (entry.appointment for entry in shown(looked)[0].diaries[0].entries if isinstance(entry, Taken))
        booking.cancel(nine.id, 0, SYSTEM)
        booking.mark(ten.id, 0, Change.missed, SYSTEM)
    assert told(world, looked) == ["Free 09:00-12:00", "Taken 10:00-11:00"]


def test_one_place_shows_nothing_of_another(world: World, arranged: Arranged) -> None:
    booked(world, arranged, "10:00")
    with world.context(), transaction() as session:
        other = Location(id=uuid.uuid4(), name="Sample Branch", address="2 Sample Street, Paris", zone="Europe/Paris")
        session.add(other)
    assert told(world, Looked(MONDAY, location_id=other.id)) == []
    assert len(told(world, Looked(MONDAY, location_id=arranged.location_id))) == 4


def test_a_week_begins_on_monday(arranged: Arranged) -> None:
    looked = Looked(MONDAY + timedelta(days=6), Length.week)
    assert (looked.first, looked.last) == (MONDAY, MONDAY + timedelta(days=6))


def test_the_number_of_questions_does_not_grow_with_the_calendar(world: World, client: CheckedClient) -> None:
    with world.context():
        few = arrange(practitioners=1)
    booked(world, few, "09:00")
    address = f"{CALENDAR}?on={MONDAY}&length=week"
    client.get(address)
    before = questions(world, client, address)
    booked(world, few, "10:00")
    booked(world, few, "11:00")
    assert questions(world, client, address) == before


def questions(world: World, client: CheckedClient, address: str) -> int:
    asked: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with world.context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        client.get(address)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    assert any("FROM appointment" in each for each in asked)
    return len(asked)


def test_the_page_names_the_patient_the_state_and_the_place(
    world: World, arranged: Arranged, client: CheckedClient
) -> None:
    reference = booked(world, arranged, "10:00")
    page = client.page(f"{CALENDAR}?on={MONDAY}")
    for words in ("Monday 11 January 2027", "10:00–11:00", "Booked", reference, "Consultation, Sample Clinic"):
        assert words in page.words
    assert {"href": f"/staff/intakes/{reference}/"} in page.all("a")


@pytest.mark.parametrize(
    "asked", ["on=9999-12-31", "on=0001-01-01", "on=x", "length=year", "who=x", "where=x", "on=2027-01-11&who=\x00"]
)
def test_what_cannot_be_read_is_not_asked_for(client: CheckedClient, arranged: Arranged, asked: str) -> None:
    assert client.get(f"{CALENDAR}?{asked}").status_code == 200


def marks(client: CheckedClient) -> list[str]:
    buttons = client.page(f"{CALENDAR}?on={MONDAY}").all("button")
    return [button["value"] for button in buttons if button.get("name") == "move"]


def test_what_became_of_an_appointment_is_noted_from_its_time_on(world: World, arranged: Arranged) -> None:
    booked(world, arranged, "10:00")
    ada, noted = Person(world), {}
    for clock in ("08:00", "10:05"):
        with time_machine.travel(at(clock), tick=False):
            ada.sign_in()
            noted[clock] = marks(ada.client)
    assert noted == {"08:00": ["arrived", "completed"], "10:05": ["arrived", "completed", "missed"]}


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "/staff/", ""])
def test_who_notes_something_goes_back_to_the_calendar_and_nowhere_else(
    world: World, arranged: Arranged, elsewhere: str
) -> None:
    reference = booked(world, arranged, "10:00")
    with time_machine.travel(at("10:05"), tick=False):
        ada = Person(world)
        ada.sign_in()
        hidden = ada.client.page(f"{CALENDAR}?on={MONDAY}").values() | {"back": elsewhere}
        path = f"/staff/intakes/{reference}/appointment/"
        assert ada.client.post(path, data=hidden | {"move": "arrived"}).location == CALENDAR
        late = ada.client.post(path, data=hidden | {"move": "missed"})
    assert late.status_code == 409
    assert "Nothing of yours was recorded" in late.text
    assert "The patient arrived for Monday 11 January 2027 at 10:00" in late.text
