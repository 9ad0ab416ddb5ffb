"""No appointment is lost when what is arranged changes: each that no longer stands is a task until it is settled."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, text

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db
from clinic.intake.drafts import start_draft
from clinic.practice import services as practice
from clinic.practice.arrangements import DEFAULTS, Arrangements, Closure
from clinic.scheduling import booking, holding
from clinic.scheduling.models import Appointment, AppointmentEvent, Change, State
from clinic.scheduling.rearranging import queries, services
from clinic.scheduling.rearranging.models import Outcome, Rearrangement, Why
from clinic.scheduling.rearranging.standing import faults
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.scheduling.arranged import MONDAY, NOW, Arranged, at
from tests.scheduling.rearranging.changes import CHANGES, Rearranging, change_day, location, take_off
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def lead(world: World) -> Actor:
    return Actor.staff(Person(world, role=Role.administrator).account.id)


@pytest.fixture
def appointment(world: World, arranged: Arranged) -> Appointment:
    intake_id = world.request().id
    return booking.book(intake_id, arranged.staffs_wish(0), at("10:00"), SYSTEM)


@pytest.fixture(params=CHANGES, ids=str)
def change(request: pytest.FixtureRequest) -> Rearranging:
    return CHANGES[request.param]


def whys() -> list[Why]:
    return [task.rearrangement.why for task in queries.open_tasks()]


def outcomes() -> list[Outcome | None]:
    return list(db.session.scalars(select(Rearrangement.outcome).order_by(Rearrangement.created_at)))


def test_each_change_makes_a_task_of_the_appointment_it_touches(
    arranged: Arranged, appointment: Appointment, lead: Actor, change: Rearranging
) -> None:
    change.do(arranged, lead)
    [task] = queries.open_tasks()
    assert task.rearrangement.why is change.why
    assert task.booked.appointment.id == appointment.id
    assert appointment.state is State.booked
    assert queries.OPEN_NUMBER.now() == 1


def test_a_change_that_is_taken_back_settles_its_task(
    arranged: Arranged, appointment: Appointment, lead: Actor, change: Rearranging
) -> None:
    change.do(arranged, lead)
    change.take_back(arranged, lead)
    assert whys() == []
    assert outcomes() == [Outcome.stands_again]
    assert queries.OPEN_NUMBER.now() == 0


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "the clinic closes"])
def test_a_preview_finds_the_same_and_changes_nothing(
    arranged: Arranged, appointment: Appointment, lead: Actor, name: str
) -> None:
    change = CHANGES[name]
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    [fault] = services.foresee(lambda: change.do(arranged, lead))
    assert (fault.appointment.id, fault.why) == (appointment.id, change.why)
    assert whys() == []
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before
    [again] = change.do(arranged, lead)
    assert again == fault


def test_a_closure_is_foreseen_in_words_and_nothing_is_changed(arranged: Arranged, appointment: Appointment) -> None:
    closed = Arrangements(DEFAULTS.openings, DEFAULTS.nation, (Closure(MONDAY, MONDAY, "Rest"),), DEFAULTS.promises)
    said, one = practice.foreseen(closed)
    assert said.startswith("1 appointment ahead would no longer stand.")
    assert "Monday 11 January 2027 at 10:00" in one
    assert one.endswith("the clinic is closed on that day.")
    assert practice.foreseen(DEFAULTS) == ["No appointment ahead is touched."]
    assert whys() == []


def test_what_the_change_does_not_touch_is_no_task(world: World, arranged: Arranged, appointment: Appointment) -> None:
    booking.book(world.request("another", email="b@example.com").id, arranged.staffs_wish(1), at("10:00"), SYSTEM)
    tuesday = at("10:00", MONDAY + timedelta(days=1))
    booking.book(world.request("third", email="c@example.com").id, arranged.staffs_wish(0), tuesday, SYSTEM)
    take_off(arranged, SYSTEM)
    assert [task.booked.appointment.id for task in queries.open_tasks()] == [appointment.id]


def test_an_appointment_that_is_over_is_no_task(arranged: Arranged, appointment: Appointment) -> None:
    with time_machine.travel(at("11:00"), tick=False):
        assert change_day(arranged, SYSTEM) == []
        assert services.look_again() == 0


def test_one_that_has_begun_still_is(arranged: Arranged, appointment: Appointment) -> None:
    with time_machine.travel(at("10:30"), tick=False):
        change_day(arranged, SYSTEM)
        assert whys() == [Why.hours]


def test_a_task_is_settled_when_the_appointment_is_moved(arranged: Arranged, appointment: Appointment) -> None:
    take_off(arranged, SYSTEM)
    booking.move(appointment.id, 0, arranged.staffs_wish(1), at("10:00"), SYSTEM)
    assert whys() == []
    assert outcomes() == [Outcome.changed]


@pytest.mark.parametrize("change", [Change.arrived, Change.completed, Change.missed])
def test_a_task_is_settled_when_the_appointment_takes_place_after_all(
    arranged: Arranged, appointment: Appointment, change: Change
) -> None:
    take_off(arranged, SYSTEM)
    booking.mark(appointment.id, 0, change, SYSTEM)
    assert whys() == []


def test_a_task_is_settled_when_the_appointment_is_cancelled_and_comes_back_with_it(
    arranged: Arranged, appointment: Appointment
) -> None:
    take_off(arranged, SYSTEM)
    booking.cancel(appointment.id, 0, PATIENT)
    assert whys() == []
    before = db.session.scalars(select(AppointmentEvent.before).order_by(AppointmentEvent.id.desc())).first()
    booking.take_back(appointment.id, 1, before, SYSTEM)
    assert whys() == [Why.time_off]


def test_a_person_keeps_an_appointment_as_it_is_once(
    world: World, arranged: Arranged, appointment: Appointment
) -> None:
    take_off(arranged, SYSTEM)
    [task] = queries.open_tasks()
    desk = Actor.staff(Person(world, "desk@clinic.example.org").account.id)
    services.keep(task.rearrangement.id, desk)
    assert whys() == []
    [settled] = queries.settled_tasks()
    assert (settled.rearrangement.outcome, settled.settled_by) == (Outcome.kept, "Ada Sample")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "kept")).one()
    assert entry.record == f"appointment:{appointment.id}"
    with pytest.raises(services.SettledAlready):
        services.keep(task.rearrangement.id, desk)


def test_nobody_but_staff_settles_a_task(arranged: Arranged, appointment: Appointment) -> None:
    take_off(arranged, SYSTEM)
    [task] = queries.open_tasks()
    with pytest.raises(NotYours):
        services.keep(task.rearrangement.id, PATIENT)
    assert whys() == [Why.time_off]


def test_what_was_kept_is_asked_again_only_about_another_change(
    world: World, arranged: Arranged, appointment: Appointment
) -> None:
    take_off(arranged, SYSTEM)
    services.keep(queries.open_tasks()[0].rearrangement.id, Actor.staff(Person(world).account.id))
    assert services.look_again() == 0
    assert whys() == []
    location(is_open=False)(arranged, SYSTEM)
    assert whys() == [Why.location]


def test_what_was_kept_for_a_great_reason_is_asked_again_about_a_small_one(
    world: World, arranged: Arranged, appointment: Appointment
) -> None:
    location(is_open=False)(arranged, SYSTEM)
    services.keep(queries.open_tasks()[0].rearrangement.id, Actor.staff(Person(world).account.id))
    take_off(arranged, SYSTEM)
    assert whys() == [Why.time_off]


def test_a_second_change_gives_an_open_task_the_newer_reason(arranged: Arranged, appointment: Appointment) -> None:
    take_off(arranged, SYSTEM)
    location(is_open=False)(arranged, SYSTEM)
    assert whys() == [Why.location]
    assert outcomes() == [None]


def test_a_time_that_somebody_is_choosing_is_foreseen_and_no_task(arranged: Arranged) -> None:
    holding.hold(start_draft({})[0].id, arranged.choice(0), at("10:00"))
    found = take_off(arranged, SYSTEM)
    [told] = queries.foreseen(found)
    assert (told.reference, told.why) == ("", Why.time_off)
    assert whys() == []


def test_what_no_change_told_of_is_found_by_the_sweep_once(arranged: Arranged, appointment: Appointment) -> None:
    id = arranged.practitioner_ids[0]
    off = (
        "INSERT INTO time_off (id, practitioner_id, starts_at, ends_at, reason) VALUES (:id, :who, :since, :until, '')"
    )
    values = {"id": uuid.uuid4(), "who": id, "since": at("09:00"), "until": at("12:00")}
    db.session.execute(text(off), values)
    assert services.look_again() == 1
    assert services.look_again() == 0
    assert whys() == [Why.time_off]


def test_hours_that_go_on_without_a_break_are_as_good_as_one(arranged: Arranged, appointment: Appointment) -> None:
    halves = "UPDATE weekly_hours SET closes = '10:30' WHERE practitioner_id = :who"
    db.session.execute(text(halves), {"who": arranged.practitioner_ids[0]})
    assert services.look_again() == 1
    db.session.execute(
        text(
            "INSERT INTO weekly_hours (id, practitioner_id, weekday, opens, closes, location_id, by_video) "
            "SELECT gen_random_uuid(), practitioner_id, weekday, '10:30', '12:00', location_id, false "
            "FROM weekly_hours WHERE practitioner_id = :who"
        ),
        {"who": arranged.practitioner_ids[0]},
    )
    assert faults(NOW, services.newest_opening()) == {}
