"""Who asked for a consultation sees on their own page who has looked at it: by role, never by name."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.intake.looks import MOST_TOLD, OPENED, READ, SAW, Look, looks_at
from clinic.staff.models import Role
from tests.journeys.test_promise import own_page, words_of_email
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def looked(world: World, intake_id: uuid.UUID, minutes: int, role: str = "trichologist", action: str = READ) -> None:
    with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False), world.context(), transaction():
        audit.record(Actor.staff(uuid.uuid4(), role), action, "intake", intake_id)


def told(world: World, intake_id: uuid.UUID) -> list[tuple[int, str]]:
    """Give after how many minutes who is said to have done what."""
    with world.context():
        return [(int((look.at - NOON) / timedelta(minutes=1)), look.in_words) for look in looks_at(intake_id)]


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look("trichologist", READ, NOON), "A trichologist read your answers"),
        (Look("clinician", READ, NOON), "A clinician read your answers"),
        (Look("receptionist", OPENED, NOON), "A receptionist looked at how to reach you"),
        (Look("administrator", OPENED, NOON), "An administrator looked at how to reach you"),
        (Look("", READ, NOON), "A member of staff read your answers"),
        (Look("clinician", SAW, NOON), "A clinician looked at your pictures"),
    ],
)
def test_a_look_is_told_in_the_patients_words(look: Look, words: str) -> None:
    assert look.in_words == words


def test_the_newest_look_comes_first_and_an_hours_looks_of_one_role_are_one(world: World) -> None:
    asked = world.request().id
    for minutes in (0, 10, 59, 60, 70, 200):
        looked(world, asked, minutes)
    looked(world, asked, 30, "receptionist", OPENED)
    looked(world, asked, 40, "clinician")
    assert told(world, asked) == [
        (200, "A trichologist read your answers"),
        (60, "A trichologist read your answers"),
        (40, "A clinician read your answers"),
        (30, "A receptionist looked at how to reach you"),
        (0, "A trichologist read your answers"),
    ]


def test_what_was_told_yesterday_stays_as_it_was_told(world: World) -> None:
    asked = world.request().id
    before: list[tuple[int, str]] = []
    for minutes in range(0, 300, 25):
        looked(world, asked, minutes)
        now = told(world, asked)
        assert now[len(now) - len(before) :] == before
        before = now


def test_the_latest_fifty_are_told(world: World) -> None:
    asked = world.request().id
    for hour in range(MOST_TOLD + 5):
        looked(world, asked, hour * 60)
    minutes = [minutes for minutes, _ in told(world, asked)]
    assert minutes == [hour * 60 for hour in range(MOST_TOLD + 4, 4, -1)]


def test_only_looks_at_this_request_are_told(world: World) -> None:
    asked, other = world.request().id, world.request(key="another").id
    looked(world, other, 0)
    looked(world, asked, 0, "trichologist", "noted")
    assert told(world, asked) == []


def test_the_own_page_says_so_without_a_name(world: World) -> None:
    accepted = world.request()
    email = words_of_email(world)
    assert "Nobody yet." in own_page(world, email).words
    for role in (Role.trichologist, Role.receptionist):
        person = Person(world, f"{role}@clinic.example.org", role)
        person.sign_in()
        with time_machine.travel(datetime.now(UTC), tick=False):
            assert person.client.get(f"/staff/intakes/{accepted.reference}/").status_code == 200
    page = own_page(world, email)
    words = " ".join(page.words.split())
    assert "A trichologist read your answers," in words
    assert "A receptionist looked at how to reach you," in words
    assert "Ada Sample" not in words
    assert not [each for each in page.all("details") if each.get("class") == "fold"]


def test_many_looks_are_folded_and_their_number_is_said(world: World) -> None:
    accepted = world.request()
    for hour in range(8):
        looked(world, accepted.id, hour * 60)
    page = own_page(world, words_of_email(world))
    assert "Show 3 earlier" in page.words
    assert "24 November 2026, 19:00" in page.words
    assert page.words.count("A trichologist read your answers") == 8


def test_a_stranger_sees_nothing_of_it(world: World) -> None:
    looked(world, world.request().id, 0)
    assert "looked" not in Page(world.client().get("/my/").text).words
