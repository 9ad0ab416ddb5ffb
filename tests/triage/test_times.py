"""The page on which staff choose a time for a request, and what whoever comes too late reads there."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.scheduling import booking
from clinic.scheduling.queries import Booked, one_ahead
from clinic.triage.models import Decision
from tests.pages import Page
from tests.scheduling.arranged import NOW, Arranged, arrange, at
from tests.staff.person import Person
from tests.triage.test_request import ADA, BEN, person, send
from tests.world import World

TEN = at("10:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def what(world: World, now: None) -> Arranged:
    with world.context():
        return arrange(practitioners=2)


@pytest.fixture
def ada(world: World, now: None) -> Person:
    return person(world, ADA)


@pytest.fixture
def path(world: World, now: None) -> str:
    return f"/staff/intakes/{world.request(name='Sample Asker').reference}/"


def press(who: Person, path: str, at: str = TEN.isoformat(), seen: int = 0, **fields: str) -> TestResponse:
    return send(who, path + "times/", fields.pop("move", "booked"), seen, at=at, **fields)


def ahead(world: World) -> Booked | None:
    with world.context():
        return one_ahead(db.session.scalars(select(Intake.id).where(Intake.name == "Sample Asker")).one())


def book_for_another(world: World, what: Arranged, practitioner: int) -> None:
    other = world.request(f"other {practitioner}").id
    with world.context():
        booking.book(other, what.staffs_wish(practitioner), TEN, SYSTEM)


def by_patient(world: World, what: Arranged) -> None:
    with world.context():
        id = db.session.scalars(select(Intake.id).where(Intake.name == "Sample Asker")).one()
        booking.book(id, what.staffs_wish(0), TEN, PATIENT)


def test_a_time_is_booked_at_a_press_and_stands_on_the_requests_page(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    assert "Monday 11 January" in ada.client.page(path + "times/").words
    assert press(ada, path, words="Prefers the ground floor.").location == path
    page = ada.client.page(path)
    for words in (
        "The appointment is booked.",
        "Monday 11 January 2027, 10:00 to 11:00",
        "Booked Monday 11 January 2027 at 10:00, Sample Clinic, with Sample Practitioner",
        "Prefers the ground floor.",
        "You can undo “Book an appointment” for a minute.",
    ):
        assert words in " ".join(page.words.split())


def test_an_appointment_is_moved_with_its_practitioner_and_place_chosen_already(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    press(ada, f"{path}", words="")
    present = ahead(world)
    assert present
    page = ada.client.page(path + "times/")
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert str(present.appointment.practitioner_id) in chosen
    press(ada, path, at("11:00").isoformat(), 1, move="moved")
    moved = ahead(world)
    assert moved
    assert (moved.appointment.id, moved.appointment.starts_at) == (present.appointment.id, at("11:00"))
    assert "Moved from Monday 11 January 2027 at 10:00 to" in " ".join(ada.client.page(path).words.split())


def test_a_time_that_was_taken_meanwhile_keeps_the_words_and_offers_the_nearest(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    for practitioner in (0, 1):
        book_for_another(world, what, practitioner)
    answer = press(ada, path, words="Prefers the ground floor.")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    assert "That time has just been taken." in page.words
    assert "Prefers the ground floor." in " ".join(page.texts["textarea"])
    assert "Monday 11 January, 11:00" in page.words
    assert ahead(world) is None
    with world.context():
        assert not db.session.scalars(select(Decision)).all()


def test_who_did_not_see_a_colleagues_decision_reads_it_first_and_presses_again(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    send(person(world, BEN), path, "noted", words="Rang: any morning.")
    answer = press(ada, path, words="Prefers the ground floor.")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    assert "Rang: any morning." in page.words
    assert "Prefers the ground floor." in " ".join(page.texts["textarea"])
    again = next(field["value"] for field in page.all("input") if field.get("name") == "version")
    assert press(ada, path, seen=int(again)).status_code == HTTPStatus.SEE_OTHER


def test_whose_patient_has_booked_meanwhile_reads_so_and_keeps_their_words_as_a_note(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    by_patient(world, what)
    answer = press(ada, path, at("11:00").isoformat(), words="Prefers the ground floor.")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    words = " ".join(page.words.split())
    assert "Booked Monday 11 January 2027 at 10:00, Sample Clinic, with Sample Practitioner 1 (Patient" in words
    assert "Prefers the ground floor." in " ".join(page.texts["textarea"])
    present = ahead(world)
    assert present
    assert present.appointment.starts_at == TEN


@pytest.mark.parametrize("moment", ["", "x", "2027-01-11T10:00", "\x00"])
def test_what_is_no_time_books_nothing(world: World, what: Arranged, ada: Person, path: str, moment: str) -> None:
    assert press(ada, path, moment).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ahead(world) is None


@pytest.mark.parametrize("clock", ["10:07", "13:00"])
def test_a_time_that_was_never_offered_is_refused(
    world: World, what: Arranged, ada: Person, path: str, clock: str
) -> None:
    assert press(ada, path, at(clock).isoformat()).status_code == HTTPStatus.CONFLICT
    assert ahead(world) is None


def test_a_form_from_elsewhere_books_nothing(world: World, what: Arranged, ada: Person, path: str) -> None:
    answer = ada.client.post(path + "times/", data={"move": "booked", "version": "0", "at": TEN.isoformat()})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ahead(world) is None


def test_without_anything_arranged_there_is_nothing_to_choose(ada: Person, path: str) -> None:
    assert "Book an appointment" not in ada.client.page(path).words
    assert ada.client.get(path + "times/").location == path
    assert press(ada, path).location == path


def test_a_closed_request_has_no_times(what: Arranged, ada: Person, path: str) -> None:
    send(ada, path, "closed", reason="spam")
    assert ada.client.get(path + "times/").location == path
    assert press(ada, path, seen=1).status_code == HTTPStatus.CONFLICT


def test_the_appointment_is_what_to_do_first_on_its_day(world: World, what: Arranged, path: str) -> None:
    by_patient(world, what)
    with time_machine.travel(at("09:55"), tick=False):
        ben = person(world, BEN)
        buttons = [" ".join(words.split()) for words in ben.client.page(path).texts["button"]]
        assert next(words for words in buttons if words != "Sign out") == "They arrived"
        send(ben, path, "arrived", 1)
        assert "Arrived" in ben.client.page(path).words
        assert send(ben, path, "completed", 2, words="All well.").status_code == HTTPStatus.SEE_OTHER


def test_nobody_is_missed_before_the_time(world: World, what: Arranged, ada: Person, path: str) -> None:
    by_patient(world, what)
    answer = send(ada, path, "missed", 1)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This appointment is still to come" in answer.text


def test_the_queue_says_for_when_a_request_is_booked_and_finds_it_by_person_and_place(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    by_patient(world, what)
    first, second = what.practitioner_ids
    assert "for Monday 11 January, 10:00" in ada.client.page("/staff/?view=all").words
    found = {
        asked: "Sample Asker" in ada.client.page(f"/staff/?view=all&{asked}").words
        for asked in (f"who={first}", f"who={second}", f"where={what.location_id}", "where=video")
    }
    assert list(found.values()) == [True, False, True, False]


def test_an_undone_cancellation_whose_time_is_gone_says_so(
    world: World, what: Arranged, ada: Person, path: str
) -> None:
    by_patient(world, what)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        send(ada, path, "cancelled", 1, words="Ill.")
        book_for_another(world, what, 0)
        token = ada.client.page(path).values()["csrf_token"]
        answer = ada.client.post(path + "undo/", data={"csrf_token": token, "number": "2"}, follow_redirects=True)
    assert "Somebody else has the time by now" in answer.text
