"""A time held for a form: for ten minutes, for an hour at most, and never for nobody."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import PATIENT
from clinic.core.db import db, transaction
from clinic.intake import drafts
from clinic.intake.drafts import DraftGone, discard, start_draft
from clinic.intake.models import Intake
from clinic.intake.models import State as IntakeState
from clinic.notifications.models import Notification
from clinic.scheduling import booking, holding
from clinic.scheduling.arranging.models import AppointmentKind
from clinic.scheduling.availability import who_is_free
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import Appointment, AppointmentEvent, Change, State
from clinic.scheduling.telling import CONFIRMED
from clinic.scheduling.wishes import NotOffered
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.world import QUICK, World

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[Any]:
    with world.context(), time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def arranged() -> Arranged:
    return arrange(practitioners=2)


def draft(**answers: Any) -> uuid.UUID:
    return start_draft({**QUICK, **answers})[0].id


def held(draft_id: uuid.UUID) -> Appointment:
    wanted = select(Appointment).where(Appointment.draft_id == draft_id)
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).one()


def only() -> Appointment:
    return db.session.scalars(select(Appointment), execution_options={"populate_existing": True}).one()


def is_free(arranged: Arranged, clock: str, practitioner: int = 0) -> bool:
    return who_is_free(arranged.staffs_wish(practitioner), at(clock)) != ()


def test_who_goes_back_sees_their_own_time_as_free(arranged: Arranged) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    wish = arranged.patients_wish(0)
    assert who_is_free(wish, at("09:00")) == ()
    holding.hold(form, arranged.choice(0), at("09:00"))
    assert held(form).state is State.held


def test_a_form_that_goes_on_keeps_its_time_for_an_hour_at_most(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    for _ in range(10):
        clock.shift(9 * MINUTE)
        holding.keep(form)
    assert held(form).held_until == NOW + 55 * MINUTE  # kept at 9, 18, 27, 36 and 45 minutes, then no more
    assert is_free(arranged, "09:00")


def test_choosing_the_same_time_again_and_again_does_not_hold_it_for_ever(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    for _ in range(6):
        clock.shift(9 * MINUTE)
        holding.hold(form, arranged.choice(0), at("09:00"))
    assert held(form).held_until == NOW + holding.LONGEST_HOLD
    clock.shift(6 * MINUTE)
    assert is_free(arranged, "09:00")


def test_choosing_another_time_holds_that_one_from_now(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.shift(9 * MINUTE)
    holding.hold(form, arranged.choice(0), at("10:00"))
    assert held(form).held_until == NOW + 19 * MINUTE


def test_a_hold_that_has_run_out_is_not_kept_alive(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.shift(11 * MINUTE)
    holding.keep(form)
    assert is_free(arranged, "09:00")


def test_when_the_other_time_is_gone_the_first_one_stays(arranged: Arranged) -> None:
    form, other = draft(), draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    holding.hold(other, arranged.choice(0), at("10:00"))
    with pytest.raises(SlotTaken):
        holding.hold(form, arranged.choice(0), at("10:00"))
    assert held(form).starts_at == at("09:00")
    assert held(form).state is State.held


def test_another_time_is_held_with_the_same_person_where_they_are_free(arranged: Arranged) -> None:
    form = draft()
    holding.hold(form, arranged.choice(1), at("09:00"))
    holding.hold(form, arranged.choice(), at("10:00"))
    assert held(form).practitioner_id == arranged.practitioner_ids[1]


def test_nothing_is_held_for_a_form_that_was_sent_or_discarded(arranged: Arranged) -> None:
    sent, gone = draft(), draft()
    drafts.send_draft(sent, PATIENT)
    discard(gone)
    for form in (sent, gone):
        with pytest.raises(DraftGone):
            holding.hold(form, arranged.choice(), at("09:00"))
    assert is_free(arranged, "09:00")


def test_a_form_that_is_discarded_frees_its_time(arranged: Arranged) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    discard(form)
    assert is_free(arranged, "09:00")


def test_sending_the_form_books_the_time_and_says_so_once(arranged: Arranged) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    first, again = (drafts.send_draft(form, PATIENT) for _ in range(2))
    assert first.id == again.id
    assert only().state is State.booked
    assert only().intake_id == first.id
    assert db.session.get_one(Intake, first.id).state is IntakeState.booked
    assert [each.change for each in db.session.scalars(select(AppointmentEvent))] == [Change.booked]
    kinds = list(db.session.scalars(select(Notification.kind).where(Notification.item_id.is_not(None))))
    assert kinds.count(CONFIRMED) == 1


def test_a_hold_that_has_run_out_is_booked_while_nobody_else_wanted_the_time(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.shift(30 * MINUTE)
    drafts.send_draft(form, PATIENT)
    assert only().state is State.booked


def test_when_the_time_is_gone_the_request_is_stored_and_says_so(arranged: Arranged, clock: Any) -> None:
    form, other = draft(), draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.shift(11 * MINUTE)
    holding.hold(other, arranged.choice(0), at("09:00"))
    accepted = drafts.send_draft(form, PATIENT)
    assert db.session.get_one(Intake, accepted.id).state is IntakeState.new
    appointment = db.session.scalars(select(Appointment).where(Appointment.intake_id == accepted.id)).one()
    assert appointment.state is State.cancelled
    assert held(other).state is State.held


def test_a_time_that_has_passed_is_not_booked(arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.move_to(at("09:01"))
    accepted = drafts.send_draft(form, PATIENT)
    assert db.session.get_one(Intake, accepted.id).state is IntakeState.new
    assert only().state is State.cancelled


def test_who_must_be_seen_by_a_person_first_is_not_booked(arranged: Arranged) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    drafts.save_step(form, "safety", {"safety1": "now"})
    accepted = drafts.send_draft(form, PATIENT)
    intake = db.session.get_one(Intake, accepted.id)
    assert intake.priority.is_urgent or intake.hold
    assert only().state is State.cancelled
    assert is_free(arranged, "09:00")


def test_a_kind_that_is_no_longer_offered_is_held_for_nobody(arranged: Arranged) -> None:
    with transaction() as session:
        session.get_one(AppointmentKind, arranged.kind_id).is_offered = False
    with pytest.raises(NotOffered):
        holding.hold(draft(), arranged.choice(), at("09:00"))


def test_letting_go_of_a_form_that_is_no_more_is_said(arranged: Arranged) -> None:
    with pytest.raises(DraftGone):
        holding.release(uuid.uuid4())


def test_an_expired_hold_of_somebody_else_is_in_nobodys_way(world: World, arranged: Arranged, clock: Any) -> None:
    form = draft()
    holding.hold(form, arranged.choice(0), at("09:00"))
    clock.shift(11 * MINUTE)
    intake_id = world.request().id
    booking.book(intake_id, arranged.staffs_wish(0), at("09:00"), PATIENT)
    assert held(form).state is State.cancelled
    assert held(form).held_until is None
