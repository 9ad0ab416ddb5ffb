"""Staff decide about appointments: what becomes of the request, what the patient is told, and the way back."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import PATIENT, Actor
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import State
from clinic.notifications.models import Notification
from clinic.notifications.models import State as Mail
from clinic.practice import promise
from clinic.scheduling import booking
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import State as Standing
from clinic.scheduling.queries import Booked, appointments_of, one_ahead
from clinic.scheduling.telling import CANCELLED, CONFIRMED, MISSED, MOVED
from clinic.staff.models import Role
from clinic.triage import appointing, decisions, joining, undoing
from clinic.triage.changes import CHANGED
from clinic.triage.joining import AppointmentAhead
from clinic.triage.models import Case, ClosedFor, Contact, Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, TooEarly, TooLateToUndo
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.triage.test_decisions import intake, member
from tests.world import PATIENT_EMAIL, World

TEN, ELEVEN = at("10:00"), at("11:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def me(world: World, now: None) -> Actor:
    return member(world, "receptionist")


@pytest.fixture
def asked(world: World, now: None) -> uuid.UUID:
    return world.request().id


@pytest.fixture
def what(world: World, me: Actor, asked: uuid.UUID) -> Iterator[Arranged]:
    with world.context():
        yield arrange(practitioners=2)


@pytest.fixture
def booked(what: Arranged, me: Actor, asked: uuid.UUID) -> uuid.UUID:
    """A request for which somebody has booked ten o'clock with the first practitioner."""
    appointing.book_time(asked, 0, what.staffs_wish(0), TEN, "", me)
    return asked


def ahead(id: uuid.UUID) -> Booked:
    found = one_ahead(id)
    assert found is not None
    return found


def owed(id: uuid.UUID) -> list[str]:
    """Give which emails to the patient about the appointment are to go, without the reminders."""
    news = (CONFIRMED, MOVED, CANCELLED, MISSED)
    wanted = select(Notification.kind).where(Notification.subject_id == id, Notification.state == Mail.queued)
    return list(db.session.scalars(wanted.where(Notification.kind.in_(news))))


def told(id: uuid.UUID, kind: str) -> list[str]:
    wanted = select(Notification.recipient).where(Notification.subject_id == id, Notification.kind == kind)
    return list(db.session.scalars(wanted))


def test_a_booked_request_has_its_time_and_the_promise_is_kept(booked: uuid.UUID) -> None:
    assert ahead(booked).appointment.starts_at == TEN
    assert intake(booked).state is State.booked
    assert db.session.get_one(Case, booked).first_contact_at == NOW


def test_the_patient_is_told_only_when_the_minute_for_undoing_is_over(world: World, booked: uuid.UUID) -> None:
    world.send_mail()
    assert "appointment" not in " ".join(str(each["Subject"]) for each in world.sink.to(PATIENT_EMAIL))
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        world.send_mail()
    assert "Your appointment" in str(world.sink.to(PATIENT_EMAIL)[-1]["Subject"])


def test_a_booking_that_is_undone_is_none_and_nobody_hears_of_it(me: Actor, booked: uuid.UUID) -> None:
    undoing.undo(booked, 1, me)
    assert one_ahead(booked) is None
    assert intake(booked).state is State.new
    assert owed(booked) == []


def test_a_move_that_is_undone_leaves_the_appointment_where_it_was(
    what: Arranged, me: Actor, booked: uuid.UUID
) -> None:
    appointing.move_time(booked, 1, what.staffs_wish(), ELEVEN, "", me)
    assert ahead(booked).appointment.starts_at == ELEVEN
    undoing.undo(booked, 2, me)
    assert ahead(booked).appointment.starts_at == TEN
    assert owed(booked) == [CONFIRMED]


def test_who_was_spoken_to_is_contacted_when_their_appointment_is_cancelled(me: Actor, booked: uuid.UUID) -> None:
    appointing.cancel(booked, 1, "Their car broke down.", me)
    assert one_ahead(booked) is None
    assert intake(booked).state is State.contacted


def test_whom_nobody_spoke_to_is_promised_a_reply_anew(what: Arranged, me: Actor, asked: uuid.UUID) -> None:
    booking.book(asked, what.staffs_wish(), TEN, PATIENT)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        appointing.cancel(asked, 1, "The practitioner is ill.", me)
        assert intake(asked).state is State.in_review
        assert intake(asked).due_at == promise.due(intake(asked).priority, utcnow())


def test_a_cancellation_that_is_undone_gives_the_time_back(me: Actor, booked: uuid.UUID) -> None:
    appointing.cancel(booked, 1, "A mistake.", me)
    undoing.undo(booked, 2, me)
    assert (ahead(booked).appointment.starts_at, intake(booked).state) == (TEN, State.booked)
    assert owed(booked) == [CONFIRMED]


def test_a_time_that_was_given_away_meanwhile_is_not_given_back(
    world: World, what: Arranged, me: Actor, booked: uuid.UUID
) -> None:
    appointing.cancel(booked, 1, "A mistake.", me)
    appointing.book_time(world.request("another").id, 0, what.staffs_wish(0), TEN, "", me)
    with pytest.raises(SlotTaken):
        undoing.undo(booked, 2, me)
    assert (one_ahead(booked), intake(booked).state) == (None, State.contacted)


