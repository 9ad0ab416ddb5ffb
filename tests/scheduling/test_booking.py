"""Booking: who gets which time, and what the others are told."""

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import func, select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db
from clinic.intake.drafts import start_draft
from clinic.scheduling import booking, holding
from clinic.scheduling.availability import diary
from clinic.scheduling.booking import BookedAlready, ChangedMeanwhile, NotPossible
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import Appointment, AppointmentEvent, Change, State
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.world import World


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    with world.context():
        yield arrange(practitioners=2)


def patient(world: World, number: int = 1) -> uuid.UUID:
    return world.request(f"key {number}", email=f"patient.{number}@example.com").id


def times(arranged: Arranged, practitioner: int | None = None) -> list[str]:
    found = diary(arranged.staffs_wish(practitioner), MONDAY, MONDAY)
    return [f"{slot.starts_at:%H:%M}" for slot in found.slots]


def test_a_booked_time_is_the_practitioners_for_nobody_else(world: World, arranged: Arranged) -> None:
    booking.book(patient(world), arranged.staffs_wish(0), at("10:00"), SYSTEM)
    assert times(arranged, 0) == ["09:00", "11:00"]
    assert times(arranged, 1) == ["09:00", "10:00", "11:00"]
    with pytest.raises(SlotTaken):
        booking.book(patient(world, 2), arranged.staffs_wish(0), at("10:00"), SYSTEM)


def test_whoever_has_fewest_appointments_that_day_gets_the_next(world: World, arranged: Arranged) -> None:
    who = [
        booking.book(patient(world, number), arranged.staffs_wish(), at(clock), SYSTEM).practitioner_id
        for number, clock in enumerate(["09:00", "10:00", "11:00", "11:00"])
    ]
    assert who.count(arranged.practitioner_ids[0]) == 2


def test_a_move_keeps_the_practitioner_and_the_id_and_counts(world: World, arranged: Arranged) -> None:
    appointment = booking.book(patient(world), arranged.staffs_wish(1), at("09:00"), SYSTEM)
    moved = booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00"), SYSTEM)
    assert (moved.id, moved.sequence) == (appointment.id, 1)
    assert moved.practitioner_id == arranged.practitioner_ids[1]
    assert times(arranged, 1) == ["09:00", "10:00"]


def test_a_request_has_one_appointment_ahead(world: World, arranged: Arranged) -> None:
    intake_id = patient(world)
    booking.book(intake_id, arranged.staffs_wish(), at("09:00"), SYSTEM)
    with pytest.raises(BookedAlready):
        booking.book(intake_id, arranged.staffs_wish(), at("11:00"), SYSTEM)


def test_who_saw_an_earlier_version_changes_nothing(world: World, arranged: Arranged) -> None:
    appointment = booking.book(patient(world), arranged.staffs_wish(), at("09:00"), SYSTEM)
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("10:00"), SYSTEM)
    with pytest.raises(ChangedMeanwhile):
        booking.cancel(appointment.id, 0, PATIENT)
    booking.cancel(appointment.id, 1, PATIENT)
    with pytest.raises(NotPossible):
        booking.mark(appointment.id, 2, Change.arrived, SYSTEM)


def test_a_cancelled_time_is_free_again_and_its_change_can_be_taken_back(world: World, arranged: Arranged) -> None:
    appointment = booking.book(patient(world), arranged.staffs_wish(0), at("09:00"), SYSTEM)
    booking.cancel(appointment.id, 0, SYSTEM)
    assert "09:00" in times(arranged, 0)
    before = db.session.scalars(select(AppointmentEvent.before).order_by(AppointmentEvent.id.desc())).first()
    booking.take_back(appointment.id, 1, before, SYSTEM)
    assert "09:00" not in times(arranged, 0)
    assert db.session.get_one(Appointment, appointment.id).state is State.booked


def test_what_is_taken_back_must_still_be_free(world: World, arranged: Arranged) -> None:
    appointment = booking.book(patient(world), arranged.staffs_wish(0), at("09:00"), SYSTEM)
    booking.cancel(appointment.id, 0, SYSTEM)
    before = db.session.scalars(select(AppointmentEvent.before).order_by(AppointmentEvent.id.desc())).first()
    booking.book(patient(world, 2), arranged.staffs_wish(0), at("09:00"), SYSTEM)
    with pytest.raises(SlotTaken):
        booking.take_back(appointment.id, 1, before, SYSTEM)
    assert db.session.scalar(select(func.count()).where(Appointment.state == State.booked)) == 1


def test_a_hold_keeps_others_out_for_ten_minutes(world: World, arranged: Arranged) -> None:
    draft, other = start_draft({})[0], start_draft({})[0]
    with time_machine.travel(NOW, tick=False) as clock:
        holding.hold(draft.id, arranged.choice(0), at("09:00"))
        with pytest.raises(SlotTaken):
            holding.hold(other.id, arranged.choice(0), at("09:00"))
        clock.shift(601)
        holding.hold(other.id, arranged.choice(0), at("09:00"))


def test_choosing_another_time_releases_the_first(world: World, arranged: Arranged) -> None:
    draft = start_draft({})[0]
    holding.hold(draft.id, arranged.choice(0), at("09:00"))
    holding.hold(draft.id, arranged.choice(0), at("10:00"))
    assert times(arranged, 0) == ["09:00", "11:00"]
    holding.release(draft.id)
    assert times(arranged, 0) == ["09:00", "10:00", "11:00"]
