"""What a person changed later stands marked beside what it was, and nothing that was told is lost."""

import re
from datetime import timedelta

import pytest
import time_machine

from clinic.core.audit import PATIENT
from clinic.core.clock import utcnow
from clinic.intake import queries, services
from clinic.intake.models import Source
from clinic.staff.models import Role
from tests.browser import people
from tests.pages import Page
from tests.staff.person import Person
from tests.triage.test_request import person
from tests.world import World


@pytest.fixture
def tess(world: World) -> Person:
    return person(world, "tess@clinic.example.org", Role.trichologist)


def told(world: World, **changes: object) -> str:
    """Send a whole form, change these answers an hour later, and give the request's page."""
    with world.context():
        accepted = services.submit_intake(people.WOMAN, Source.full, "a key", PATIENT)
        if changes:
            change(world, accepted.id, **changes)
    return f"/staff/intakes/{accepted.reference}/"


def change(world: World, id: object, **changes: object) -> None:
    now = queries.answers_of(id)  # type: ignore[arg-type]  # there is one
    with time_machine.travel(utcnow() + timedelta(hours=1)):
        services.add_answers(now.intake_id, {**now.answers, **changes}, now.revision, PATIENT)


def row(page: Page, label: str) -> str:
    """Give everything that stands beside a question."""
    words = " ".join(page.words.split())
    rest = words[words.index(label) :]
    return re.split(r" (?=What is it doing now|How did it begin|What do you notice)", rest, maxsplit=1)[0]


def test_a_changed_answer_is_marked_and_shows_what_it_was(world: World, tess: Person) -> None:
    page = tess.client.page(told(world, onset="under_1_month"))
    onset = row(page, "When did the problem with your hair or scalp start?")
    assert "Changed" in onset
    assert "Less than a month ago" in onset
    assert re.search(r"Until \d+ \w+ \d{4}, \d\d:\d\d: 3 months to a year ago", onset)
    assert "changed 1 time: what was changed is marked" in " ".join(page.words.split())


def test_what_was_not_changed_is_not_marked(world: World, tess: Person) -> None:
    page = tess.client.page(told(world))
    assert "Changed" not in page.words
    assert "Until" not in page.words


def test_an_answer_changed_twice_shows_both_earlier_ones(world: World, tess: Person) -> None:
    path = told(world, onset="under_1_month")
    with world.context():
        intake = queries.intake_by_reference(path.split("/")[-2])
        assert intake is not None
        change(world, intake.id, onset="over_5_years")
    onset = row(tess.client.page(path), "When did the problem with your hair or scalp start?")
    assert onset.index("More than 5 years") < onset.index("Less than a month ago") < onset.index("3 months to a year")


def test_an_answer_whose_question_is_asked_no_more_is_kept(world: World, tess: Person) -> None:
    page = tess.client.page(told(world, sex="male", scale_m="male-2"))
    words = " ".join(page.words.split())
    assert "Told before, and no longer asked" in words
    assert "Stage 2: scalp shows" in words[words.index("Told before, and no longer asked") :]


def test_what_was_agreed_to_is_told_once_with_its_wording(world: World, tess: Person) -> None:
    page = tess.client.page(told(world, onset="under_1_month"))
    assert "no longer asked" not in page.words
    assert "I agree that the clinic may contact me" not in page.words
    assert "Being contacted about this request" in page.words


def test_what_the_rules_found_before_is_still_told(world: World, tess: Person) -> None:
    page = tess.client.page(told(world, hormone=["none"], reproductive=["none"], triggers=["none"]))
    words = " ".join(page.words.split())
    assert "the rules do not find this any more" in words


def test_five_lines_stand_at_the_head_for_those_who_treat_and_for_nobody_else(world: World, tess: Person) -> None:
    path = told(world)
    assert "levothyroxine 75 micrograms; Latex" in tess.client.page(path).words
    page = person(world, "ada@clinic.example.org").client.page(path)
    assert "In five lines" not in page.words
