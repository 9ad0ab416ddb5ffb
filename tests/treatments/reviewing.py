"""What clinicians do with the information pages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clinic.core.audit import Actor
from clinic.staff.models import Role
from clinic.treatments import queries, services
from clinic.treatments.library import Library, library
from clinic.treatments.pages import Page
from clinic.treatments.standing import Standing
from tests.staff.person import Person
from tests.world import World

SLUG = "alopecia-areata"
TEXT = f"/staff/pages/{SLUG}/"
FIRST_DAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


def clinician(world: World, email: str = "doctor@clinic.example.org") -> Person:
    return Person(world, email, Role.clinician)


def page(world: World, slug: str = SLUG) -> Page:
    with world.context():
        return library().pages[slug]


def slugs(world: World) -> list[str]:
    with world.context():
        return list(library().pages)


def review(person: Person, read: Page | None = None) -> None:
    """Record a review of a page as it is, or as it was when this person read it."""
    read = read or page(person.world)
    with person.world.context():
        services.record_review(read, read.digest, Actor.staff(person.account.id))


def standing(world: World, slug: str = SLUG) -> Standing:
    with world.context():
        return queries.standings(library().pages.values())[slug]


def change_text(world: World, monkeypatch: pytest.MonkeyPatch, text: str, slug: str = SLUG) -> None:
    """Publish another text of a page."""
    now: Library = world.app.extensions["library"]
    changed = replace(now.pages[slug], text=text)
    monkeypatch.setitem(world.app.extensions, "library", replace(now, pages={**now.pages, slug: changed}))
