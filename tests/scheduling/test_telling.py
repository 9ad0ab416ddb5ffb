"""Who is told what of an appointment, and what is withheld because it is no longer so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db
from clinic.notifications.models import Notification, State
from clinic.scheduling import booking, telling
from clinic.scheduling.models import Appointment, AppointmentEvent, Change
from clinic.scheduling.reminders import REMINDERS
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.scheduling.told import ledger, patient, subjects
from tests.world import PATIENT_EMAIL, World

FIRST, SECOND = (f"practitioner.{number}@clinic.example.org" for number in (1, 2))
LATER = MONDAY + timedelta(weeks=2)
AFTER_A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    with world.context():
        yield arrange(practitioners=2, notice_hours=0)


def book(world: World, arranged: Arranged) -> Appointment:
    return booking.book(patient(world), arranged.staffs_wish(0), at("10:00", LATER), SYSTEM)


def move(appointment: Appointment, arranged: Arranged, to: str = "11:00", practitioner: int = 0) -> None:
    wish = arranged.staffs_wish(practitioner)
    booking.move(appointment.id, appointment.sequence, wish, at(to, LATER), SYSTEM, AFTER_A_MINUTE)


def take_back(appointment: Appointment) -> None:
    latest = select(AppointmentEvent.before).order_by(AppointmentEvent.id.desc()).limit(1)
    booking.take_back(appointment.id, appointment.sequence, db.session.scalar(latest), SYSTEM)


def deliver(world: World, clock: time_machine.Traveller) -> None:
    clock.shift(2 * AFTER_A_MINUTE)
    world.send_mail()


def test_reminders_are_planned_by_the_rules_and_the_night_lets_the_last_go_at_eight(
    world: World, arranged: Arranged
) -> None:
    book(world, arranged)
    wanted = select(Notification.kind, Notification.planned_for).where(Notification.kind.in_(REMINDERS))
    hours = zip(REMINDERS, (7 * 24, 48, 2), strict=True)
    planned = {row.kind: row.planned_for for row in db.session.execute(wanted)}
    assert planned == {kind: at("10:00", LATER) - timedelta(hours=each) for kind, each in hours}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change.moved, "The appointment was moved."),
        (Change.cancelled, "The appointment was cancelled."),
        (Change.missed, "The appointment was missed."),
        (Change.arrived, "The patient had arrived."),
        (Change.completed, "The appointment had taken place."),
    ],
)
@pytest.mark.parametrize("reminder", REMINDERS)
def test_reminders_of_what_is_no_longer_so_are_withheld_with_the_reason(
    world: World, arranged: Arranged, change: Change, reason: str, reminder: str
) -> None:
    appointment = book(world, arranged)
    match change:
        case Change.moved:
            move(appointment, arranged)
        case Change.cancelled:
            booking.cancel(appointment.id, 0, PATIENT)
        case _:
            booking.mark(appointment.id, 0, change, SYSTEM)
    assert ledger(reminder)[0] == (State.withheld, reason)
    assert len(ledger(reminder)) == (2 if change is Change.moved else 1)


def test_a_moved_appointments_reminders_go_by_its_new_time(world: World, arranged: Arranged) -> None:
    move(book(world, arranged), arranged, "11:00")
    wanted = select(Notification.planned_for).where(
        Notification.kind == REMINDERS[1], Notification.state == State.queued
    )
    assert db.session.scalars(wanted).one() == at("11:00", LATER) - timedelta(hours=48)


def test_a_cancellation_taken_back_has_its_reminders_again(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    booking.cancel(appointment.id, 0, SYSTEM, AFTER_A_MINUTE)
    take_back(appointment)
    assert [state for state, _ in ledger(REMINDERS[0])] == [State.withheld, State.queued]


def test_each_change_is_told_once_with_the_confirmation_first(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    deliver(world, clock)
    move(appointment, arranged)
    deliver(world, clock)
    booking.cancel(appointment.id, 1, PATIENT)
    deliver(world, clock)
    told = ["Your appointment", "Your appointment has moved", "Your appointment is cancelled"]
    assert [each for each in subjects(world) if "appointment" in each] == told
    assert subjects(world, FIRST) == ["Appointment: new", "Appointment: moved", "Appointment: cancelled"]


def test_who_was_never_told_of_a_time_has_it_confirmed_and_not_moved(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    move(book(world, arranged), arranged)
    deliver(world, clock)
    assert ledger(telling.CONFIRMED) == [(State.withheld, "The appointment was moved."), (State.sent, "")]
    assert ledger(telling.MOVED) == []


def test_a_move_taken_back_at_once_leaves_the_confirmation_to_be_told(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    move(appointment, arranged)
    take_back(appointment)
    deliver(world, clock)
    assert subjects(world).count("Your appointment") == 1
    assert "Your appointment has moved" not in subjects(world)


def test_a_move_taken_back_of_which_nobody_was_told_is_not_told(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    deliver(world, clock)
    move(appointment, arranged)
    take_back(appointment)
    deliver(world, clock)
    assert ledger(telling.MOVED) == [(State.withheld, "The change was taken back.")]
    assert subjects(world, FIRST) == ["Appointment: new"]


def test_a_cancellation_taken_back_does_not_swallow_the_move_before_it(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    deliver(world, clock)
    move(appointment, arranged)
    booking.cancel(appointment.id, 1, SYSTEM, AFTER_A_MINUTE)
    take_back(appointment)
    deliver(world, clock)
    assert [state for state, _ in ledger(telling.MOVED)] == [State.withheld, State.sent]
    assert [state for state, _ in ledger(telling.CANCELLED)] == [State.withheld]


def test_an_arrival_taken_back_is_news_to_nobody(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    deliver(world, clock)
    booking.mark(appointment.id, 0, Change.arrived, SYSTEM)
    take_back(appointment)
    deliver(world, clock)
    assert subjects(world).count("Your appointment") == 1
    assert subjects(world, FIRST) == ["Appointment: new"]


def test_who_had_it_before_hears_that_somebody_else_has_it(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    deliver(world, clock)
    move(appointment, arranged, practitioner=1)
    deliver(world, clock)
    assert subjects(world, FIRST) == ["Appointment: new", "Appointment: with somebody else"]
    assert subjects(world, SECOND) == ["Appointment: new"]


def test_who_never_heard_of_it_does_not_hear_that_it_is_gone(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = booking.book(patient(world), arranged.staffs_wish(0), at("10:00", LATER), SYSTEM, AFTER_A_MINUTE)
    move(appointment, arranged, practitioner=1)
    booking.cancel(appointment.id, 1, SYSTEM, AFTER_A_MINUTE)
    deliver(world, clock)
    assert subjects(world, FIRST) == subjects(world, SECOND) == []
    assert ledger(telling.HANDED_ON) == [(State.withheld, "They had never heard of it.")]


def test_somebody_without_an_email_address_is_told_nothing_and_the_practitioner_all(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    intake = world.request("by phone", email="", phone="+442079460018", contact_pref="phone").id
    booking.book(intake, arranged.staffs_wish(0), at("10:00", LATER), SYSTEM)
    deliver(world, clock)
    assert world.sink.to(PATIENT_EMAIL) == []
    assert subjects(world, FIRST) == ["Appointment: new"]
