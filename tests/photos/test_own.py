"""A person's own pictures, by their link: added, looked at, agreed for, deleted."""

import uuid
from http import HTTPStatus

import pytest
from sqlalchemy import select, update

from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.photos.guide import View
from clinic.photos.models import PhotoConsent
from clinic.privacy.wording import current
from tests.pages import CheckedClient, Page
from tests.photos.photographed import deeds, photograph, photos, statements, visit
from tests.photos.pictures import photo
from tests.photos.test_in_form import count, send
from tests.staff.person import send as send_form
from tests.world import World

OWN = "/my/photos/"


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    return world.request().id


@pytest.fixture
def own(world: World, asked: uuid.UUID) -> CheckedClient:
    return visit(world, asked)


def test_pictures_are_added_to_a_request_and_shown(world: World, own: CheckedClient) -> None:
    assert "Add photos of your hair" in own.page("/my/").words
    assert send(own, OWN, crown=photo(), parting=photo()).location == OWN
    page = own.page(OWN)
    assert len([image for image in page.all("img") if "thumbnail" in image["src"]]) == 4
    assert "See your 2 photos" in own.page("/my/").words


def test_pictures_of_the_same_week_are_one_set_and_later_ones_the_next(
    world: World, own: CheckedClient, asked: uuid.UUID
) -> None:
    photograph(world, asked, View.crown, days_ago=30)
    photograph(world, asked, View.crown, View.parting, days_ago=25)
    photograph(world, asked, View.crown)
    assert [(each.set_number, each.view) for each in photos(world)] == [(1, "crown"), (1, "parting"), (2, "crown")]
    words = own.page(OWN).words
    assert "Set 1" in words
    assert "Set 2" in words


def test_a_new_set_is_asked_for_in_the_same_views(world: World, own: CheckedClient, asked: uuid.UUID) -> None:
    photograph(world, asked, days_ago=30)
    assert "these begin a new set" in own.page(OWN).words


def test_a_picture_is_agreed_for_by_itself_and_that_can_be_withdrawn(
    world: World, own: CheckedClient, asked: uuid.UUID
) -> None:
    photograph(world, asked)
    first, second = photos(world)
    path = f"{OWN}{first.id}/"
    assert [own.page(path).field(key).get("checked") for key in ("photo_teaching", "photo_publication")] == [None] * 2
    assert send_form(own, path, photo_teaching="y").status_code == HTTPStatus.SEE_OTHER
    assert own.page(path).field("photo_teaching").get("checked") is not None
    assert own.page(f"{OWN}{second.id}/").field("photo_teaching").get("checked") is None
    send_form(own, path)
    send_form(own, path)
    assert own.page(path).field("photo_teaching").get("checked") is None
    wording = current("photo_teaching")
    with world.context():
        rows = db.session.scalars(select(PhotoConsent).where(PhotoConsent.key == "photo_teaching")).all()
    assert [(row.is_given, row.wording_hash) for row in rows] == [(True, wording.hash), (False, wording.hash)]
    told = [action for _, _, action in deeds(world)]
    assert told == ["added", "added", "agreed_to_photo_teaching", "withdrew_photo_teaching"]


def test_who_no_longer_agrees_has_the_picture_deleted(world: World, own: CheckedClient, asked: uuid.UUID) -> None:
    photograph(world, asked, View.crown)
    [only] = photos(world)
    page = own.page(f"{OWN}{only.id}/")
    assert own.post(f"{OWN}{only.id}/remove/", data=page.values()).location == OWN
    assert count(world) == 0
    assert own.get(f"{OWN}{only.id}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("part", ["", "picture/", "thumbnail/"])
def test_a_picture_of_somebody_else_is_not_found(world: World, asked: uuid.UUID, part: str) -> None:
    photograph(world, asked, View.crown)
    path = f"{OWN}{photos(world)[0].id}/{part}"
    other = visit(world, world.request("another key", email="other@example.com").id)
    for client in (other, world.client()):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND
    assert visit(world, asked).get(path).status_code == HTTPStatus.OK


@pytest.mark.parametrize("act", ["", "remove/"])
def test_nobody_else_agrees_or_deletes(world: World, asked: uuid.UUID, act: str) -> None:
    photograph(world, asked, View.crown)
    other = visit(world, world.request("another key", email="other@example.com").id)
    token = other.page(OWN).values()
    path = f"{OWN}{photos(world)[0].id}/{act}"
    assert other.post(path, data={**token, "photo_publication": "y"}).status_code == HTTPStatus.NOT_FOUND
    assert count(world) == 4


def test_a_look_of_their_own_is_noted(world: World, own: CheckedClient, asked: uuid.UUID) -> None:
    photograph(world, asked, View.crown)
    own.get(f"{OWN}{photos(world)[0].id}/picture/")
    assert deeds(world)[-1] == ("patient", "", "saw_picture")


def test_a_closed_request_takes_no_more_and_still_shows_them(
    world: World, own: CheckedClient, asked: uuid.UUID
) -> None:
    photograph(world, asked, View.crown)
    page = own.page(OWN)
    with world.context(), transaction() as session:
        session.execute(update(Intake).values(state=State.closed))
    assert send(own, OWN, page=page, parting=photo()).status_code == HTTPStatus.CONFLICT
    words = own.page(OWN).words
    assert "photos can no longer be added" in words
    assert "Crown" in words
    assert "See your 1 photo" in own.page("/my/").words


def test_a_visit_that_is_over_says_how_to_come_back(world: World, own: CheckedClient) -> None:
    page = own.page(OWN)
    stranger = world.client()
    assert "link" in stranger.page(OWN).heading
    answer = send(stranger, OWN, page=page, crown=photo())
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "link" in Page(answer.text).heading
    assert count(world) == 0


def test_the_page_costs_the_same_however_many_pictures_there_are(
    world: World, own: CheckedClient, asked: uuid.UUID
) -> None:
    photograph(world, asked, View.crown)
    own.get(OWN)
    one = statements(lambda: own.get(OWN))
    photograph(world, asked, *View, days_ago=-30)
    assert statements(lambda: own.get(OWN)) == one
