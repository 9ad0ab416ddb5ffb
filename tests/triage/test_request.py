"""What staff do on a request's page, and what whoever comes too late reads there."""

from http import HTTPStatus

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import SYSTEM
from clinic.core.db import db
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.staff import services as accounts
from clinic.staff.models import Role
from clinic.triage.models import Case, Decision, Move
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

ADA, BEN = "ada@clinic.example.org", "ben@clinic.example.org"


def person(world: World, email: str, role: Role = Role.receptionist) -> Person:
    someone = Person(world, email, role)
    someone.sign_in()
    return someone


@pytest.fixture
def ada(world: World) -> Person:
    return person(world, ADA)


@pytest.fixture
def ben(world: World) -> Person:
    return person(world, BEN)


@pytest.fixture
def path(world: World) -> str:
    return f"/staff/intakes/{world.request().reference}/"


def send(who: Person, path: str, move: str, seen: int = 0, **fields: str) -> TestResponse:
    """Send one of the page's forms, by somebody who saw this version of the request."""
    token = who.client.page("/staff/account/").values()["csrf_token"]
    return who.client.post(path, data={"csrf_token": token, "move": move, "version": str(seen)} | fields)


def intake(world: World) -> Intake:
    with world.context():
        return db.session.scalars(select(Intake)).one()


def case(world: World) -> Case:
    with world.context():
        return db.session.scalars(select(Case)).one()


def kept(world: World) -> list[Move]:
    with world.context():
        return list(db.session.scalars(select(Decision.move).order_by(Decision.number)))


def first_button(page: Page) -> str:
    buttons = [" ".join(words.split()) for words in page.texts["button"]]
    return next(words for words in buttons if words not in {"Sign out", "Undo"})


def test_nobody_decides_without_signing_in(world: World, path: str) -> None:
    answer = world.client().post(path, data={"move": "taken", "version": "0"})
    assert answer.status_code == HTTPStatus.FOUND
    assert intake(world).state is State.new


def test_the_next_thing_to_do_is_the_first_button(ada: Person, ben: Person, path: str) -> None:
    assert first_button(ada.client.page(path)) == "Take it"
    send(ada, path, "taken")
    assert first_button(ada.client.page(path)) == "Send the message"
    assert "Take it over" in ben.client.page(path).words
    send(ada, path, "closed", 1, reason="spam")
    assert first_button(ada.client.page(path)) == "Open it again"


def test_who_takes_a_request_has_it_and_is_told_so(world: World, ada: Person, path: str) -> None:
    answer = send(ada, path, "taken")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    words = ada.client.page(path).words
    assert "The request is yours." in words
    assert "In review" in words
    assert case(world).assignee_id == ada.account.id


def test_a_request_is_given_to_a_colleague(world: World, ada: Person, ben: Person, path: str) -> None:
    send(ada, path, "assigned", colleague=str(ben.account.id))
    assert case(world).assignee_id == ben.account.id


@pytest.mark.parametrize("colleague", ["", "nobody", "00000000-0000-0000-0000-000000000000"])
def test_a_request_is_given_to_nobody_else(world: World, ada: Person, path: str, colleague: str) -> None:
    answer = send(ada, path, "assigned", colleague=colleague)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a colleague." in answer.text
    assert kept(world) == []


