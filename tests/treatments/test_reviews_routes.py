"""Where staff see how the information pages stand, and clinicians record a review."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from clinic.staff.models import Role
from clinic.treatments.standing import State
from tests.pages import Page
from tests.staff.person import Person
from tests.treatments.reviewing import FIRST_DAY, TEXT, change_text, clinician, page, review, standing
from tests.world import World

PAGES = "/staff/pages/"


@pytest.fixture
def doctor(world: World) -> Person:
    person = clinician(world)
    person.sign_in()
    return person


def send(person: Person, opened: Page, **fields: str) -> TestResponse:
    return person.client.post(TEXT, data={**opened.values(), **fields})


def links(opened: Page) -> list[str]:
    return [link["href"] for link in opened.all("a") if link["href"].startswith(PAGES) and link["href"] != PAGES]


def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    stranger = world.client()
    for answer in (stranger.get(PAGES), stranger.get(TEXT), stranger.post(TEXT)):
        assert answer.status_code == 302
        assert "/staff/sign-in/" in answer.headers["Location"]


def test_staff_find_the_pages_from_any_of_theirs(doctor: Person) -> None:
    assert PAGES in [link["href"] for link in doctor.client.page("/staff/").all("a")]


def test_every_page_is_listed_with_how_it_stands(world: World, doctor: Person) -> None:
    review(doctor)
    opened = doctor.client.page(PAGES)
    assert sorted(links(opened)) == sorted(f"{PAGES}{slug}/" for slug in world.app.extensions["library"].pages)
    assert "Never reviewed" in opened.words
    assert "Ada Sample" in opened.words


def test_what_needs_a_review_comes_first_and_then_what_was_read_longest_ago(
    world: World, doctor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = list(world.app.extensions["library"].pages)
    for day, slug in enumerate(slugs):
        with time_machine.travel(FIRST_DAY - timedelta(days=day)):
            review(doctor, page(world, slug))
    change_text(world, monkeypatch, "Another text.", slugs[1])
    with time_machine.travel(FIRST_DAY):
        doctor.sign_in()
        found = links(doctor.client.page(PAGES))
    rest = [slug for slug in reversed(slugs) if slug != slugs[1]]
    assert found == [f"{PAGES}{slug}/" for slug in (slugs[1], *rest)]


def test_a_review_that_is_soon_too_old_waits_with_those_that_need_one(world: World, doctor: Person) -> None:
    with time_machine.travel(FIRST_DAY):
        review(doctor)
    for day, waits in ((334, False), (335, True), (366, True)):
        with time_machine.travel(FIRST_DAY + timedelta(days=day)):
            doctor.sign_in()
            found = doctor.client.page(PAGES).words
        waiting, _, reviewed = found.partition("Pages that are reviewed")
        assert (page(world).title in waiting) is waits
        assert (page(world).title in reviewed) is not waits


def test_the_whole_text_is_shown_when_nobody_has_read_it(world: World, doctor: Person) -> None:
    opened = doctor.client.page(TEXT)
    assert "Not yet reviewed by a clinician." in opened.words
    assert not opened.all("ins", "del")
    for line in page(world).text.splitlines():
        assert line.lstrip("#- ") in opened.words


def test_the_words_that_changed_since_the_last_review_are_marked_and_said(world: World, doctor: Person) -> None:
    now = page(world)
    line = next(line for line in now.text.splitlines() if len(line.split()) > 20)
    before = now.text.replace(line, line.replace(line.split()[4], "formerly", 1) + " And no more.")
    review(doctor, replace(now, text=before))
    opened = doctor.client.page(TEXT)
    assert opened.texts["del"][1:] == ["taken out: formerly;", "taken out: And no more.;"]
    assert opened.texts["ins"][1:] == [f"put in: {line.split()[4]};"]
    assert "Changed since it was reviewed by Ada Sample" in opened.words
    assert "unchanged paragraphs" in opened.words


def test_a_clinician_reads_ticks_and_records(world: World, doctor: Person) -> None:
    answer = send(doctor, doctor.client.page(TEXT), has_read="y")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGES)
    assert "is recorded" in doctor.client.page(PAGES).words
    assert standing(world).state is State.current


def test_nothing_is_recorded_without_the_tick(world: World, doctor: Person) -> None:
    answer = send(doctor, doctor.client.page(TEXT))
    assert answer.status_code == 422
    assert Page(answer.text).title.startswith("Error: ")
    assert "Tick the box once you have read the text." in answer.text
    assert standing(world).state is State.never


@pytest.mark.parametrize("ticked", [{"has_read": "y"}, {}])
def test_a_tab_that_was_opened_before_the_text_changed_is_refused_and_shows_the_new_text(
    world: World, doctor: Person, monkeypatch: pytest.MonkeyPatch, ticked: dict[str, str]
) -> None:
    old_tab = doctor.client.page(TEXT)
    change_text(world, monkeypatch, "A new text.")
    answer = send(doctor, old_tab, **ticked)
    again = Page(answer.text)
    assert answer.status_code == 409
    assert "nothing was recorded" in again.words
    assert "A new text." in again.words
    assert "checked" not in again.field("has_read")
    assert standing(world).state is State.never
    assert send(doctor, again, has_read="y").status_code == 303
    assert standing(world).state is State.current


@pytest.mark.parametrize("digest", ["", "nonsense", "\x00"])
def test_a_form_without_the_digest_of_this_text_is_refused(world: World, doctor: Person, digest: str) -> None:
    assert send(doctor, doctor.client.page(TEXT), has_read="y", digest=digest).status_code == 409
    assert standing(world).state is State.never


def test_a_form_without_its_token_records_nothing(world: World, doctor: Person) -> None:
    assert send(doctor, doctor.client.page(TEXT), has_read="y", csrf_token="").status_code == 422
    assert standing(world).state is State.never


@pytest.mark.parametrize("role", [Role.receptionist, Role.trichologist, Role.administrator])
def test_others_may_read_and_are_told_that_they_cannot_record(world: World, role: Role) -> None:
    other, doctor = Person(world, role=role), clinician(world)
    other.sign_in()
    doctor.sign_in()
    opened = other.client.page(TEXT)
    assert "Only a clinician can record a review" in opened.words
    assert not [field for field in opened.all("input") if field["name"] == "has_read"]
    forged = {**doctor.client.page(TEXT).values(), **opened.values(), "has_read": "y"}
    assert other.client.post(TEXT, data=forged).status_code == 403
    assert standing(world).state is State.never


@pytest.mark.parametrize("slug", ["hair-cloning", "%00", "alopecia-areata%00"])
def test_a_page_that_there_is_not_is_not_found(doctor: Person, slug: str) -> None:
    assert doctor.client.get(f"{PAGES}{slug}/").status_code == 404
