"""The same decision about many requests: each is made by itself, and what was left alone says why."""

from http import HTTPStatus

import pytest
from werkzeug.test import TestResponse

from clinic.core.db import db
from clinic.intake.models import Intake, State
from clinic.notifications.models import State as MailState
from clinic.triage.bulk import ASSIGNED_MANY
from clinic.triage.models import Move
from clinic.triage.routes.bulk import MOST
from tests.pages import Page
from tests.staff.person import Person
from tests.triage.test_messages import after_a_minute, emails
from tests.triage.test_queue import ask
from tests.triage.test_request import kept, person, send
from tests.world import World

BULK = "/staff/bulk/"


@pytest.fixture
def ada(world: World) -> Person:
    return person(world, "ada@clinic.example.org")


@pytest.fixture
def ben(world: World) -> Person:
    return person(world, "ben@clinic.example.org")


@pytest.fixture(autouse=True)
def asked(world: World) -> None:
    for name in ("One Sample", "Two Sample", "Three Sample"):
        ask(world, name)


def tick(who: Person, move: str, number: int = 3) -> Page:
    """Tick the first of the queue and press a button; gives the page that asks what is to become of them."""
    queue = who.client.page("/staff/")
    boxes = [field["value"] for field in queue.all("input") if field.get("name") == "chosen"][:number]
    answer = who.client.post(BULK, data={"csrf_token": queue.values()["csrf_token"], "move": move, "chosen": boxes})
    assert answer.status_code == HTTPStatus.OK
    return Page(answer.text)


def go_on(who: Person, page: Page, **fields: str) -> TestResponse:
    chosen = [field["value"] for field in page.all("input") if field.get("name") == "chosen"]
    return who.client.post(BULK, data={**page.values(), "chosen": chosen, "press": "do", **fields})


def states(world: World) -> list[State]:
    with world.context():
        return [each.state for each in db.session.query(Intake).populate_existing()]


def test_what_was_ticked_is_shown_once_more_before_anything_is_done(
    world: World, ada: Person, asked: list[str]
) -> None:
    page = tick(ada, "closed", 2)
    assert page.heading == "Close these 2 requests"
    assert states(world) == [State.new] * 3


def test_many_are_closed_for_one_reason(world: World, ada: Person) -> None:
    page = tick(ada, "closed")
    assert "Choose why" in go_on(ada, page).text
    assert go_on(ada, page, reason="spam", words="All the same.").status_code == HTTPStatus.SEE_OTHER
    assert states(world) == [State.closed] * 3
    assert "3 requests were closed." in ada.client.page("/staff/").words


def test_many_are_given_to_a_colleague_who_hears_of_them_once(
    world: World, ada: Person, ben: Person, asked: list[str]
) -> None:
    page = tick(ada, "assigned")
    assert go_on(ada, page, colleague=str(ben.account.id)).status_code == HTTPStatus.SEE_OTHER
    assert len(ben.client.page("/staff/?view=mine").all("td")) > 0
    after_a_minute(world)
    [email] = emails(world, ASSIGNED_MANY)
    assert email.state is MailState.sent
    assert "3 open requests" in " ".join(str(world.sink.to(ben.email)[-1]).split())


def test_whoever_takes_many_hears_nothing_of_it(world: World, ada: Person) -> None:
    go_on(ada, tick(ada, "assigned"), colleague=str(ada.account.id))
    assert emails(world, ASSIGNED_MANY) == []


def test_what_was_decided_meanwhile_is_left_alone_and_named(
    world: World, ada: Person, ben: Person, asked: list[str]
) -> None:
    page = tick(ada, "closed")
    first = next(link["href"] for link in page.all("a") if "/staff/intakes/" in link["href"])
    send(ben, first, "taken")
    answer = go_on(ada, page, reason="spam")
    assert answer.status_code == HTTPStatus.CONFLICT
    left = Page(answer.text)
    assert "2 requests were closed." in left.words
    assert [link["href"] for link in left.all("a") if "/staff/intakes/" in link["href"]] == [first]
    assert sorted(states(world)) == sorted([State.closed, State.closed, State.in_review])


def test_sending_it_twice_decides_once(world: World, ada: Person) -> None:
    page = tick(ada, "closed")
    go_on(ada, page, reason="spam")
    answer = go_on(ada, page, reason="spam")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Nothing was done." in answer.text
    assert kept(world) == [Move.closed] * 3


def test_nothing_ticked_says_what_to_do(ada: Person) -> None:
    token = ada.client.page("/staff/").values()["csrf_token"]
    ada.client.post(BULK, data={"csrf_token": token, "move": "closed"})
    assert "Choose requests first" in ada.client.page("/staff/").words


@pytest.mark.parametrize("chosen", ["x", "~", "00000000-0000-0000-0000-000000000000~x", "%00~1"])
def test_what_is_no_choice_is_refused(ada: Person, asked: list[str], chosen: str) -> None:
    token = ada.client.page("/staff/").values()["csrf_token"]
    answer = ada.client.post(BULK, data={"csrf_token": token, "move": "closed", "chosen": chosen})
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_a_foreign_request_is_not_decided_about(world: World, ada: Person) -> None:
    page = tick(ada, "closed", 1)
    foreign = "00000000-0000-0000-0000-000000000007~0"
    answer = ada.client.post(BULK, data={**page.values(), "chosen": [foreign], "press": "do", "reason": "spam"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert states(world) == [State.new] * 3


@pytest.mark.parametrize("move", ["", "taken", "noted"])
def test_only_some_moves_are_for_many(ada: Person, asked: list[str], move: str) -> None:
    token = ada.client.page("/staff/").values()["csrf_token"]
    assert ada.client.post(BULK, data={"csrf_token": token, "move": move}).status_code == HTTPStatus.BAD_REQUEST


def test_a_form_from_elsewhere_decides_nothing(world: World, ada: Person) -> None:
    page = tick(ada, "closed")
    chosen = [field["value"] for field in page.all("input") if field.get("name") == "chosen"]
    data = {"move": "closed", "press": "do", "reason": "spam", "chosen": chosen}
    assert ada.client.post(BULK, data=data).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert states(world) == [State.new] * 3


def test_there_is_an_end_to_how_many(world: World, ada: Person) -> None:
    token = ada.client.page("/staff/").values()["csrf_token"]
    many = [f"00000000-0000-0000-0000-{number:012}~0" for number in range(MOST * 2)]
    answer = ada.client.post(BULK, data={"csrf_token": token, "move": "closed", "chosen": many})
    assert answer.status_code == HTTPStatus.SEE_OTHER
