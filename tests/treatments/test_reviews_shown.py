"""What the readers of a page see of its review, on a page that is kept for everyone."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.treatments import queries
from tests.treatments.reviewing import FIRST_DAY, SLUG, clinician, page, review
from tests.world import World

READ = f"/conditions/{SLUG}/"
PICTURES = Path(__file__).parents[2] / "templates/components/pictures"
NEVER = "Not yet reviewed by a clinician."
NOT_KNOWN = "We cannot show just now whether a clinician has reviewed this page."


def words(world: World) -> str:
    return " ".join(world.client().page(READ).words.split())


def look(world: World) -> None:
    world.app.extensions["shelf"].look()


def database_away(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(queries, "reviews", broken)


def test_readers_see_a_review_once_the_shelf_has_looked(world: World) -> None:
    look(world)
    assert NEVER in words(world)
    with time_machine.travel(FIRST_DAY):
        review(clinician(world))
        look(world)
        assert "Reviewed by Ada Sample, clinician, on 24 November 2026." in words(world)


def test_no_tick_is_drawn_where_no_review_stands(world: World) -> None:
    look(world)
    tick = (PICTURES / "fact-review.svg").read_text().strip()
    assert tick not in world.client().get(READ).text
    review(clinician(world))
    look(world)
    assert tick in world.client().get(READ).text


def test_a_review_grows_old_on_the_page_without_anybody_doing_anything(world: World) -> None:
    with time_machine.travel(FIRST_DAY):
        review(clinician(world))
    for days, expected in ((365, False), (366, True)):
        with time_machine.travel(FIRST_DAY + timedelta(days=days)):
            look(world)
            assert ("a new review is due" in words(world)) is expected


@pytest.mark.parametrize("fault", [OperationalError("", {}, Exception()), PoolTimeout()])
def test_a_page_is_served_without_the_database_and_says_nothing_untrue(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    look(world)
    with monkeypatch.context() as away:
        database_away(away, fault)
        shown = words(world)
    assert NOT_KNOWN in shown
    assert NEVER not in shown
    assert page(world).title in shown


def test_once_the_database_is_back_the_page_says_again_how_it_stands(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    review(clinician(world))
    look(world)
    with monkeypatch.context() as away:
        database_away(away, OperationalError("", {}, Exception()))
        look(world)
        words(world)
    assert NOT_KNOWN in words(world)
    look(world)
    assert "Reviewed by Ada Sample" in words(world)


def test_a_page_that_was_shown_before_stays_as_it_was_without_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(world)
    words(world)
    database_away(monkeypatch, OperationalError("", {}, Exception()))
    look(world)
    assert NEVER in words(world)
