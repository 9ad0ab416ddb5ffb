"""Earlier times: who is offered which, one after another, and when it stops."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import drafts
from clinic.notifications.models import Notification
from clinic.notifications.models import State as Mail
from clinic.scheduling import booking, holding, own
from clinic.scheduling.arranging.models import WeeklyHours
from clinic.scheduling.earlier import queries, services, sweeping
from clinic.scheduling.earlier.models import EarlierTime
from clinic.scheduling.earlier.services import EARLIER_TIME, OfferOver
from clinic.scheduling.models import Appointment, Change, State
from tests.pages import CheckedClient
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.scheduling.test_own import arrive
from tests.world import World

EARLIER = "/my/appointment/earlier/"
ANSWER = "/my/appointment/earlier/answer/"
TUESDAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    """One practitioner whose Monday is full: others have 9, 10 and 11."""
    with world.context():
        arranged = arrange()
        for number, hour in enumerate(("09:00", "10:00", "11:00")):
            booked(world, arranged, f"other {number}", hour, at("09:00").date())
        yield arranged


def booked(world: World, arranged: Arranged, name: str, hour: str, day: date = TUESDAY) -> Appointment:
    """Let somebody have an appointment, on Tuesday unless told otherwise."""
    intake_id = world.request(name, email=f"{name.replace(' ', '.')}@example.com").id
    return booking.book(intake_id, arranged.staffs_wish(), at(hour, day), SYSTEM)


def asking(world: World, arranged: Arranged, name: str, hour: str) -> uuid.UUID:
    """Let somebody with an appointment on Tuesday ask for an earlier one; gives their request."""
    id = booked(world, arranged, name, hour).intake_id
    assert id
    services.ask(id)
    return id


def cancel_on_monday(hour: str) -> None:
    row = db.session.scalars(
        select(Appointment).where(Appointment.starts_at == at(hour), Appointment.state == State.booked)
    ).one()
    booking.cancel(row.id, row.sequence, PATIENT)


def offered(intake_id: uuid.UUID) -> datetime | None:
    found = queries.offer_to(intake_id)
    return found.appointment.starts_at if found else None


def offer_id(intake_id: uuid.UUID) -> uuid.UUID:
    found = queries.offer_to(intake_id)
    assert found
    return found.appointment.id


def mail_of(*states: Mail) -> int:
    wanted = select(func.count()).where(Notification.kind == EARLIER_TIME, Notification.state.in_(states))
    return db.session.scalar(wanted) or 0


def test_who_asked_first_is_offered_a_freed_time_and_nobody_else_meanwhile(world: World, arranged: Arranged) -> None:
    first, second = asking(world, arranged, "first", "10:00"), asking(world, arranged, "second", "11:00")
    assert sweeping.sweep() == 0
    cancel_on_monday("10:00")
    assert sweeping.sweep() == 1
    assert (offered(first), offered(second)) == (at("10:00"), None)
    cancel_on_monday("09:00")
    assert sweeping.sweep() == 1
    assert (offered(first), offered(second)) == (at("10:00"), at("09:00"))
    assert sweeping.sweep() == 0
    assert mail_of(Mail.queued) == 2


def test_what_could_be_chosen_when_somebody_asked_is_not_offered(world: World, arranged: Arranged) -> None:
    patient = asking(world, arranged, "patient", "11:00")  # Tuesday at 9 and 10 are free
    assert sweeping.sweep() == 0
    booked(world, arranged, "other", "09:00")
    assert sweeping.sweep() == 0
    with transaction() as session:
        taken = session.scalars(select(Appointment).where(Appointment.starts_at == at("09:00", TUESDAY))).one()
        booking.cancel(taken.id, 0, PATIENT)
    assert sweeping.sweep() == 1
    assert offered(patient) == at("09:00", TUESDAY)


def test_who_accepts_is_moved_and_only_then_is_the_old_time_free(world: World, arranged: Arranged) -> None:
    first, second = asking(world, arranged, "first", "10:00"), asking(world, arranged, "second", "11:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    before = db.session.scalars(select(Appointment).where(Appointment.intake_id == first)).all()
    assert {row.state for row in before} == {State.booked, State.held}
    moved = services.accept(first, offer_id(first))
    assert (moved.starts_at, moved.state, moved.sequence) == (at("10:00"), State.booked, 1)
    assert queries.asked(first) is None
    assert db.session.scalar(select(func.count()).where(Appointment.intake_id == first)) == 1
    assert sweeping.sweep() == 1
    assert offered(second) == at("10:00", TUESDAY)


@pytest.mark.parametrize("how", ["declined", "run out"])
def test_the_next_is_offered_what_somebody_did_not_take(
    world: World, arranged: Arranged, clock: time_machine.Traveller, how: str
) -> None:
    first, second = asking(world, arranged, "first", "10:00"), asking(world, arranged, "second", "11:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    over = offer_id(first)
    if how == "declined":
        services.decline(first, over)
    else:
        clock.shift(timedelta(minutes=120))
    with pytest.raises(OfferOver):
        services.accept(first, over)
    sweeping.sweep()
    assert (offered(first), offered(second)) == (None, at("10:00"))
    services.decline(second, offer_id(second))
    assert sweeping.sweep() == 0
    assert db.session.scalar(select(func.count()).where(Appointment.state == State.held)) == 0


def test_an_offer_whose_time_runs_out_unanswered_is_told_no_more(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    asking(world, arranged, "first", "10:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    clock.shift(timedelta(hours=3))
    sweeping.sweep()
    assert (mail_of(Mail.queued), mail_of(Mail.withheld)) == (0, 1)


@pytest.mark.parametrize("freed", ["moved", "hold released", "new hours"])
def test_any_earlier_time_that_appears_is_offered(world: World, arranged: Arranged, freed: str) -> None:
    draft = drafts.start_draft({})[0]
    patient = booked(world, arranged, "patient", "09:00").intake_id
    assert patient
    if freed == "hold released":
        cancel_on_monday("09:00")
        holding.hold(draft.id, arranged.choice(0), at("09:00"))
    services.ask(patient)
    assert sweeping.sweep() == 0
    if freed == "moved":
        monday = db.session.scalars(select(Appointment).where(Appointment.starts_at == at("09:00"))).one()
        booking.move(monday.id, 0, arranged.staffs_wish(), at("11:00", date(2027, 1, 14)), SYSTEM)
    elif freed == "hold released":
        holding.release(draft.id)
    else:
        with transaction() as session:
            session.execute(update(WeeklyHours).values(opens=at("08:00").time()))
    assert sweeping.sweep() == 1
    assert offered(patient) == (at("08:00") if freed == "new hours" else at("09:00"))


@pytest.mark.parametrize("how", [Change.cancelled, Change.arrived, Change.completed, Change.missed])
def test_it_stops_when_the_appointment_is_over_and_frees_what_was_offered(
    world: World, arranged: Arranged, how: Change
) -> None:
    patient = asking(world, arranged, "patient", "10:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    row = db.session.scalars(
        select(Appointment).where(Appointment.intake_id == patient, Appointment.state == State.booked)
    ).one()
    if how is Change.cancelled:
        own.cancel(patient, 0)
    else:
        booking.mark(row.id, 0, how, SYSTEM)
    assert queries.asked(patient) is None
    assert db.session.scalar(select(func.count()).where(Appointment.state == State.held)) == 0


def test_it_stops_when_the_appointment_is_near(world: World, arranged: Arranged, clock: time_machine.Traveller) -> None:
    patient = asking(world, arranged, "patient", "10:00")
    clock.move_to(at("10:00") + timedelta(seconds=1))
    sweeping.sweep()
    assert queries.asked(patient) is None


@pytest.mark.parametrize(("hour", "is_night"), [(21, True), (23, True), (7, True), (8, False), (20, False)])
def test_nobody_is_offered_anything_at_night(
    world: World, arranged: Arranged, clock: time_machine.Traveller, hour: int, is_night: bool
) -> None:
    asking(world, arranged, "patient", "10:00")
    cancel_on_monday("11:00")
    clock.move_to(datetime(2027, 1, 9, hour, tzinfo=UTC))
    assert sweeping.sweep() == (not is_night)


def test_who_wants_one_practitioner_is_offered_no_other(world: World, arranged: Arranged) -> None:
    patient = booked(world, arranged, "patient", "10:00").intake_id
    assert patient
    services.ask(patient, arranged.practitioner_ids[0])
    with transaction() as session:
        session.execute(update(EarlierTime).values(practitioner_id=None))
    assert sweeping.sweep() == 0


def test_who_moves_by_themselves_lets_the_offer_go(world: World, arranged: Arranged) -> None:
    patient = asking(world, arranged, "patient", "10:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    own.move(patient, 0, arranged.choice(), at("09:00", TUESDAY))
    assert db.session.scalar(select(func.count()).where(Appointment.state == State.held)) == 0
    assert queries.offer_to(patient) is None


def test_the_pages_ask_offer_and_take(world: World, arranged: Arranged, client: CheckedClient) -> None:
    patient = booked(world, arranged, "patient", "10:00").intake_id
    assert patient
    page = arrive(world, client, patient).page(EARLIER)
    client.post(EARLIER, data={**page.values(), "who": "anybody"})
    assert "You have asked for an earlier time" in client.get("/my/").text
    cancel_on_monday("10:00")
    sweeping.sweep()
    world.send_mail()
    body = world.sink.to("patient@example.com")[-1].get_body(("plain",))
    assert body
    assert "There is an earlier time for you" in body.get_content()
    assert "Monday 11 January 2027 at 10:00" in body.get_content()
    page = client.page(EARLIER)
    assert page.heading == "Take this earlier time?"
    client.post(ANSWER, data={**page.values(), "accept": "1"})
    assert "Your appointment is moved to the earlier time." in client.get("/my/").text
    answer = client.post(ANSWER, data={**page.values(), "accept": "1"})
    assert answer.status_code == 409
    assert "no longer held for you" in answer.text


def test_the_pages_decline_and_stop(world: World, arranged: Arranged, client: CheckedClient) -> None:
    patient = asking(world, arranged, "patient", "10:00")
    cancel_on_monday("10:00")
    sweeping.sweep()
    page = arrive(world, client, patient).page(EARLIER)
    client.post(ANSWER, data={**page.values(), "decline": "1"})
    page = client.page(EARLIER)
    assert page.heading == "Stop asking for an earlier time?"
    client.post(f"{EARLIER}stop/", data=page.values())
    assert queries.asked(patient) is None
