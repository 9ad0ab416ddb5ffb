"""Who may do what with requests: somebody's health is for those who treat it."""

from http import HTTPStatus

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM, AuditEntry
from clinic.core.db import db
from clinic.intake.rules import Priority
from clinic.staff import services as accounts
from clinic.staff.models import Role
from clinic.staff.rights import MAY, NotYours, Right
from clinic.triage import decisions
from tests.browser import people
from tests.pages import Page
from tests.triage.test_decisions import member
from tests.triage.test_request import intake, kept, person, send
from tests.world import World

HEALTH = ("levothyroxine", "A thyroid problem", "R20", "NHS Lothian", "More hair at the parting", "rather not say this")
REACH = ("Sample Patient", "patient@example.com", "weekdays after 5 pm", "Do not leave voicemail messages")


@pytest.fixture
def told(world: World) -> str:
    """The page of somebody who told everything."""
    return f"/staff/intakes/{world.request(**people.WOMAN).reference}/"


def test_every_right_is_somebodys() -> None:
    assert set(MAY) == set(Right)
    assert all(MAY.values())


@pytest.mark.parametrize("role", [Role.trichologist, Role.clinician])
def test_those_who_treat_read_what_was_told(world: World, told: str, role: Role) -> None:
    page = person(world, "ada@clinic.example.org", role).client.page(told)
    assert [words for words in (*HEALTH, *REACH) if words not in page.words] == []


@pytest.mark.parametrize("role", [Role.receptionist, Role.administrator])
def test_others_read_how_to_reach_the_person_and_nothing_of_their_health(world: World, told: str, role: Role) -> None:
    answer = person(world, "ada@clinic.example.org", role).client.get(told)
    assert [words for words in HEALTH if words in answer.text] == []
    assert [words for words in REACH if words not in Page(answer.text).words] == []


def test_nothing_of_a_persons_health_is_on_the_page_of_who_came_too_late(world: World, told: str) -> None:
    ada = person(world, "ada@clinic.example.org")
    send(ada, told, "taken")
    answer = send(ada, told, "taken")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert [words for words in HEALTH if words in answer.text] == []


def test_a_receptionist_is_told_whom_to_ask_about_an_urgent_request(world: World) -> None:
    urgent = world.request(**{**people.WOMAN, "safety1": "now"})
    words = person(world, "ada@clinic.example.org").client.page(f"/staff/intakes/{urgent.reference}/").words
    assert "This request is urgent: ask one of them to read it now." in words


def test_the_trail_tells_who_read_the_answers_from_who_opened_the_page(world: World, told: str) -> None:
    person(world, "ada@clinic.example.org").client.page(told)
    person(world, "ben@clinic.example.org", Role.clinician).client.page(told)
    with world.context():
        of_pages = select(AuditEntry.action).where(AuditEntry.action.in_(["read", "opened"])).order_by(AuditEntry.id)
        assert list(db.session.scalars(of_pages)) == ["opened", "read"]


def test_only_those_who_read_the_answers_make_a_request_less_urgent(world: World, told: str) -> None:
    ada = person(world, "ada@clinic.example.org")
    options = [option["value"] for option in ada.client.page(told).all("option")]
    assert "same_day" in options
    assert "routine" not in options
    assert send(ada, told, "prioritised", priority="routine", words="Calm.").status_code == HTTPStatus.FORBIDDEN
    assert kept(world) == []
    ben = person(world, "ben@clinic.example.org", Role.trichologist)
    send(ben, told, "prioritised", priority="routine", words="Calm.")
    assert intake(world).priority is Priority.routine


def test_a_decision_needs_an_account_that_is_active(world: World) -> None:
    left = member(world, "left")
    accepted = world.request()
    with world.context():
        accounts.disable("left@example.org", SYSTEM)
        with pytest.raises(NotYours):
            decisions.take(accepted.id, 0, left)
