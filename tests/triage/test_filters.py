"""Filters by where somebody lives and what they want to talk about; the second is sealed and looked through."""

import pytest
from sqlalchemy import select

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import queries as intakes
from clinic.intake import services
from clinic.intake.models import Intake
from clinic.staff.models import Role
from clinic.triage import queries
from tests.pages import Page
from tests.staff.person import Person
from tests.triage.test_queue import names
from tests.triage.test_request import person
from tests.world import World

ALL = "/staff/?view=all"


@pytest.fixture
def tess(world: World) -> Person:
    return person(world, "tess@clinic.example.org", Role.trichologist)


@pytest.fixture
def asked(world: World) -> None:
    for name, subject, region in (
        ("One Sample", "hair-transplant", "wales"),
        ("Two Sample", "prp-hair-treatment", "scotland"),
        ("Three Sample", "hair-transplant", None),
    ):
        world.request(key=name, name=name, subject=subject, region=region)


def shown(who: Person, query: str) -> list[str]:
    return names(who.client.page(f"{ALL}&{query}"))


def test_requests_are_filtered_by_where_people_live(tess: Person, asked: None) -> None:
    assert shown(tess, "region=wales") == ["One Sample"]
    assert shown(tess, "region=northern_ireland") == []
    assert len(shown(tess, "region=nowhere")) == 3


def test_requests_are_filtered_by_what_people_want_to_talk_about(tess: Person, asked: None) -> None:
    assert shown(tess, "subject=hair-transplant") == ["Three Sample", "One Sample"]
    assert shown(tess, "subject=hair-transplant&region=wales") == ["One Sample"]
    assert len(shown(tess, "subject=%00")) == 3


@pytest.mark.parametrize("role", [Role.receptionist, Role.administrator])
def test_who_may_not_read_answers_cannot_ask_what_somebody_wants_to_talk_about(
    world: World, asked: None, role: Role
) -> None:
    ada = person(world, "ada@clinic.example.org", role)
    page = ada.client.page(ALL)
    assert not [field for field in page.all("select") if field.get("name") == "subject"]
    assert len(shown(ada, "subject=hair-transplant")) == 3


def test_what_people_want_to_talk_about_does_not_stand_in_the_database(world: World, asked: None) -> None:
    with world.context():
        sealed = list(db.session.scalars(select(Intake.subject_sealed)))
    assert len({len(each or b"") for each in sealed}) == 1
    assert not any(b"hair" in (each or b"") for each in sealed)


def go_on(who: Person, page: Page) -> Page:
    return who.client.page(next(link["href"] for link in page.all("a") if "after=" in link["href"]))


def test_looking_through_stops_after_so_many_and_goes_on_when_asked(
    world: World, tess: Person, asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 2)
    first = tess.client.page(f"{ALL}&subject=hair-transplant")
    assert names(first) == ["Three Sample"]
    assert names(go_on(tess, first)) == ["One Sample"]


def test_a_part_in_which_nothing_is_found_leads_on(
    world: World, tess: Person, asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.request(key="newest", subject="not-sure")
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 1)
    page = tess.client.page(f"{ALL}&subject=hair-transplant")
    assert "None of these 1 requests is about that." in " ".join(page.words.split())
    assert names(go_on(tess, page)) == ["Three Sample"]


def test_added_answers_change_what_a_request_is_filtered_by(world: World, tess: Person, asked: None) -> None:
    accepted = world.request(key="late", name="Late Sample", subject="not-sure")
    with world.context():
        told = intakes.answers_of(accepted.id)
        changes = {"subject": "hair-transplant", "region": "wales"}
        services.add_answers(accepted.id, {**told.answers, **changes}, told.revision, PATIENT)
    assert shown(tess, "subject=hair-transplant&region=wales") == ["Late Sample", "One Sample"]
