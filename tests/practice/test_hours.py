"""An administrator changes the clinic's hours and promises, sees what they mean, and who changed what."""

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, Actor, AuditEntry
from clinic.core.db import db
from clinic.practice import queries, services
from clinic.practice.arrangements import DEFAULTS, Arrangements, Closure, Nation, Opening
from clinic.practice.written import changed
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

HOURS = "/staff/settings/hours/"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person


def filled_in(person: Person) -> dict[str, str]:
    """Give the form as the page shows it."""
    page = Page(person.client.get(HOURS).text)
    texts = {field["name"]: field.get("value", "") for field in page.all("input") if "name" in field}
    return {**texts, "nation": "ENG", "closures": ""}


def save(person: Person, form: Mapping[str, str] | None = None, press: str = "save", **changes: str) -> TestResponse:
    return person.client.post(HOURS, data={**(form or filled_in(person)), "press": press, **changes})


def holds(world: World) -> Arrangements:
    with world.context():
        return queries.ARRANGEMENTS.newest().value


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_sees_and_changes_the_hours(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    assert person.client.get(HOURS).status_code == 403
    assert person.client.post(HOURS, data={"press": "save"}).status_code == 403
    assert "Hours and promises" not in person.client.page("/staff/settings/").words
    with world.context(), pytest.raises(NotYours):
        services.change_arrangements(DEFAULTS, 0, Actor.staff(person.account.id))


def test_nobody_else_changes_them_either(world: World) -> None:
    with world.context(), pytest.raises(NotYours):
        services.change_arrangements(DEFAULTS, 0, PATIENT)


def test_the_page_says_in_words_what_is_promised_now(lead: Person) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        lead.sign_in()
        assert "Hours and promises" in lead.client.page("/staff/settings/").words
        assert "Thursday 26 November at 10 am" in lead.client.page(HOURS).words


def test_what_was_written_is_read_and_shown_again_as_it_was_meant(world: World, lead: Person) -> None:
    answer = save(
        lead,
        monday="9am-12.30pm, 1:30 pm to 5 pm",
        saturday="10 – 14",
        nation="SCT",
        closures="24/12/2026 to 31/12/2026, Winter break\n\n2/11/2026, Training",
        routine="24",
    )
    assert answer.status_code == 303, Page(answer.text).words
    kept = holds(world)
    assert [each for each in kept.openings if each.weekday in {0, 5}] == [
        Opening(0, time(9), time(12, 30)),
        Opening(0, time(13, 30), time(17)),
        Opening(5, time(10), time(14)),
    ]
    assert kept.nation is Nation.scotland
    assert kept.closures == (
        Closure(date(2026, 11, 2), date(2026, 11, 2), "Training"),
        Closure(date(2026, 12, 24), date(2026, 12, 31), "Winter break"),
    )
    assert kept.promises["routine"] == 24
    page = Page(lead.client.get(HOURS).text)
    assert page.field("monday")["value"] == "9:00 to 12:30, 13:30 to 17:00"
    assert "2/11/2026, Training" in page.words
    assert save(lead, nation="SCT", closures=page.texts["textarea"][0]).status_code == 303
    assert holds(world) == kept


def test_a_preview_shows_what_would_be_promised_and_changes_nothing(world: World, lead: Person) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        lead.sign_in()
        words = Page(save(lead, press="preview", routine="8", friday="9:00 to 12:00").text).words
    assert "Wednesday 25 November at 10 am" in words
    assert "Monday to Thursday, 9 am to 5 pm; Friday, 9 am to noon" in words
    assert holds(world) == DEFAULTS


def test_a_change_is_kept_with_who_made_it_and_how_it_was_before(world: World, lead: Person) -> None:
    save(lead, friday="9:00 to 13:00", routine="12")
    words = " ".join(lead.client.page(HOURS).words.split())
    assert "Ada Sample: Friday: before 9:00 to 17:00, now 9:00 to 13:00" in words
    assert "Working hours, routine: before 16, now 12" in words
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "changed")).one()
        assert entry.record == f"arrangements:{queries.ARRANGEMENTS.newest().number}"
        assert entry.actor == f"staff:{lead.account.id}"
        assert entry.role == "administrator"
        assert entry.details == {
            "before": {"Friday": "9:00 to 17:00", "Working hours, routine": "16"},
            "after": {"Friday": "9:00 to 13:00", "Working hours, routine": "12"},
        }


