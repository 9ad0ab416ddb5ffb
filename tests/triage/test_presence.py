"""Who has read a request, and who has it open at this moment."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from clinic.core.audit import AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.staff.models import Role
from tests.staff.person import Person
from tests.triage.test_request import person, send
from tests.world import World


@pytest.fixture
def ada(world: World) -> Person:
    return person(world, "ada@clinic.example.org")


@pytest.fixture
def tess(world: World) -> Person:
    return person(world, "tess@clinic.example.org", Role.trichologist)


@pytest.fixture
def path(world: World) -> str:
    return f"/staff/intakes/{world.request().reference}/"


def words(who: Person, path: str) -> str:
    return " ".join(who.client.page(path).words.split())


def still_here(who: Person, path: str, version: int = 0) -> dict[str, Any]:
    token = who.client.page("/staff/account/").values()["csrf_token"]
    answer = who.client.post(f"{path}here/", data={"csrf_token": token, "version": str(version)})
    assert answer.status_code == HTTPStatus.OK
    return dict(answer.json or {})


def test_nobody_has_read_the_answers_until_somebody_does_who_may(
    world: World, ada: Person, tess: Person, path: str
) -> None:
    assert "Nobody has read the answers yet." in words(ada, path)
    assert "Nobody has read the answers yet." in words(ada, path)
    words(tess, path)
    assert "The answers were first read by Ada Sample" in words(ada, path)
    assert "The answers were first read by you" in words(tess, path)


def test_a_colleague_who_is_on_the_page_is_named(ada: Person, tess: Person, path: str) -> None:
    assert "on this page now" not in words(ada, path)
    assert "Ada Sample is on this page now." in words(tess, path)


def test_a_colleague_who_left_is_told_with_the_time_and_later_not_at_all(ada: Person, tess: Person, path: str) -> None:
    words(tess, path)
    with time_machine.travel(utcnow() + timedelta(minutes=2)):
        assert "Ada Sample had this page open at" in words(ada, path)
    with time_machine.travel(utcnow() + timedelta(minutes=20)):
        told = words(ada, path)
        assert "had this page open" not in told
        assert "on this page now" not in told


def test_a_page_that_stays_open_says_so_and_hears_who_else_is_there(ada: Person, tess: Person, path: str) -> None:
    words(tess, path)
    with time_machine.travel(utcnow() + timedelta(minutes=5)):
        still_here(tess, path)
        assert still_here(ada, path) == {"words": "Ada Sample is on this page now.", "changed": False}


def test_an_open_page_hears_that_somebody_has_decided(ada: Person, tess: Person, path: str) -> None:
    assert still_here(tess, path)["changed"] is False
    send(ada, path, "taken")
    assert still_here(tess, path)["changed"] is True
    assert still_here(tess, path, 1)["changed"] is False


def test_a_page_that_stays_open_is_no_new_reading(world: World, tess: Person, path: str) -> None:
    words(tess, path)
    for _ in range(3):
        still_here(tess, path)
    with world.context():
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == "read")) == 1


@pytest.mark.parametrize("reference", ["HC-2222-2222", "nonsense", "%00"])
def test_a_foreign_reference_says_nothing(ada: Person, reference: str) -> None:
    token = ada.client.page("/staff/account/").values()["csrf_token"]
    answer = ada.client.post(f"/staff/intakes/{reference}/here/", data={"csrf_token": token})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_only_a_page_of_ours_says_that_it_is_open(ada: Person, path: str) -> None:
    assert ada.client.post(f"{path}here/").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("asks", ["/staff/news/?since=2026-11-28T10:00:00%2B00:00", "here"])
def test_a_page_that_is_left_open_does_not_keep_its_session_alive(ada: Person, path: str, asks: str) -> None:
    token, begun = ada.client.page("/staff/account/").values()["csrf_token"], utcnow()
    for minutes in (10, 20, 29, 31):
        with time_machine.travel(begun + timedelta(minutes=minutes)):
            if asks == "here":
                answer = ada.client.post(f"{path}here/", data={"csrf_token": token})
            else:
                answer = ada.client.get(asks)
    assert answer.status_code == HTTPStatus.FOUND
