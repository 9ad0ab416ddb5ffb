"""A medical review: who may record one, of what, and what becomes of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import Connection, event, select

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db
from clinic.staff import services as staff
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from clinic.treatments import queries, services
from clinic.treatments.library import library
from clinic.treatments.models import PageReview
from clinic.treatments.standing import State
from tests.staff.person import Person
from tests.treatments.reviewing import FIRST_DAY, SLUG, change_text, clinician, page, review, standing
from tests.world import World


def recorded(world: World) -> list[PageReview]:
    with world.context():
        return list(db.session.scalars(select(PageReview)))


def test_a_clinician_reviews_a_page_and_it_says_so(world: World) -> None:
    with time_machine.travel(FIRST_DAY):
        review(clinician(world))
        stands = standing(world)
    assert (stands.state, stands.by, stands.on) == (State.current, "Ada Sample", date(2026, 11, 24))
    assert stands.until == date(2027, 11, 24)


def test_a_page_that_nobody_has_read_is_not_called_reviewed(world: World) -> None:
    review(clinician(world))
    assert standing(world, "telogen-effluvium").state is State.never


@pytest.mark.parametrize("role", [Role.receptionist, Role.trichologist, Role.administrator])
def test_nobody_but_a_clinician_records_a_review(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        review(Person(world, role=role))
    assert recorded(world) == []


@pytest.mark.parametrize("actor", [PATIENT, SYSTEM, Actor.staff("11111111-1111-4111-8111-111111111111")])
def test_nobody_without_an_account_records_a_review(world: World, actor: Actor) -> None:
    read = page(world)
    with world.context(), pytest.raises(NotYours):
        services.record_review(read, read.digest, actor)
    assert recorded(world) == []


def test_a_clinician_whose_account_is_closed_records_no_review(world: World) -> None:
    left = clinician(world)
    with world.context():
        staff.disable(left.email, SYSTEM)
    with pytest.raises(NotYours):
        review(left)


def test_a_review_stands_although_the_clinician_has_left(world: World) -> None:
    doctor = clinician(world)
    review(doctor)
    with world.context():
        staff.disable(doctor.email, SYSTEM)
    assert standing(world).state is State.current


def test_a_review_is_of_the_text_that_was_read_and_no_other(world: World) -> None:
    read = page(world)
    earlier = replace(read, text=read.text + "\nOne sentence more.")
    with world.context(), pytest.raises(services.TextChanged):
        services.record_review(read, earlier.digest, Actor.staff(clinician(world).account.id))
    assert recorded(world) == []


def test_a_review_lapses_when_one_word_of_the_text_changes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    review(clinician(world))
    change_text(world, monkeypatch, page(world).text.replace("hair", "fur", 1))
    assert standing(world).state is State.changed


def test_a_review_comes_back_when_the_change_is_taken_back(world: World) -> None:
    doctor, read = clinician(world), page(world)
    with time_machine.travel(FIRST_DAY):
        review(doctor)
    with time_machine.travel(FIRST_DAY + timedelta(days=10)):
        review(doctor, replace(read, text=read.text + "\nOne sentence more."))
        stands = standing(world)
    assert (stands.state, stands.on) == (State.current, FIRST_DAY.date())


def test_of_a_changed_page_the_latest_review_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor, read = clinician(world), page(world)
    for days, text in ((0, "First."), (9, "Second.")):
        with time_machine.travel(FIRST_DAY + timedelta(days=days)):
            review(doctor, replace(read, text=text))
    stands = standing(world)
    assert (stands.state, stands.on) == (State.changed, date(2026, 12, 3))
    with world.context():
        assert queries.text_last_read(SLUG) == "Second."


@pytest.mark.parametrize(("day", "state"), [("2027-11-24", State.current), ("2027-11-25", State.old)])
def test_a_review_is_too_old_after_the_months_of_the_setting(world: World, day: str, state: State) -> None:
    with time_machine.travel(FIRST_DAY):
        review(clinician(world))
    with time_machine.travel(f"{day} 12:00Z"):
        assert standing(world).state is state


def test_the_day_is_the_one_on_the_clinics_wall(world: World) -> None:
    with time_machine.travel("2027-06-30 23:30Z"):
        review(clinician(world))
    assert standing(world).on == date(2027, 7, 1)


def test_the_same_review_twice_on_a_day_is_one(world: World) -> None:
    doctor = clinician(world)
    with time_machine.travel(FIRST_DAY):
        review(doctor)
        review(doctor)
    assert len(recorded(world)) == 1
    with world.context():
        assert len(list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "reviewed")))) == 1


def test_the_same_text_is_reviewed_again_on_another_day_and_by_somebody_else(world: World) -> None:
    doctor = clinician(world)
    for days in (0, 300):
        with time_machine.travel(FIRST_DAY + timedelta(days=days)):
            review(doctor)
    review(clinician(world, "colleague@clinic.example.org"))
    assert len(recorded(world)) == 3


def test_a_review_is_written_down_with_who_did_it(world: World) -> None:
    doctor = clinician(world)
    review(doctor)
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "reviewed")).one()
    assert (entry.actor, entry.record) == (f"staff:{doctor.account.id}", f"page:{SLUG}")


@pytest.mark.commits
def test_a_review_sent_many_times_at_once_is_one(world: World) -> None:
    doctor, read = clinician(world), page(world)
    actor, ready = Actor.staff(doctor.account.id), threading.Barrier(5)

    def send() -> None:
        with world.context():
            ready.wait()
            services.record_review(read, read.digest, actor)

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(recorded(world)) == 1


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with world.context():
        target = db.session.connection().engine
        event.listen(target, "before_cursor_execute", note)
        yield asked
        event.remove(target, "before_cursor_execute", note)


def test_all_pages_are_asked_for_in_one_statement_that_reads_no_text(world: World) -> None:
    review(clinician(world))
    with statements(world) as asked:
        queries.standings(library().pages.values())
    assert len([statement for statement in asked if "page_review" in statement]) == len(asked) == 1
    assert "page_review.text" not in asked[0]
