"""The choice of a time in the form, from the page to the mailbox."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from clinic.core.db import after_commit, db, transaction
from clinic.intake import drafts
from clinic.intake.models import Draft, Intake
from clinic.intake.models import State as IntakeState
from clinic.intake.rules import assess
from clinic.scheduling import holding
from clinic.scheduling.arranging.bookable import BOOKABLE
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule, TimeOff, WeeklyHours
from clinic.scheduling.models import Appointment, State
from clinic.scheduling.wishes import Choice
from tests.intake.filling import ABOUT, SAFE, post, skip_to_check
from tests.pages import CheckedClient, Page
from tests.scheduling.arranged import NOW, arrange, at
from tests.world import PATIENT_EMAIL, World

TIME = "/consultation/time/"
CHECK = "/consultation/check/"
SENT = "/consultation/sent/"


@pytest.fixture(autouse=True)
def now(world: World) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        with world.context():
            arrange()
        yield clock


@pytest.fixture
def begun(client: CheckedClient) -> CheckedClient:
    post(client, "about-you", ABOUT)
    assert post(client, "safety", SAFE).location == TIME
    return client


def choose(client: CheckedClient, clock: str) -> TestResponse:
    return client.post(TIME, data={**client.page(TIME).values(), "at": at(clock).isoformat()})


def send(world: World, client: CheckedClient, **answers: str) -> TestResponse:
    with world.context():
        draft_id = db.session.scalars(select(Draft.id).order_by(Draft.created_at)).first() or uuid.UUID(int=0)
        skip_to_check(draft_id, **answers)
    return client.post(CHECK, data=client.page(CHECK).values())


def held(world: World) -> Appointment:
    with world.context():
        return db.session.scalars(select(Appointment)).one()


def take_from_others(clock: str) -> None:
    """Let somebody else have the one practitioner's time."""
    other = drafts.start_draft({})[0]
    holding.hold(other.id, choice_at_hand(), at(clock))


def choice_at_hand() -> Choice:
    kind, location = db.session.scalars(select(AppointmentKind)).one(), db.session.scalars(select(Location)).one()
    return Choice(kind.id, location.id)


def test_a_time_is_chosen_held_booked_and_told(world: World, begun: CheckedClient) -> None:
    assert choose(begun, "10:00").location == "/consultation/go-on/"
    words = " ".join(begun.page(TIME).words.split())
    assert "Monday 11 January at 10:00 , with Sample Practitioner 1. It is held for you until 09:10" in words
    assert send(world, begun).location == "/consultation/sent/"
    page = begun.page(SENT)
    assert "Your appointment is booked" in page.words
    assert "We have sent you an email with a link" in page.words
    assert begun.get("/my/appointment/calendar.ics").data.startswith(b"BEGIN:VCALENDAR")
    with world.context():
        assert db.session.scalars(select(Appointment)).one().state is State.booked
        assert db.session.scalars(select(Intake)).one().state is IntakeState.booked
    world.send_mail()
    [letter] = world.sink.to(PATIENT_EMAIL)
    body = letter.get_body(("plain",))
    assert body
    assert "Monday 11 January 2027 at 10:00" in body.get_content()


def test_who_gave_no_email_address_is_told_how_to_change_the_appointment(world: World, begun: CheckedClient) -> None:
    choose(begun, "10:00")
    send(world, begun, email="", phone="+442079460018", contact_pref="phone")
    words = " ".join(begun.page(SENT).words.split())
    assert "To move or cancel it, call 020 7946 0018 and give your reference." in words


def test_nobody_must_choose_and_who_had_chosen_may_think_better_of_it(world: World, begun: CheckedClient) -> None:
    choose(begun, "10:00")
    begun.post(TIME, data={**begun.page(TIME).values(), "later": "1"})
    with world.context():
        assert db.session.scalars(select(Appointment)).all() == []
    send(world, begun)
    assert "Your appointment" not in begun.get(SENT).text


def test_each_page_that_is_saved_holds_the_time_on_for_an_hour_at_most(
    world: World, begun: CheckedClient, now: time_machine.Traveller
) -> None:
    choose(begun, "10:00")
    for _ in range(7):
        now.shift(9 * 60)
        post(begun, "about-you", ABOUT)
    assert held(world).held_until == NOW + timedelta(minutes=9 * 5 + 10)


def test_the_check_page_says_until_when_the_time_is_held_or_that_it_is_not(
    world: World, begun: CheckedClient, now: time_machine.Traveller
) -> None:
    choose(begun, "10:00")
    with world.context():
        skip_to_check(db.session.scalars(select(Draft.id)).one())
    assert "Held for you until 09:10" in begun.get(CHECK).text
    now.shift(11 * 60)
    assert "It is no longer held for you" in begun.get(CHECK).text
    with world.context():
        take_from_others("10:00")
    assert "Somebody else has taken this time" in begun.get(CHECK).text
    assert "Somebody else has taken" in begun.get(TIME).text


def test_who_keeps_a_time_whose_hold_ran_out_has_it_again_if_nobody_took_it(
    world: World, begun: CheckedClient, now: time_machine.Traveller
) -> None:
    choose(begun, "10:00")
    page = begun.page(TIME)
    now.shift(11 * 60)
    assert begun.post(TIME, data={**page.values(), "keep": "1"}).status_code == 303
    assert held(world).held_until == NOW + timedelta(minutes=21)