def test_saving_the_same_again_is_no_change(world: World, lead: Person) -> None:
    assert save(lead).status_code == 303
    with world.context():
        assert queries.ARRANGEMENTS.latest_changes(1) == []


def test_a_new_request_goes_by_the_new_hours_and_an_older_one_by_its_own(world: World, lead: Person) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        lead.sign_in()
        save(lead, routine="8")
        client = world.client()
        client.post("/consultation/quick/", data=world.quick_form(client))
        assert "By Wednesday 25 November at 10 am" in client.page("/consultation/sent/").words
        save(lead, routine="32")
        assert "By Wednesday 25 November at 10 am" in client.page("/consultation/sent/").words


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"monday": "nine to five"}, "Write the hours of Monday like 9:00 to 17:00"),
        ({"monday": "9 to 25"}, "Write the hours of Monday"),
        ({"monday": "13 pm to 17"}, "Write the hours of Monday"),
        ({"monday": "9 to 5"}, "closes before it opens"),
        ({"monday": "9 to 13, 12 to 17"}, "begins before the first has ended"),
        ({"closures": "Christmas"}, "“Christmas” cannot be read"),
        ({"closures": "31/2/2026, Never"}, "cannot be read"),
        ({"closures": "2/1/2027 to 1/1/2027, Backwards"}, "ends before it begins"),
        ({"closures": "\n".join(["1/1/2027, Rest"] * 101)}, "at most 100 lines"),
        ({"routine": "0"}, "from 1 to 200 for “Routine”"),
        ({"routine": "many"}, "whole number"),
        ({"closures": "1/1/2026 to 1/1/2029, Gone"}, "open too seldom"),
        ({"monday": "", "tuesday": "", "wednesday": "", "thursday": "", "friday": ""}, "open too seldom"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_stays_on_the_page(
    world: World, lead: Person, changes: dict[str, str], message: str
) -> None:
    answer = save(lead, {**filled_in(lead), **changes})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert message in page.words
    assert all(value in answer.text for value in changes.values() if value and "\n" not in value)
    assert holds(world) == DEFAULTS


def test_of_two_who_change_the_hours_the_second_sees_the_firsts_and_keeps_their_own_words(
    world: World, lead: Person
) -> None:
    form = filled_in(lead)
    save(lead, friday="9:00 to 13:00")
    answer = save(lead, form, routine="40")
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "Somebody has saved this page" in page.words
    assert page.field("routine")["value"] == "40"
    assert holds(world).promises["routine"] == 16
    assert save(lead, {**form, **page.values(), "routine": "40"}).status_code == 303
    assert holds(world).promises["routine"] == 40


def test_a_nation_that_nobody_can_choose_is_refused(world: World, lead: Person) -> None:
    assert save(lead, nation="XX").status_code == 422


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(world: World, lead: Person, seen: str) -> None:
    assert save(lead, routine="8", seen=seen).status_code == 409
    assert holds(world) == DEFAULTS


@pytest.mark.commits
def test_of_four_who_save_at_once_one_wins(world: World) -> None:
    actor = Actor.staff(Person(world, role=Role.administrator).account.id)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def change(hours: int) -> None:
        promises = {**DEFAULTS.promises, "routine": hours}
        with world.app.app_context():
            start.wait()
            try:
                services.change_arrangements(msgspec.structs.replace(DEFAULTS, promises=promises), 0, actor)
                outcomes.append("saved")
            except services.ChangedMeanwhile:
                outcomes.append("too late")

    threads = [threading.Thread(target=change, args=(hours,)) for hours in (20, 21, 22, 23)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "too late", "too late", "too late"]


def test_what_differs_is_said_part_by_part() -> None:
    closed: Any = (Closure(date(2026, 12, 24), date(2026, 12, 24), "Party"),)
    after = msgspec.structs.replace(DEFAULTS, nation=Nation.wales, closures=closed)
    assert changed(DEFAULTS, after) == [
        ("Bank holidays", "England", "Wales"),
        ("Closures", "none", "24/12/2026, Party"),
    ]


def test_what_held_before_is_known_with_the_moment_of_each_change(world: World, lead: Person) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        lead.sign_in()
        save(lead, routine="8")
    with world.context():
        before, after = queries.ARRANGEMENTS.history()
    assert before[1] == DEFAULTS
    assert (after[0], after[1].promises["routine"]) == (TUESDAY, 8)
