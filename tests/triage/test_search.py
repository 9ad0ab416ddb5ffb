"""Staff find a request by whatever they know of it, and see the part of the queue that they ask for."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.triage import decisions, queries
from clinic.triage.models import ClosedFor
from clinic.triage.queries import View, Wanted
from clinic.triage.routes.queue import PAGE
from tests.staff.person import Person
from tests.triage.test_queue import ask, names, shown
from tests.world import World


@pytest.fixture
def ada(world: World) -> Person:
    person = Person(world)
    person.sign_in()
    return person


@pytest.fixture
def known(world: World, ada: Person) -> str:
    """Give the reference of somebody whom staff look for, among others."""
    world.request(key="other", name="Another Person", email="other@example.com")
    details = {"email": "Mary.O-B@example.com", "phone": "+442079460018"}
    return world.request(key="known", name="Mary-Ann O'Brien Élan", **details).reference


@pytest.mark.parametrize(
    "words",
    [
        "O'Brien",
        "mary o brien",
        "BRI ma",
        "mary-ann o'b",
        "Élan",
        "élan",
        "mary.o-b@example.com",
        "MARY.O-B@",
        "020 7946 0018",
        "+44 (0)20 7946-0018",
        "  0207 946 0018 ",
    ],
)
def test_any_spelling_finds_the_person(ada: Person, known: str, words: str) -> None:
    page = ada.client.get("/staff/", query_string={"q": words}).text
    assert known in page
    assert "Another Person" not in page


def test_any_spelling_of_a_reference_finds_it(ada: Person, known: str) -> None:
    for words in (known, known.lower().replace("-", " "), known.removeprefix("HC-")):
        assert known in ada.client.get("/staff/", query_string={"q": words}).text


@pytest.mark.parametrize(
    "words", ["Nobody", "020 7946 0019", "%@example.com", "_ary.o-b@example.com", "a@", "HC-2222-2222"]
)
def test_what_nobody_has_finds_nothing(ada: Person, known: str, words: str) -> None:
    page = ada.client.get("/staff/", query_string={"q": words}).text
    assert "No request is like that" in page
    assert known not in page


def test_whoever_searches_searches_everything(world: World, ada: Person) -> None:
    asked = ask(world, "Closed")
    with world.context():
        decisions.close(asked, 0, ClosedFor.spam, "", Actor.staff(ada.account.id))
    assert shown(ada) == []
    assert shown(ada, "?view=mine&q=closed") == ["Closed"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[])) | st.text("'&|!():*<>\\\0 ab@é\u00a0\u0085-"))
def test_no_words_are_an_error(world: World, words: str) -> None:
    with world.context():
        assert queries.queue(Wanted(uuid.uuid4(), View.all, words=words or " "), 5).lines == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=new", {"Old", "Urgent", "Young"}),
        ("state=in_review", {"Taken"}),
        ("priority=emergency", {"Urgent"}),
        ("assignee=nobody", {"Old", "Urgent", "Young"}),
        ("assignee={ada}", {"Taken"}),
        ("sent=week", {"Taken", "Urgent", "Young"}),
        ("sent=week&assignee=nobody&priority=routine", {"Young"}),
        ("state=nonsense&priority=%00&assignee=x&sent=9", {"Old", "Taken", "Urgent", "Young"}),
    ],
)
def test_filters_leave_what_is_asked_for(world: World, ada: Person, query: str, expected: set[str]) -> None:
    with time_machine.travel(utcnow() - timedelta(days=8)):
        ask(world, "Old")
    ask(world, "Young")
    ask(world, "Urgent", priority="emergency")
    taken = ask(world, "Taken")
    with world.context():
        decisions.take(taken, 0, Actor.staff(ada.account.id))
    assert set(shown(ada, "?" + query.format(ada=ada.account.id))) == expected


def test_the_next_page_is_of_the_same_search(world: World, ada: Person) -> None:
    for number in range(PAGE + 1):
        world.request(key=f"key {number}", name="Sample")
        world.request(key=f"other {number}", name="Other")
    first = ada.client.page("/staff/?q=sample&state=new")
    on = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    assert names(first) + names(ada.client.page(on)) == ["Sample"] * (PAGE + 1)


def test_what_was_asked_for_stays_in_the_form(ada: Person) -> None:
    page = ada.client.page("/staff/?q=sample&state=new")
    assert page.field("q")["value"] == "sample"
    assert any(option.get("value") == "new" and "selected" in option for option in page.all("option"))
