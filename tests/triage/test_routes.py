"""What staff see of requests."""

import pytest

from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.db import db
from clinic.intake import services
from clinic.intake.models import Source
from clinic.staff.models import Role
from tests.staff.person import Person
from tests.world import QUICK, World


@pytest.fixture
def ada(world: World) -> Person:
    person = Person(world, role=Role.trichologist)
    person.sign_in()
    return person


@pytest.mark.parametrize("path", ["/staff/", "/staff/intakes/HC-2222-2222/"])
def test_nobody_sees_a_request_without_signing_in(world: World, path: str) -> None:
    world.request()
    answer = world.client().get(path)
    assert answer.status_code == 302
    assert "/staff/sign-in/" in answer.headers["Location"]


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
