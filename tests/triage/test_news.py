"""A page of the queue hears how much is new in it, and shows it only when somebody asks."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from clinic.core.clock import utcnow
from clinic.intake.rules import Priority
from clinic.triage.routes.queue import MOST_NEW
from tests.staff.person import Person
from tests.triage.test_messages import answer, visiting
from tests.triage.test_queue import ask
from tests.triage.test_request import person
from tests.world import World


@pytest.fixture
def ada(world: World) -> Person:
    return person(world, "ada@clinic.example.org")


def asks_at(who: Person, path: str = "/staff/") -> str:
    """Give the address that a page of the queue asks for its news."""
    return next(link["data-ask"] for link in who.client.page(path).all("span") if "data-ask" in link)


def words(who: Person, path: str) -> str:
    return str((who.client.get(path).json or {})["words"])


def test_nothing_is_new_at_first(world: World, ada: Person) -> None:
    ask(world, "One Sample")
    assert words(ada, asks_at(ada)) == ""


def test_what_came_since_is_counted_in_words(world: World, ada: Person) -> None:
    asked = asks_at(ada)
    for number in range(3):
        ask(world, f"Sample {number}")
    assert words(ada, asked) == "3 new"
    assert words(ada, asks_at(ada)) == ""


def test_only_what_belongs_to_the_part_that_is_shown_is_new(world: World, ada: Person) -> None:
    mine, urgent = asks_at(ada, "/staff/?view=mine"), asks_at(ada, "/staff/?priority=emergency")
    ask(world, "Sample", priority=Priority.routine)
    assert words(ada, mine) == words(ada, urgent) == ""


def test_a_patients_answer_is_new_among_those_who_wrote(world: World, ada: Person) -> None:
    world.request()
    world.send_mail()
    asked = asks_at(ada, "/staff/?view=answered")
    answer(visiting(world))
    assert words(ada, asked) == "1 new"
    assert "They wrote" in ada.client.page("/staff/?view=answered").words


def test_very_many_are_not_counted_to_the_end(world: World, ada: Person) -> None:
    asked = asks_at(ada)
    for number in range(MOST_NEW + 1):
        world.request(key=str(number))
    assert words(ada, asked) == "100+ new"


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-28T10:00:00", "%00"])
def test_a_moment_that_is_none_is_refused(ada: Person, since: str) -> None:
    assert ada.client.get(f"/staff/news/?since={since}").status_code == HTTPStatus.BAD_REQUEST


def test_news_from_the_future_are_none(world: World, ada: Person) -> None:
    ask(world, "Sample")
    later = (utcnow() + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert words(ada, f"/staff/news/?since={later}") == ""
