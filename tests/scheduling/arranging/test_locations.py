"""An administrator says where people are seen."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM, AuditEntry
from clinic.core.db import db
from clinic.scheduling import booking
from clinic.scheduling.arranging import queries
from clinic.scheduling.arranging.models import Location
from clinic.staff.models import Role
from tests.pages import Page
from tests.scheduling.arranged import arrange, at
from tests.scheduling.arranging.sheet import SETTINGS, filled_in, send, words
from tests.staff.person import Person
from tests.world import World

LOCATIONS = f"{SETTINGS}locations/"
NEW = f"{LOCATIONS}new/"
DETAILS: dict[str, Any] = {"name": "Sample Annexe", "address": "2 Sample Street, Sampletown"}


def known(world: World) -> list[Location]:
    with world.context():
        return queries.locations()


def added(world: World, lead: Person) -> str:
    assert send(lead, NEW, **DETAILS).status_code == 303
    return f"{LOCATIONS}{known(world)[0].id}/"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_arranges_anything(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    for page in ("locations/", "kinds/", "practitioners/", "booking/"):
        assert person.client.get(f"{SETTINGS}{page}").status_code == 403
    assert "Locations" not in person.client.page(SETTINGS).words


def test_a_location_is_added_and_listed(world: World, lead: Person) -> None:
    assert "There is no location yet" in lead.client.page(LOCATIONS).words
    added(world, lead)
    assert "Sample Annexe" in lead.client.page(LOCATIONS).words
    [location] = known(world)
    assert (location.zone, location.is_open, location.version) == ("Europe/London", True, 1)


def test_a_change_is_kept_with_who_made_it_and_how_it_was_before(world: World, lead: Person) -> None:
    path = added(world, lead)
    send(lead, path, directions="Ring twice.", zone="Europe/Dublin", is_open=None)
    page = words(lead.client.get(path))
    assert "Directions: before none, now Ring twice" in page
    assert "8 January 2027, 09:00, Ada Sample: Open: before yes, now no" in page
    assert "Closed" in lead.client.page(LOCATIONS).words
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "changed")).one()
        assert entry.record == f"location:{known(world)[0].id}"


def test_of_two_who_change_a_location_the_second_sees_the_firsts_and_keeps_their_own(
    world: World, lead: Person
) -> None:
    path = added(world, lead)
    page = lead.client.page(path)
    send(lead, path, page=page, address="3 Sample Street")
    answer = send(lead, path, page=page, address="4 Sample Street")
    assert answer.status_code == 409
    assert "Somebody has changed this since you opened it" in words(answer)
    assert "now 3 Sample Street" in words(answer)
    again = Page(answer.text)
    assert filled_in(again)["address"] == "4 Sample Street"
    assert send(lead, path, page=again).status_code == 303
    assert known(world)[0].address == "4 Sample Street"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Enter a name for the location."),
        ({"name": "Hairline House"}, "Leave out “Hairline”"),
        ({"name": "Here, there"}, "Leave out the comma"),
        ({"name": "x" * 61}, "Shorten this to 60 characters"),
        ({"address": ""}, "Enter the address."),
        ({"zone": "Mars/Base"}, "Not a valid choice"),
        ({"seen": ""}, "Open the page again"),
        ({"seen": "9" * 30}, "Open the page again"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_stays_on_the_page(
    world: World, lead: Person, changes: dict[str, Any], message: str
) -> None:
    answer = send(lead, NEW, **{**DETAILS, **changes})
    assert answer.status_code == 422
    assert Page(answer.text).title.startswith("Error: ")
    assert message in words(answer)
    assert known(world) == []


@pytest.mark.parametrize("press", ["save", "preview"])
def test_a_name_belongs_to_one_location(world: World, lead: Person, press: str) -> None:
    added(world, lead)
    answer = send(lead, NEW, press, **DETAILS)
    assert answer.status_code == 409
    assert "Another one has this name" in words(answer)
    assert len(known(world)) == 1


def test_what_closing_does_is_seen_before_it_is_saved(world: World, lead: Person) -> None:
    with world.context():
        arranged = arrange()
        reference = world.request()
        booking.book(reference.id, arranged.staffs_wish(), at("10:00"), SYSTEM)
    path = f"{LOCATIONS}{arranged.location_id}/"
    answer = send(lead, path, "preview", is_open=None)
    assert answer.status_code == 200
    assert "1 appointment ahead would no longer stand" in words(answer)
    assert f"{reference.reference}, Monday 11 January 2027 at 10:00, Sample Clinic" in words(answer)
    assert known(world)[0].is_open
    assert "To rearrange" not in lead.client.page(LOCATIONS).words
    assert "No appointment ahead is touched" in words(send(lead, path, "preview", directions="Ring twice."))
    send(lead, path, is_open=None)
    page = lead.client.page(LOCATIONS).words
    assert "1 appointment must be looked at" in page
    assert "To rearrange (1)" in page


def test_a_location_that_does_not_exist_is_not_found(lead: Person) -> None:
    assert lead.client.get(f"{LOCATIONS}{uuid.uuid4()}/").status_code == 404
