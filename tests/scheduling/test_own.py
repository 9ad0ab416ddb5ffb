"""What people do with their own appointment on the pages that their link opens."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from clinic.core.audit import SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import tokens
from clinic.intake.models import Intake, Purpose
from clinic.intake.models import State as IntakeState
from clinic.intake.rules import Priority
from clinic.scheduling import booking
from clinic.scheduling import own as verbs
from clinic.scheduling.arranging import bookable
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.models import Appointment, State
from clinic.scheduling.own import TooLate
from clinic.scheduling.wishes import wish_of_staff
from tests.pages import CheckedClient, Page
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.treatments.test_reviews import statements
from tests.world import World

CHOOSE, MOVE, CANCEL = "/my/appointment/choose/", "/my/appointment/move/", "/my/appointment/cancel/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange(practitioners=2)


@pytest.fixture
def intake_id(world: World, arranged: Arranged) -> uuid.UUID:
    """A request that somebody at the clinic has answered already."""
    id = world.request().id
    with world.context(), transaction():
        db.session.execute(update(Intake).values(state=IntakeState.contacted))
    return id


@pytest.fixture
def own(world: World, client: CheckedClient, intake_id: uuid.UUID) -> CheckedClient:
    """The browser in which the patient has opened their link."""
    return arrive(world, client, intake_id)


def arrive(world: World, client: CheckedClient, intake_id: uuid.UUID) -> CheckedClient:
    with world.context():
        token = tokens.latest(Purpose.request_link, intake_id)
    address = f"/my/{token}/"
    client.post(address, data=client.page(address).values())
    return client


def book(world: World, arranged: Arranged, intake_id: uuid.UUID, clock: str = "10:00", practitioner: int = 0) -> None:
    with world.context():
        booking.book(intake_id, arranged.staffs_wish(practitioner), at(clock), SYSTEM)


def appointment(world: World) -> Appointment:
    with world.context():
        return db.session.scalars(select(Appointment)).one()


def chosen(page: str, clock: str) -> str:
    return f"{page}?at={at(clock).isoformat().replace('+', '%2B')}"


def test_a_time_is_chosen_once_asked_whether_it_is_right(world: World, own: CheckedClient) -> None:
    assert "Choose a time" in own.page("/my/").words
    assert at("10:00").isoformat() in [each.get("value") for each in own.page(CHOOSE).all("button")]
    asking = own.page(chosen(CHOOSE, "10:00"))
    assert asking.heading == "Book this time?"
    with world.context():
        assert db.session.scalars(select(Appointment)).all() == []
    assert own.post(CHOOSE, data=asking.values()).location == "/my/"
    assert "Your appointment is booked." in own.get("/my/").text
    with world.context():
        assert db.session.scalars(select(Intake)).one().state is IntakeState.booked


def test_an_appointment_is_moved_with_the_same_practitioner(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID
) -> None:
    book(world, arranged, intake_id, practitioner=1)
    asking = own.page(chosen(MOVE, "11:00"))
    assert "With Sample Practitioner 2" in " ".join(asking.words.split())
    own.post(MOVE, data=asking.values())
    moved = appointment(world)
    assert (moved.starts_at, moved.sequence, moved.practitioner_id) == (at("11:00"), 1, arranged.practitioner_ids[1])


def test_an_appointment_is_cancelled_once_asked_and_another_can_be_chosen(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID
) -> None:
    book(world, arranged, intake_id)
    asking = own.page(CANCEL)
    assert appointment(world).state is State.booked
    own.post(CANCEL, data=asking.values())
    assert appointment(world).state is State.cancelled
    page = own.page("/my/")
    assert "Your appointment was cancelled." in page.words
    assert own.get(CHOOSE).status_code == 200


@pytest.mark.parametrize("page", [MOVE, CANCEL])
def test_who_saw_an_earlier_version_is_shown_what_changed(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID, page: str
) -> None:
    book(world, arranged, intake_id)
    seen = own.page(chosen(page, "11:00")).values()
    with world.context():
        booking.move(appointment(world).id, 0, arranged.staffs_wish(0), at("09:00"), SYSTEM)
    answer = own.post(page, data=seen)
    assert answer.status_code == 409
    assert "Monday 11 January 2027 at 09:00" in answer.text
    assert appointment(world).starts_at == at("09:00")


@pytest.mark.parametrize("page", [MOVE, CANCEL])
def test_too_late_to_change_says_to_call(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID, clock: time_machine.Traveller, page: str
) -> None:
    book(world, arranged, intake_id)
    seen = own.page(chosen(page, "11:00")).values()
    clock.move_to(at("10:00") - timedelta(hours=24) + timedelta(seconds=1))
    with world.context():
        again = arrive(world, world.client(), intake_id)
    assert "To move or cancel it now, call" in " ".join(again.page("/my/").words.split())
    for answer in (again.get(page), again.post(page, data={**again.page("/my/").values(), **seen})):
        assert answer.status_code == 409
        assert "Please call us" in answer.text
    assert appointment(world).sequence == 0


def test_nothing_is_changed_too_late_whichever_page_it_came_from(
    world: World, arranged: Arranged, intake_id: uuid.UUID, clock: time_machine.Traveller
) -> None:
    book(world, arranged, intake_id)
    clock.move_to(at("10:00") - timedelta(hours=24) + timedelta(seconds=1))
    with world.context():
        with pytest.raises(TooLate):
            verbs.cancel(intake_id, 0)
        with pytest.raises(TooLate):
            verbs.move(intake_id, 0, arranged.choice(), at("11:00"))


def test_a_time_that_has_gone_meanwhile_is_said_with_the_nearest(
    world: World, own: CheckedClient, arranged: Arranged
) -> None:
    asking = own.page(f"{chosen(CHOOSE, '10:00')}&who={arranged.practitioner_ids[0]}")
    book(world, arranged, world.request("another key", email="another@example.com").id)
    answer = own.post(f"{CHOOSE}?who={arranged.practitioner_ids[0]}", data=asking.values())
    assert answer.status_code == 409
    assert "The nearest times" in answer.text


@pytest.mark.parametrize(
    "standing",
    [
        {"priority": Priority.emergency},
        {"priority": Priority.same_day},
        {"hold": True},
        {"state": IntakeState.closed},
        {"state": IntakeState.new},
    ],
    ids=str,
)
def test_who_must_be_seen_first_chooses_no_time(
    world: World, own: CheckedClient, intake_id: uuid.UUID, standing: dict[str, object]
) -> None:
    seen = own.page(chosen(CHOOSE, "10:00")).values()
    with world.context(), transaction() as session:
        session.execute(update(Intake).values(**standing))
    for answer in (own.get(CHOOSE), own.post(CHOOSE, data=seen)):
        assert answer.status_code == 409
        assert "Please call us" in answer.text
    assert CHOOSE not in own.get("/my/").text


def test_who_answered_the_safety_questions_chooses_before_anybody_was_in_touch(
    world: World, arranged: Arranged
) -> None:
    safe = {"safety1": "no", "hair_medicines": ["none"], "safety2": ["none"], "tablet_contact": "no"}
    own = arrive(world, world.client(), world.request("safe", email="safe@example.com", **safe).id)
    assert own.get(CHOOSE).status_code == 200


def test_the_address_of_a_video_is_shown_only_when_it_is_near(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID, clock: time_machine.Traveller
) -> None:
    with world.context():
        booking.book(intake_id, wish_of_staff(arranged.choice(0, by_video=True)), at("10:00"), SYSTEM)
    assert "The link is on this page from 09:00 on that day" in own.page("/my/").words
    clock.move_to(at("09:01"))
    assert "https://video.example.org/sample" in arrive(world, world.client(), intake_id).get("/my/").text


def test_the_page_tells_how_to_find_the_place_and_every_email(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID
) -> None:
    with world.context(), transaction() as session:
        session.execute(update(Location).values(directions="Ring at the blue door."))
    book(world, arranged, intake_id)
    world.send_mail()
    words = own.page("/my/").words
    assert "Ring at the blue door." in words
    assert "An appointment is booked" in words
    assert "Delivered to your email provider on 8 January 2027, 09:00" in words


def test_without_the_link_nothing_is_shown_or_done(world: World, arranged: Arranged, intake_id: uuid.UUID) -> None:
    book(world, arranged, intake_id)
    stranger = world.client()
    for page in (CHOOSE, MOVE, CANCEL, "/my/appointment/earlier/"):
        assert stranger.page(page).heading == "Open this page by your link"
        assert stranger.post(page, data={"sequence": "0", "at": at("11:00").isoformat()}).status_code in {401, 403}
    assert stranger.get("/my/appointment/calendar.ics").status_code == 404
    assert appointment(world).sequence == 0


def test_what_cannot_be_read_in_an_address_shows_times(own: CheckedClient) -> None:
    for query in ("at=x", "at=2027-01-11", "kind=x&where=y&who=z&since=w", "at=9999-12-31T23:59:59%2B00:00"):
        answer = own.get(f"{CHOOSE}?{query}")
        assert answer.status_code == 200
        assert Page(answer.text).heading in {"Choose a time", "Book this time?"}


def test_the_page_asks_as_much_of_the_database_for_many_appointments_as_for_few(
    world: World, own: CheckedClient, arranged: Arranged, intake_id: uuid.UUID
) -> None:
    def book_and_cancel(clock: str) -> None:
        with world.context():
            row = booking.book(intake_id, arranged.staffs_wish(), at(clock), SYSTEM)
            booking.cancel(row.id, 0, SYSTEM)

    book_and_cancel("09:00")
    own.get("/my/")
    with statements(world) as few:
        own.get("/my/")
    for clock in ("09:00", "10:00", "11:00", "09:00"):
        book_and_cancel(clock)
    with statements(world) as many:
        own.get("/my/")
    assert len(many) == len(few)


def test_choosing_asks_as_much_for_many_practitioners_as_for_one(world: World, own: CheckedClient) -> None:
    own.get(CHOOSE)
    with statements(world) as shown:
        own.get(CHOOSE)
    with world.context():
        assert len(bookable.for_patients(is_new=True)[0].practitioners) == 2
    only_one = own.page(CHOOSE).all("option")[-1]["value"]
    with statements(world) as of_one:
        own.get(f"{CHOOSE}?who={only_one}")
    assert len(of_one) == len(shown)