def test_a_time_that_has_gone_is_said_with_the_nearest(world: World, begun: CheckedClient) -> None:
    page = begun.page(TIME)
    with world.context():
        take_from_others("10:00")
    answer = begun.post(TIME, data={**page.values(), "at": at("10:00").isoformat()})
    assert answer.status_code == 409
    nearest = Page(answer.text.split("The nearest times")[1].split("</div>")[0])
    assert [each["value"] for each in nearest.all("button")][:2] == [at("09:00").isoformat(), at("11:00").isoformat()]


def test_a_request_whose_time_was_lost_is_stored_and_offered_the_nearest_at_once(
    world: World, begun: CheckedClient, now: time_machine.Traveller
) -> None:
    choose(begun, "10:00")
    now.shift(11 * 60)
    with world.context():
        take_from_others("10:00")
    send(world, begun)
    page = begun.page(SENT)
    assert "The time you chose had gone" in page.words
    with world.context():
        take_from_others("09:00")
    answer = begun.post("/consultation/sent/time/", data={**page.values(), "at": at("09:00").isoformat()})
    assert answer.status_code == 409
    assert "That time has just been taken too." in answer.text
    begun.post("/consultation/sent/time/", data={**Page(answer.text).values(), "at": at("11:00").isoformat()})
    assert "Your appointment is booked" in begun.get(SENT).text
    with world.context():
        assert db.session.scalars(select(Intake)).one().state is IntakeState.booked


def test_who_must_be_seen_first_is_offered_no_time(world: World, begun: CheckedClient) -> None:
    choose(begun, "10:00")
    with world.context():
        draft_id = db.session.scalars(select(Draft.id)).one()
        drafts.save_step(draft_id, "safety", {**SAFE, "safety1": "thoughts"})
        assert assess(db.session.get_one(Draft, draft_id).progress["answers"], NOW.date()).wants_person_first
    assert begun.get(TIME).status_code == 302
    send(world, begun)
    assert "a person contacts you first" in begun.get(SENT).text
    assert begun.post("/consultation/sent/time/", data={"at": at("11:00").isoformat()}).status_code == 303
    assert held(world).state is State.cancelled


def test_deleting_what_was_begun_lets_the_time_go(world: World, begun: CheckedClient) -> None:
    choose(begun, "10:00")
    begun.post("/consultation/delete/", data=begun.page("/consultation/").values())
    with world.context():
        assert db.session.scalars(select(Appointment)).all() == []
        take_from_others("10:00")


def test_nobody_holds_times_without_end(world: World, begun: CheckedClient) -> None:
    for _ in range(15):
        choose(begun, "10:00")
        choose(begun, "11:00")
    answer = choose(begun, "09:00")
    assert answer.status_code == 429
    assert "Go on without one" in answer.text
    assert begun.post(TIME, data={**begun.page(TIME).values(), "later": "1"}).status_code == 303


def test_a_page_says_why_a_day_has_no_time_and_leads_to_the_next_that_has(world: World, begun: CheckedClient) -> None:
    with time_machine.travel(datetime(2026, 12, 23, 9, tzinfo=UTC), tick=False):
        words = begun.page(f"{TIME}?since=2026-12-25").words
    assert "Closed: Christmas Day" in words
    assert "No appointments on this day" in words
    with world.context(), transaction() as session:
        who = session.scalars(select(Schedule.practitioner_id)).one()
        session.add(TimeOff(practitioner_id=who, starts_at=at("08:00"), ends_at=at("08:00", date(2027, 1, 20))))
    page = begun.get(f"{TIME}?since=2027-01-11")
    assert "There is no time in these days" in page.text
    assert "since=2027-01-20" in page.text


def test_a_week_without_any_time_to_come_says_so_and_offers_to_be_contacted(world: World, begun: CheckedClient) -> None:
    with world.context(), transaction() as session:
        session.execute(update(WeeklyHours).values(opens=time(9), closes=time(9, 30)))
        after_commit(BOOKABLE.expire)
    words = begun.page(TIME).words
    assert "There is no time left" in words
    assert "Contact me first" in words


def test_hours_that_another_process_changed_are_offered_for_half_a_minute_and_never_had(
    world: World, begun: CheckedClient
) -> None:
    assert at("09:00").isoformat() in begun.get(TIME).text
    with world.context(), transaction() as session:
        session.execute(update(WeeklyHours).values(opens=time(10)))
    assert at("09:00").isoformat() in begun.get(TIME).text
    answer = choose(begun, "09:00")
    assert answer.status_code == 409
    assert f'value="{at("09:00").isoformat()}"' not in answer.text
    assert f'value="{at("10:00").isoformat()}"' in answer.text
    with world.context():
        assert db.session.scalars(select(Appointment)).all() == []
        BOOKABLE.expire()
    assert at("09:00").isoformat() not in begun.get(TIME).text


def test_with_the_diary_away_a_page_says_that_the_answers_are_kept(
    world: World, begun: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    page = begun.page(TIME)
    monkeypatch.setattr(holding, "hold", away)
    answer = begun.post(TIME, data={**page.values(), "at": at("10:00").isoformat()})
    assert answer.status_code == 503
    assert "Your answers are kept" in answer.text