def test_nobody_arrives_or_is_missed_before_the_time(me: Actor, booked: uuid.UUID) -> None:
    for move in (Move.arrived, Move.missed):
        with pytest.raises(TooEarly):
            appointing.mark(booked, 1, move, "", me)
    with pytest.raises(TooEarly):
        appointing.complete(booked, 1, "", me)
    with time_machine.travel(at("08:55"), tick=False), pytest.raises(TooEarly):
        appointing.mark(booked, 1, Move.missed, "", me)


def test_a_patient_arrives_and_is_seen(me: Actor, booked: uuid.UUID) -> None:
    with time_machine.travel(at("09:50"), tick=False):
        appointing.mark(booked, 1, Move.arrived, "", me)
        assert (ahead(booked).appointment.state, intake(booked).state) == (Standing.arrived, State.booked)
        with pytest.raises(NotNow):
            appointing.cancel(booked, 2, "Too late.", me)
        appointing.complete(booked, 2, "All well.", me)
    assert intake(booked).state is State.completed
    assert [each.appointment.state for each in appointments_of(booked)] == [Standing.completed]


def test_who_did_not_come_is_contacted_again_and_told_after_a_minute(me: Actor, booked: uuid.UUID) -> None:
    with time_machine.travel(at("10:30"), tick=False):
        appointing.mark(booked, 1, Move.missed, "", me)
        assert intake(booked).state is State.contacted
        assert owed(booked)[-1] == MISSED
        undoing.undo(booked, 2, me)
        assert (ahead(booked).appointment.state, intake(booked).state) == (Standing.booked, State.booked)


def test_a_request_that_is_closed_gives_its_time_back(me: Actor, booked: uuid.UUID) -> None:
    decisions.close(booked, 1, ClosedFor.withdrawn, "", me)
    assert one_ahead(booked) is None
    undoing.undo(booked, 2, me)
    assert ahead(booked).appointment.starts_at == TEN


def test_a_request_with_an_appointment_is_not_joined_away(world: World, me: Actor, booked: uuid.UUID) -> None:
    other = world.request("another").id
    with pytest.raises(AppointmentAhead):
        joining.join(other, 0, booked, 1, me)
    joining.join(booked, 1, other, 0, me)
    assert ahead(booked).appointment.starts_at == TEN


def test_a_time_is_not_agreed_elsewhere_while_one_is_booked_here(me: Actor, booked: uuid.UUID) -> None:
    with pytest.raises(NotNow):
        decisions.book(booked, 1, "Tuesday.", me)


def test_what_the_patient_changes_counts_as_a_version_and_is_told_to_whoever_has_it(
    world: World, what: Arranged, me: Actor, booked: uuid.UUID
) -> None:
    decisions.take(booked, 1, me)
    now = ahead(booked).appointment
    booking.move(now.id, now.sequence, what.staffs_wish(), ELEVEN, PATIENT)
    with pytest.raises(DecidedMeanwhile):
        appointing.cancel(booked, 2, "", me)
    assert told(booked, CHANGED) == ["receptionist@example.org"]
    world.send_mail()
    body = world.sink.to("receptionist@example.org")[-1].get_body(("plain",))
    assert body
    assert "Monday 11 January 2027 at 11:00" in body.get_content()
    assert "Sample Patient" not in body.get_content()


def test_what_a_patient_cancels_waits_in_the_queue_with_a_new_promise(what: Arranged, booked: uuid.UUID) -> None:
    now = ahead(booked).appointment
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        booking.cancel(now.id, now.sequence, PATIENT)
        assert intake(booked).state is State.in_review
        assert intake(booked).due_at == promise.due(intake(booked).priority, utcnow())
    assert told(booked, CHANGED) == ["desk@clinic.example.org"]


def test_a_decision_before_a_patients_own_booking_is_not_undone(what: Arranged, me: Actor, asked: uuid.UUID) -> None:
    decisions.contact(asked, 0, Contact.spoke, "", me)
    booking.book(asked, what.staffs_wish(), TEN, PATIENT)
    with pytest.raises(TooLateToUndo):
        undoing.undo(asked, 1, me)
    assert intake(asked).state is State.booked


def test_an_appointment_is_marked_as_it_was_seen_whatever_was_noted_meanwhile(
    world: World, me: Actor, booked: uuid.UUID
) -> None:
    now = ahead(booked).appointment
    decisions.note(booked, 0, "Rang to ask about parking.", member(world, "colleague", Role.trichologist))
    with time_machine.travel(at("10:00"), tick=False):
        with pytest.raises(DecidedMeanwhile):
            appointing.mark_seen(booked, now.id, now.sequence + 1, Move.arrived, me)
        appointing.mark_seen(booked, now.id, now.sequence, Move.arrived, me)
    assert ahead(booked).appointment.state is Standing.arrived
