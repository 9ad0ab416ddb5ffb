"""Everybody who works at the clinic sees its figures, how old they are, and of which days."""

import re
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from xml.etree import ElementTree

import pytest
from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.insights.findings import FINDINGS
from clinic.insights.models import InsightsDay, InsightsMonth
from clinic.staff.models import Role
from tests.insights.happening import ask, at, count
from tests.insights.years import fill
from tests.staff.person import Person
from tests.triage.test_queue import statements
from tests.world import World

INSIGHTS = "/staff/insights/"
NOW = "2026-11-28 09:00"
SVG = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "defs", "style", "title", "desc", "g", "rect", "path", "circle", "text"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with at(NOW):
        yield


@pytest.fixture
def ada(world: World) -> Person:
    person = Person(world)
    person.sign_in()
    return person


def pictures(person: Person, query: str = "") -> list[str]:
    page = person.client.page(f"{INSIGHTS}{query}")
    return [picture["src"] for picture in page.all("img")] + [each["srcset"] for each in page.all("source")]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_the_figures(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    page = person.client.page(INSIGHTS)
    assert page.heading == "Insights"
    assert any(link.get("href") == INSIGHTS and link.get("aria-current") for link in page.all("a"))


def test_a_stranger_sees_neither_figures_nor_pictures(world: World) -> None:
    fill(world, days=40, a_day=12, topics=60)
    for path in (INSIGHTS, f"{INSIGHTS}requests.svg?size=wide"):
        assert world.client().get(path).status_code == HTTPStatus.FOUND


def test_before_the_first_count_the_page_says_what_has_to_run(ada: Person) -> None:
    assert "Nothing has been counted yet." in ada.client.page(INSIGHTS).words
    assert ada.client.get(f"{INSIGHTS}requests.svg?size=wide").status_code == HTTPStatus.NOT_FOUND


def test_the_page_says_of_which_days_and_up_to_when_it_was_counted(world: World, ada: Person) -> None:
    ask(world, "2026-08-01 09:00")
    count(world, NOW)
    words = ada.client.page(INSIGHTS).words
    assert "31 August to 28 November 2026. Counted up to 28 November 2026, 09:00." in words
    assert "still being counted" not in words


def test_while_the_history_is_counted_the_page_says_how_far_back(world: World, ada: Person) -> None:
    fill(world, days=40, a_day=12, topics=60)
    ask(world, "2026-08-01 09:00")
    words = ada.client.page(INSIGHTS).words
    assert "Older days are still being counted, and so far back to 20 October 2026." in words


def test_each_finding_is_a_sentence_a_picture_and_a_table(world: World, ada: Person) -> None:
    fill(world, days=100, a_day=12, topics=60)
    page = ada.client.page(INSIGHTS)
    assert len(page.texts["h2"]) == len(page.texts["table"]) == len(page.all("img")) == len(FINDINGS)
    assert all(picture["alt"].endswith(".") for picture in page.all("img"))


def test_what_was_chosen_is_marked_and_stands_in_the_fields(world: World, ada: Person) -> None:
    fill(world, days=500, a_day=12, topics=60)
    page = ada.client.page(f"{INSIGHTS}?range=year")
    [marked] = [link["href"] for link in page.all("a") if link.get("aria-current") and "range" in link["href"]]
    assert marked == f"{INSIGHTS}?range=year"
    assert (page.field("since")["value"], page.field("until")["value"]) == ("2025-12-01", "2026-11-28")
    by_dates = ada.client.page(f"{INSIGHTS}?since=2026-03-02&until=2026-03-08")
    assert "2 to 8 March 2026." in by_dates.words
    assert not [link for link in by_dates.all("a") if link.get("aria-current") and "range" in link["href"]]


@pytest.mark.parametrize("query", ["?range=%00", "?since=x&until=y", "?until=0001-01-01", "?since=2026-02-30"])
def test_nonsense_in_the_address_shows_the_usual_days(world: World, ada: Person, query: str) -> None:
    fill(world, days=500, a_day=12, topics=60)
    assert "31 August to 28 November 2026." in ada.client.page(f"{INSIGHTS}{query}").words
    assert ada.client.get(f"{INSIGHTS}requests.svg{query}&size=wide").status_code == HTTPStatus.OK


@pytest.mark.parametrize("query", ["", "?range=all", "?range=weeks"])
def test_every_picture_is_one_that_needs_nothing_else(world: World, ada: Person, query: str) -> None:
    fill(world, days=500, a_day=12, topics=60)
    found = pictures(ada, query)
    assert len(found) >= 20
    for path in found:
        answer = ada.client.get(path)
        assert answer.mimetype == "image/svg+xml"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert answer.headers["Cache-Control"] == "no-store"
        parts = list(ElementTree.fromstring(answer.text).iter())
        assert {each.tag.removeprefix(SVG) for each in parts} <= HARMLESS
        assert not [each for each in parts for name in each.attrib if "href" in name or name.startswith("on")]
        assert not re.search(r"url\(|@import", answer.text)


@pytest.mark.parametrize("path", ["nonsense.svg?size=wide", "requests.svg", "requests.svg?size=huge"])
def test_a_picture_that_there_is_not_is_not_found(world: World, ada: Person, path: str) -> None:
    fill(world, days=40, a_day=12, topics=60)
    assert ada.client.get(f"{INSIGHTS}{path}").status_code == HTTPStatus.NOT_FOUND


def test_a_picture_shows_what_the_table_shows_and_not_what_is_hidden(world: World, ada: Person) -> None:
    for hour in (9, 9, 9, 9, 9, 10):
        ask(world, f"2026-11-24 {hour:02}:00")
    count(world, NOW)
    assert ada.client.get(f"{INSIGHTS}hours.svg?size=wide").status_code == HTTPStatus.NOT_FOUND
    for hour in (10, 10, 10, 11, 12, 12, 12, 12, 12, 12):
        ask(world, f"2026-11-24 {hour:02}:00")
    count(world, NOW)
    answer = ada.client.get(f"{INSIGHTS}hours.svg?size=wide")
    assert re.findall(r'<desc class="value">(\d+)</desc>', answer.text) == ["5", "6"]


def test_the_pictures_have_the_colours_of_the_pages(world: World, ada: Person) -> None:
    fill(world, days=40, a_day=12, topics=60)
    looks = ada.client.get(f"{INSIGHTS}requests.svg?size=wide").text
    colours = (world.client().get("/static/css/clinic.css").text).partition("@media")[0]
    assert colours in looks
    assert "prefers-color-scheme: dark" in looks


def test_who_serves_pages_does_not_load_what_draws() -> None:
    code = "import sys, clinic.insights; sys.exit('pygal' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_years_of_many_requests_cost_no_more_questions_than_a_day_of_one(world: World, ada: Person) -> None:
    ask(world, NOW)
    count(world, NOW)
    of_one = questions(world, ada)
    with world.context(), transaction() as session:
        session.execute(delete(InsightsDay))
        session.execute(delete(InsightsMonth))
    fill(world, days=1000, a_day=12, topics=60)
    assert questions(world, ada) == of_one
    assert 0 < max(of_one) < 12


def questions(world: World, person: Person) -> list[int]:
    """Count what the page of everything, and a picture of it, ask the database."""
    paths = (f"{INSIGHTS}?range=all", f"{INSIGHTS}requests.svg?range=all&size=wide")
    return [asked(world, person, path) for path in paths]


def asked(world: World, person: Person, path: str) -> int:
    person.client.get(path)
    with statements(world) as found:
        assert person.client.get(path).status_code == HTTPStatus.OK
    return len(found)
