"""What staff see of requests."""

from datetime import timedelta

import pytest

from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.db import db
from clinic.intake import services
from clinic.intake.models import Intake, Source
from clinic.triage.routes.queue import PAGE
from tests.staff.person import Person
from tests.world import QUICK, World


@pytest.fixture
def ada(world: World) -> Person:
    person = Person(world)
    person.sign_in()
    return person


@pytest.mark.parametrize("path", ["/staff/", "/staff/intakes/HC-2222-2222/"])
def test_nobody_sees_a_request_without_signing_in(world: World, path: str) -> None:
    world.request()
    answer = world.client().get(path)
    assert answer.status_code == 302
    assert "/staff/sign-in/" in answer.headers["Location"]


def test_an_empty_list_says_so(ada: Person) -> None:
    assert "No requests yet" in ada.client.page("/staff/").words


def test_a_new_request_is_on_the_list_at_once(world: World, ada: Person) -> None:
    accepted = world.request()
    words = ada.client.page("/staff/").words
    assert accepted.reference in words
    assert str(QUICK["name"]) in words


def test_the_list_goes_on_page_by_page_and_shows_each_request_once(world: World, ada: Person) -> None:
    references = [world.request(key=f"key {number}").reference for number in range(PAGE + 5)]
    first = ada.client.page("/staff/")
    older = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    second = ada.client.page(older)
    shown = [
        link["href"].split("/")[-2] for page in (first, second) for link in page.all("a") if "/intakes/" in link["href"]
    ]
    assert shown == references[::-1]


@pytest.mark.parametrize(
    "query", ["before=yesterday", "before=2026-01-01T00:00:00%2B00:00&id=x", "before=&id=", "x=%00"]
)
def test_a_place_in_the_list_that_cannot_be_read_is_the_beginning(ada: Person, query: str) -> None:
    assert ada.client.get(f"/staff/?{query}").status_code == 200


def test_one_request_shows_what_was_told_agreed_suggested_and_sent(world: World, ada: Person) -> None:
    accepted = world.request()
    world.send_mail()
    words = ada.client.page(f"/staff/intakes/{accepted.reference}/").words
    for expected in (
        QUICK["message"],
        "Routine",
        "safety questions were not all answered",
        "Keeping health information",
        "Sent",
    ):
        assert str(expected) in words


def test_staff_see_by_which_page_a_request_came(world: World, ada: Person) -> None:
    with world.context():
        accepted = services.submit_intake(QUICK, Source.quick, "another key", PATIENT, "hair-transplant")
    words = ada.client.page(f"/staff/intakes/{accepted.reference}/").words
    assert "by the short form on the page “hair transplant”" in words
    assert "on the page" not in ada.client.page(f"/staff/intakes/{world.request().reference}/").words


def test_a_reason_and_its_source_stand_beside_the_rules_priority(world: World, ada: Person) -> None:
    accepted = world.request(dob="1980-05-01", sex="female", safety1="now")
    page = ada.client.page(f"/staff/intakes/{accepted.reference}/")
    assert "R01a" in page.words
    assert "Emergency" in page.words


def test_reading_a_request_is_noted(world: World, ada: Person) -> None:
    accepted = world.request()
    ada.client.page(f"/staff/intakes/{accepted.reference}/")
    with world.context():
        entry = db.session.query(AuditEntry).filter_by(action="read").one()
    assert (entry.actor, entry.record) == (f"staff:{ada.account.id}", f"intake:{accepted.id}")


@pytest.mark.parametrize("reference", ["HC-2222-2222", "nonsense", "HC-2222-222%00"])
def test_a_foreign_reference_is_not_found_and_says_nothing(ada: Person, reference: str) -> None:
    assert ada.client.get(f"/staff/intakes/{reference}/").status_code == 404


def test_any_spelling_of_a_reference_finds_it(world: World, ada: Person) -> None:
    accepted = world.request()
    spelled = accepted.reference.lower().replace("-", "")
    assert ada.client.get(f"/staff/intakes/{spelled}/").status_code == 200


def test_a_request_sent_a_second_later_comes_first(world: World, ada: Person) -> None:
    first, second = world.request(key="1"), world.request(key="2")
    with world.context():
        row = db.session.get_one(Intake, first.id)
        row.submitted_at += timedelta(seconds=60)
        db.session.commit()
    words = ada.client.page("/staff/").words
    assert words.index(first.reference) < words.index(second.reference)
