"""An administrator says who sees people, and whether they take appointments."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM, AuditEntry
from clinic.core.db import db
from clinic.scheduling.arranging import queries
from clinic.scheduling.arranging.queries import Seer
from clinic.staff.models import Practitioner
from clinic.staff.services import add_practitioner
from tests.pages import Page
from tests.scheduling.arranging.sheet import SETTINGS, filled_in, send, words
from tests.staff.person import Person
from tests.world import World

PRACTITIONERS = f"{SETTINGS}practitioners/"
NEW = f"{PRACTITIONERS}new/"
DETAILS: dict[str, Any] = {"name": "Sample Practitioner", "title": "Trichologist", "email": "sample@clinic.example.org"}


def seers(world: World) -> list[Seer]:
    with world.context():
        return queries.seers()


def added(world: World, lead: Person) -> str:
    assert send(lead, NEW, **DETAILS).status_code == 303
    return f"{PRACTITIONERS}{seers(world)[0].practitioner.id}/"


def test_a_practitioner_is_added_with_a_diary(world: World, lead: Person) -> None:
    assert "There is no practitioner yet" in lead.client.page(PRACTITIONERS).words
    path = added(world, lead)
    [seer] = seers(world)
    assert (seer.practitioner.is_on_duty_for_intakes, seer.is_open, seer.version) == (True, True, 1)
    assert "Takes appointments" in lead.client.page(PRACTITIONERS).words
    assert "No weekly hours yet" in lead.client.page(path).words


def test_a_practitioner_with_an_account_of_the_same_address_is_linked_to_it(world: World, lead: Person) -> None:
    send(lead, NEW, **{**DETAILS, "email": "Ada@clinic.example.org"})
    [seer] = seers(world)
    assert seer.practitioner.staff_user_id == lead.account.id


def test_who_was_added_at_the_server_gets_a_diary_with_the_first_change(world: World, lead: Person) -> None:
    with world.context():
        id = add_practitioner("Sample Practitioner", "sample@clinic.example.org", "Trichologist", SYSTEM).id
    assert "Takes no appointments" in lead.client.page(PRACTITIONERS).words
    path = f"{PRACTITIONERS}{id}/"
    assert send(lead, path, is_open="y").status_code == 303
    assert seers(world)[0].is_open
    assert "Takes appointments: before no, now yes" in words(lead.client.get(path))


def test_a_change_is_told_part_by_part(world: World, lead: Person) -> None:
    path = added(world, lead)
    changes: dict[str, Any] = {
        "title": "Doctor",
        "video_url": "https://video.example.org/room",
        "account": str(lead.account.id),
    }
    assert send(lead, path, is_on_duty=None, **changes).status_code == 303
    page = words(lead.client.get(path))
    assert "Title: before Trichologist, now Doctor" in page
    assert "Video address: before none, now https://video.example.org/room" in page
    assert "Account: before none, now Ada Sample" in page
    assert "Hears of new requests: before yes, now no" in page
    with world.context():
        records = set(db.session.scalars(select(AuditEntry.record).where(AuditEntry.action == "changed")))
    id = seers(world)[0].practitioner.id
    assert {f"practitioner:{id}", f"schedule:{id}"} <= records


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Enter a name."),
        ({"title": " "}, "Enter a title."),
        ({"email": "x"}, "Enter an email address in the form name@example.com."),
        ({"video_url": "http://video.example.org/"}, "Enter an address like https://video.example.org/room."),
        ({"video_url": "javascript:alert(1)"}, "Enter an address like https://"),
        ({"account": str(uuid.UUID(int=1))}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_meant_is_refused(world: World, lead: Person, changes: dict[str, Any], message: str) -> None:
    answer = send(lead, NEW, **{**DETAILS, **changes})
    assert answer.status_code == 422
    assert message in words(answer)
    assert seers(world) == []


@pytest.mark.parametrize("press", ["save", "preview"])
def test_an_address_belongs_to_one_practitioner(world: World, lead: Person, press: str) -> None:
    path = added(world, lead)
    answer = send(lead, NEW, press, **DETAILS)
    assert answer.status_code == 409
    assert "Another practitioner has this email address." in words(answer)
    with world.context():
        add_practitioner("Sample Other", "other@clinic.example.org", "Trichologist", SYSTEM)
    assert send(lead, path, press, email="other@clinic.example.org").status_code == 409
    with world.context():
        assert set(db.session.scalars(select(Practitioner.email))) == {DETAILS["email"], "other@clinic.example.org"}


def test_of_two_who_change_a_practitioner_the_second_keeps_their_words(world: World, lead: Person) -> None:
    path = added(world, lead)
    page = lead.client.page(path)
    send(lead, path, page=page, title="Doctor")
    answer = send(lead, path, page=page, title="Nurse")
    assert answer.status_code == 409
    assert filled_in(Page(answer.text))["title"] == "Nurse"
    assert "now Doctor" in words(answer)
    assert send(lead, path, page=Page(answer.text)).status_code == 303
