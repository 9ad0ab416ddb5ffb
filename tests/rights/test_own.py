"""What is held about a person, on their own page and to take along."""

import io
import json
import uuid
from http import HTTPStatus
from zipfile import ZipFile

import pytest

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import services as intakes
from clinic.intake.models import Intake, Source
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.messages import services as messages
from clinic.photos.guide import View
from clinic.rights import taking
from clinic.triage import decisions
from tests.journeys.canaries import Canaries
from tests.pages import CheckedClient, Page
from tests.photos.photographed import deeds, photograph, statements, visit
from tests.rights.asked import DATA, reference_of, staff
from tests.world import World

TAKE = f"{DATA}take/"


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    return world.request().id


@pytest.fixture
def own(world: World, asked: uuid.UUID) -> CheckedClient:
    return visit(world, asked)


def taken(client: CheckedClient) -> ZipFile:
    answer = client.get(TAKE)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="your-data.zip"'
    return ZipFile(io.BytesIO(answer.data))


def test_the_own_page_leads_to_the_data(own: CheckedClient) -> None:
    assert [a for a in own.page("/my/").all("a") if a.get("href") == DATA]


def test_every_word_that_was_told_is_shown_and_can_be_taken_along(world: World) -> None:
    canaries = Canaries()
    answers = canaries.answers(question for step in QUESTIONNAIRE.steps for question in step.questions)
    with world.context():
        accepted = intakes.submit_intake(answers, Source.full, "a key", PATIENT, "hair-transplant")
        messages.answer(accepted.id, uuid.uuid4(), canaries.word("written"))
    client = visit(world, accepted.id)
    told = set(canaries.words) - {"phone", "adult_phone", "gp_phone", "dob"}
    assert told - canaries.found_in(client.get(DATA).text) == set()
    with taken(client) as archive:
        for name in ("your-data.html", "your-data.json"):
            assert told - canaries.found_in(archive.read(name)) == set(), name


def test_staffs_notes_are_named_as_held_and_not_shown(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    _, actor = staff(world)
    with world.context():
        decisions.note(asked, 0, "zqxnote of staff", actor)
    page = own.get(DATA).text
    assert "Staff have written a note about it." in page
    assert "zqxnote" not in page
    assert "zqxnote" not in taken(own).read("your-data.json").decode()


def test_who_looked_is_told_by_role(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    person, _ = staff(world)
    person.client.page(f"/staff/intakes/{reference_of(world, asked)}/")
    words = own.page(DATA).words
    assert "A clinician read your answers" in words
    assert person.name not in words


def test_the_photos_are_in_the_file_and_taking_it_is_written_down(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    photograph(world, asked, View.crown, View.parting)
    with taken(own) as archive:
        assert archive.testzip() is None
        assert archive.read("photos/set-1-crown.jpg")[:3] == b"\xff\xd8\xff"
        told = json.loads(archive.read("your-data.json"))
        page = archive.read("your-data.html").decode()
    assert told["photos"] == ["photos/set-1-crown.jpg", "photos/set-1-parting.jpg"]
    assert "<script" not in page
    assert "http" not in page
    assert ("patient", "", "took_along") in deeds(world, "intake")


def test_the_file_is_sent_in_pieces_no_larger_than_one_photo(world: World, asked: uuid.UUID) -> None:
    for days in (40, 20, 0):
        photograph(world, asked, View.crown, View.parting, days_ago=days)
    with world.app.test_request_context():
        sizes = [len(piece) for piece in taking.take_along(db.session.get_one(Intake, asked), PATIENT)]
    assert len(sizes) == 2 + 6 + 1
    assert max(sizes) < sum(sizes) / 4


def test_the_page_asks_as_much_however_much_is_held(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    with world.context():
        messages.answer(asked, uuid.uuid4(), "One.")
    photograph(world, asked, View.crown)
    own.get(DATA)
    few = statements(lambda: own.get(DATA))
    with world.context():
        for number in range(5):
            messages.answer(asked, uuid.uuid4(), f"Number {number}.")
    photograph(world, asked, *View)
    assert statements(lambda: own.get(DATA)) == few


@pytest.mark.parametrize("path", ["", "take/", "correct/", "correct/name/", "consents/", "complain/", "erase/"])
def test_without_a_link_nothing_is_shown(world: World, path: str) -> None:
    world.request()
    assert Page(world.client().get(DATA + path).text).heading == "Open this page by your link"


def test_a_link_to_one_request_shows_nothing_of_another(world: World, own: CheckedClient) -> None:
    other = world.request("another key", name="Other Sample", message="zqxother words", email="other@example.com")
    page = own.get(DATA).text + taken(own).read("your-data.json").decode()
    assert [word for word in ("Other Sample", "zqxother", other.reference, "other@example.com") if word in page] == []