def test_somebody_who_has_left_is_not_offered(world: World, ada: Person, ben: Person, path: str) -> None:
    with world.context():
        accounts.disable(BEN, SYSTEM)
    assert send(ada, path, "assigned", colleague=str(ben.account.id)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_priority_is_set_with_a_reason_only(world: World, ada: Person, path: str) -> None:
    answer = send(ada, path, "prioritised", priority="same_day", words=" ")
    assert "Enter the reason for the new priority." in answer.text
    send(ada, path, "prioritised", priority="same_day", words="Rang in pain.")
    assert intake(world).priority is Priority.same_day


def test_a_contact_needs_its_outcome(ada: Person, path: str) -> None:
    answer = send(ada, path, "contacted", words="Rang.")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = Page(answer.text)
    assert page.title.startswith("Error: ")
    assert "Choose how it went." in page.words
    assert "Rang." in " ".join(page.texts["textarea"])


def test_no_answer_keeps_the_promise_open_and_reaching_somebody_keeps_it(world: World, ada: Person, path: str) -> None:
    send(ada, path, "contacted", outcome="no_answer")
    assert "A reply by" in ada.client.page(path).words
    send(ada, path, "contacted", 1, outcome="spoke", words="Comes on Monday.")
    assert "Kept: first contact on" in ada.client.page(path).words
    assert intake(world).state is State.contacted


def test_a_request_is_closed_with_its_reason_and_opened_again(world: World, ada: Person, path: str) -> None:
    assert "Choose why" in send(ada, path, "closed").text
    send(ada, path, "closed", reason="no_reply", words="Three weeks.")
    assert intake(world).state is State.closed
    assert "Enter the reason" in send(ada, path, "reopened", 1).text
    send(ada, path, "reopened", 1, words="They wrote at last.")
    assert intake(world).state is State.in_review


def test_who_comes_too_late_reads_what_was_decided_and_keeps_their_words(
    world: World, ada: Person, ben: Person, path: str
) -> None:
    send(ada, path, "contacted", outcome="spoke", words="Wants an evening.")
    answer = send(ben, path, "contacted", outcome="no_answer", words="Rang twice at noon.")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    for expected in ("Nothing of yours was recorded", "Spoke to them (Ada Sample", "Wants an evening."):
        assert expected in page.words
    assert "Rang twice at noon." in " ".join(page.texts["textarea"])
    assert kept(world) == [Move.contacted]
    again = next(field for field in page.all("input") if field.get("id") == "contacted-version")
    assert again["value"] == "1"
    assert send(ben, path, "contacted", 1, outcome="no_answer", words="Rang twice at noon.").status_code == 303


def test_words_for_a_request_that_was_closed_meanwhile_can_be_kept_as_a_note(
    world: World, ada: Person, ben: Person, path: str
) -> None:
    send(ada, path, "closed", reason="withdrawn")
    answer = send(ben, path, "contacted", outcome="spoke", words="Will come.")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    assert "“Record a contact” is not possible now: the request is closed." in page.words
    assert "Will come." in " ".join(page.texts["textarea"])
    assert send(ben, path, "noted", 1, words="Will come.").status_code == HTTPStatus.SEE_OTHER


def test_a_move_that_is_not_possible_says_how_the_request_stands(ada: Person, path: str) -> None:
    answer = send(ada, path, "reopened", words="By hand.")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "not possible now: the request is new" in answer.text


def test_a_note_is_kept_whatever_was_decided_meanwhile(world: World, ada: Person, ben: Person, path: str) -> None:
    send(ada, path, "taken")
    assert send(ben, path, "noted", words="Prefers mornings.").status_code == HTTPStatus.SEE_OTHER
    assert kept(world) == [Move.taken, Move.noted]


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**40), "1\x00"])
def test_a_form_that_does_not_say_what_was_seen_decides_nothing(
    world: World, ada: Person, path: str, version: str
) -> None:
    answer = send(ada, path, "taken", version=version)
    assert answer.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}
    assert kept(world) == []


@pytest.mark.parametrize("move", ["", "held", "taken\x00"])
def test_an_unlisted_move_is_refused(world: World, ada: Person, path: str, move: str) -> None:
    assert send(ada, path, move).status_code == HTTPStatus.BAD_REQUEST


def test_a_move_on_a_foreign_reference_is_not_found(ada: Person) -> None:
    assert send(ada, "/staff/intakes/HC-2222-2222/", "taken").status_code == HTTPStatus.NOT_FOUND


def test_words_that_cannot_be_printed_are_refused(world: World, ada: Person, path: str) -> None:
    answer = send(ada, path, "noted", words="A bell \x07.")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept(world) == []


def test_a_form_from_elsewhere_decides_nothing(world: World, ada: Person, path: str) -> None:
    answer = ada.client.post(path, data={"move": "taken", "version": "0"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept(world) == []
