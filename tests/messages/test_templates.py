"""The clinic's message templates: written by some, used by all, and each change kept."""

from http import HTTPStatus

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.messages import queries
from clinic.messages.models import MessageTemplate
from clinic.messages.starters import STARTERS
from clinic.staff.models import Role
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

TEMPLATES = "/staff/settings/templates/"


@pytest.fixture
def lead(world: World) -> Person:
    return somebody(world, Role.administrator)


def somebody(world: World, role: Role) -> Person:
    person = Person(world, f"{role}@clinic.example.org", role)
    person.sign_in()
    return person


def send(who: Person, path: str, page: Page | None = None, press: str = "save", **fields: str) -> TestResponse:
    hidden = (page or who.client.page(path)).values()
    return who.client.post(path, data={**hidden, "press": press, **fields})


def kept(world: World) -> list[MessageTemplate]:
    with world.context():
        return queries.templates()


def added(who: Person, name: str = "A greeting", words: str = "Dear {first_name},") -> str:
    send(who, f"{TEMPLATES}new/", name=name, words=words)
    return f"{TEMPLATES}{kept(who.world)[0].id}/"


@pytest.mark.parametrize("role", [Role.receptionist, Role.trichologist])
def test_a_template_is_not_written_by_everybody(world: World, role: Role) -> None:
    client = somebody(world, role).client
    for path in (TEMPLATES, f"{TEMPLATES}new/"):
        assert client.get(path).status_code == HTTPStatus.FORBIDDEN


def test_a_template_is_written_previewed_and_kept(world: World, lead: Person) -> None:
    answer = send(lead, f"{TEMPLATES}new/", press="preview", name="A greeting", words="Dear {first_name}, {sender}")
    assert "Dear Sample, Ada Sample" in answer.text
    assert kept(world) == []
    assert send(lead, f"{TEMPLATES}new/", name="A greeting", words="Dear {first_name},").status_code == 303
    assert "A greeting" in lead.client.page(TEMPLATES).words


def test_an_unknown_placeholder_is_refused_when_it_is_saved_and_named(world: World, lead: Person) -> None:
    answer = send(lead, f"{TEMPLATES}new/", name="A greeting", words="Dear {nickname},")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "{nickname} cannot be filled in." in answer.text
    assert "Dear {nickname}," in " ".join(Page(answer.text).texts["textarea"])
    assert kept(world) == []


@pytest.mark.parametrize(("name", "words"), [("", "x"), ("x", " "), ("x" * 101, "x")])
def test_a_template_needs_a_name_and_words(world: World, lead: Person, name: str, words: str) -> None:
    assert send(lead, f"{TEMPLATES}new/", name=name, words=words).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept(world) == []


def test_a_name_belongs_to_one_template(world: World, lead: Person) -> None:
    added(lead)
    answer = send(lead, f"{TEMPLATES}new/", name="A greeting", words="Others.")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Another template has this name." in answer.text
    assert "Others." in answer.text


def test_of_two_who_change_a_template_the_second_sees_the_words_of_the_first_and_keeps_their_own(
    world: World, lead: Person
) -> None:
    path, other = added(lead), somebody(world, Role.clinician)
    opened = other.client.page(path)
    send(lead, path, name="A greeting", words="Good morning {first_name},")
    answer = send(other, path, opened, name="A greeting", words="Hello {first_name},")
    assert answer.status_code == HTTPStatus.CONFLICT
    page = Page(answer.text)
    assert "Good morning {first_name}," in page.words
    assert "Hello {first_name}," in " ".join(page.texts["textarea"])
    assert kept(world)[0].words == "Good morning {first_name},"
    assert send(other, path, page, name="A greeting", words="Hello {first_name},").status_code == HTTPStatus.SEE_OTHER
    assert kept(world)[0].words == "Hello {first_name},"


def test_a_template_that_was_changed_is_not_removed_unseen(world: World, lead: Person) -> None:
    path = added(lead)
    opened = lead.client.page(path)
    send(lead, path, name="A greeting", words="Good morning,")
    assert send(lead, path, opened, press="remove").status_code == HTTPStatus.CONFLICT
    assert send(lead, path, press="remove").status_code == HTTPStatus.SEE_OTHER
    assert kept(world) == []
    assert lead.client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_each_change_is_audited_with_before_and_after(world: World, lead: Person) -> None:
    path = added(lead)
    send(lead, path, name="A greeting", words="Good morning,")
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "changed")).one()
    assert entry.details == {
        "before": {"name": "A greeting", "words": "Dear {first_name},"},
        "after": {"name": "A greeting", "words": "Good morning,"},
    }
    assert (entry.actor, entry.role) == (f"staff:{lead.account.id}", "administrator")


def test_the_templates_that_come_with_the_software_are_added_once(world: World, lead: Person) -> None:
    for _ in range(2):
        send(lead, f"{TEMPLATES}starters/", lead.client.page(TEMPLATES))
    assert [each.name for each in kept(world)] == sorted(STARTERS)
