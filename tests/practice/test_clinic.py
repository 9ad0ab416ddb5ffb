"""An administrator changes how the clinic calls itself and is reached, sees how it looks, and who changed what."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db
from clinic.practice import services
from clinic.practice.identity import Identity
from clinic.practice.queries import IDENTITY
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.pages import Page
from tests.practice.test_identity import OURS
from tests.staff.person import Person
from tests.world import DESK, World

CLINIC = "/staff/settings/clinic/"


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person


def filled_in(person: Person) -> dict[str, str]:
    """Give the form as the page shows it."""
    page = Page(person.client.get(CLINIC).text)
    texts = {field["name"]: field.get("value", "") for field in page.all("input") if field.get("type") != "radio"}
    chosen = [field["value"] for field in page.all("input") if field.get("type") == "radio" and "checked" in field]
    return {**texts, "accent": chosen[0]}


def save(person: Person, form: Mapping[str, str] | None = None, press: str = "save", **changes: str) -> TestResponse:
    return person.client.post(CLINIC, data={**(form or filled_in(person)), "press": press, **changes})


def holds(world: World) -> Identity:
    with world.context():
        return IDENTITY.newest().value


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_sees_and_changes_it(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    assert person.client.get(CLINIC).status_code == 403
    assert person.client.post(CLINIC, data={"press": "save"}).status_code == 403
    assert "Name and contact" not in person.client.page("/staff/settings/").words
    for actor in (Actor.staff(person.account.id), PATIENT, SYSTEM):
        with world.context(), pytest.raises(NotYours):
            services.change_identity(OURS, 0, actor)


def test_until_the_first_change_it_is_what_the_server_was_given(world: World, lead: Person) -> None:
    assert "Name and contact" in lead.client.page("/staff/settings/").words
    form = filled_in(lead)
    assert (form["name"], form["discreet_name"]) == ("The Hair Clinic", "The clinic")
    assert (form["phone"], form["email"], form["accent"]) == ("020 7946 0018", DESK, "teal")


def test_what_was_saved_is_shown_again_as_it_was_meant(world: World, lead: Person) -> None:
    answer = save(
        lead,
        name="  Sample &\tDaughters ",
        discreet_name="Sample House",
        phone="+44 (0)20 7946-0999",
        email=" write-to-us@EXAMPLE.org",
        address="2 Sample Street,\r\nSampletown",
        accent="plum",
    )
    assert answer.status_code == 303, Page(answer.text).words
    assert holds(world) == OURS
    assert save(lead).status_code == 303
    assert holds(world) == OURS


def test_a_number_of_another_country_keeps_its_code_and_a_clinic_may_have_none(world: World, lead: Person) -> None:
    save(lead, phone="+1 202 555 0143")
    assert holds(world).phone == "+1 202-555-0143"
    save(lead, phone="", address="")
    assert (holds(world).phone, holds(world).address) == ("", "")


def test_a_senders_name_may_sound_like_hair_and_not_be_it(world: World, lead: Person) -> None:
    save(lead, discreet_name="Archibald & Chair")
    assert holds(world).discreet_name == "Archibald & Chair"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "Enter the clinic’s name."),
        ({"name": "x" * 61}, "Shorten this to 60 characters or fewer."),
        ({"name": "Sam\x07ple"}, "cannot be printed"),
        ({"discreet_name": ""}, "Enter the sender’s name."),
        ({"discreet_name": "The Hairline Clinic"}, "Leave out “Hairline”"),
        ({"discreet_name": "Sample TRICHOLOGY"}, "Leave out “TRICHOLOGY”"),
        ({"discreet_name": "x" * 41}, "Shorten this to 40"),
        ({"phone": "12"}, "Enter a telephone number"),
        ({"email": ""}, "Enter the email address"),
        ({"email": "nobody"}, "in the form name@example.com"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "in the form name@example.com"),
        ({"address": "x" * 201}, "Shorten this to 200"),
        ({"accent": "mauve"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_stays_on_the_page(
    world: World, lead: Person, changes: dict[str, str], message: str
) -> None:
    before = holds(world)
    answer = save(lead, {**filled_in(lead), **changes})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert message in page.words
    assert holds(world) == before


def test_a_preview_shows_how_it_looks_and_changes_nothing(world: World, lead: Person) -> None:
    before = holds(world)
    page = Page(save(lead, press="preview", name="Another Name", accent="blue", discreet_name="Another House").text)
    assert {"class": "panel accent--blue", "aria-labelledby": "preview"} in page.all("section")
    assert "Another House <requests@clinic.example.org>" in " ".join(page.words.split())
    assert page.title.endswith("The Hair Clinic")
    assert holds(world) == before


def test_a_change_is_kept_with_who_made_it_and_how_it_was_before(world: World, lead: Person) -> None:
    save(lead, name="Another Name", phone="")
    words = " ".join(lead.client.page(CLINIC).words.split())
    assert "Ada Sample: Name: before The Hair Clinic, now Another Name" in words
    assert "Telephone number: before 020 7946 0018, now none" in words
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "changed")).one()
        assert entry.record == f"identity:{IDENTITY.newest().number}"
        assert (entry.actor, entry.role) == (f"staff:{lead.account.id}", "administrator")
        assert entry.details == {
            "before": {"Name": "The Hair Clinic", "Telephone number": "020 7946 0018"},
            "after": {"Name": "Another Name", "Telephone number": "none"},
        }


def test_saving_the_same_again_is_no_change(world: World, lead: Person) -> None:
    assert save(lead).status_code == 303
    with world.context():
        assert IDENTITY.latest_changes(1) == []


def test_of_two_who_change_it_the_second_sees_the_firsts_and_keeps_their_own_words(world: World, lead: Person) -> None:
    form = filled_in(lead)
    save(lead, phone="")
    answer = save(lead, form, name="Another Name")
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "Somebody has saved this page" in page.words
    assert "before 020 7946 0018, now none" in page.words
    assert page.field("name")["value"] == "Another Name"
    assert holds(world).name == "The Hair Clinic"
    assert save(lead, {**form, "seen": page.values()["seen"]}, name="Another Name").status_code == 303
    assert (holds(world).name, holds(world).phone) == ("Another Name", "020 7946 0018")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(world: World, lead: Person, seen: str) -> None:
    assert save(lead, name="Another Name", seen=seen).status_code == 409
    assert holds(world).name == "The Hair Clinic"
