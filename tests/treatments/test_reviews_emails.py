"""A month before a review is too old, each clinician hears of it once."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine

from clinic.core.audit import SYSTEM
from clinic.core.db import db
from clinic.notifications.models import Notification, State
from clinic.staff import services as staff
from clinic.staff.models import Role
from clinic.treatments import services, tasks
from clinic.treatments.library import library
from tests.staff.person import Person
from tests.treatments.reviewing import FIRST_DAY, SLUG, change_text, clinician, page, review
from tests.world import World

DOCTOR, COLLEAGUE = "doctor@clinic.example.org", "colleague@clinic.example.org"
DUE = datetime.fromisoformat("2027-10-25T06:00+00:00")
"""Thirty days before the review of the first day is a year old."""


@pytest.fixture
def doctor(world: World) -> Person:
    person = clinician(world, DOCTOR)
    with time_machine.travel(FIRST_DAY):
        review(person)
    return person


def remind(world: World, on: datetime = DUE) -> int:
    with time_machine.travel(on), world.context():
        return services.remind_reviewers()


def post(world: World, on: datetime = DUE) -> None:
    """Send what is owed on that day, an hour later."""
    with time_machine.travel(on + timedelta(hours=1)):
        world.send_mail()


def letter(world: World, recipient: str = DOCTOR) -> tuple[str, str]:
    """Give the subject and the words of the one email to this person."""
    (only,) = world.sink.to(recipient)
    body = only.get_body(("plain",))
    assert body is not None
    return only["Subject"], " ".join(body.get_content().split())


def states(world: World) -> list[State]:
    with world.context():
        return [each.state for each in db.session.query(Notification)]


def test_nobody_is_told_before_the_last_month(world: World, doctor: Person) -> None:
    assert remind(world, DUE - timedelta(days=1)) == 0
    assert remind(world, DUE) == 1


def test_the_email_says_which_page_by_when_and_where(world: World, doctor: Person) -> None:
    remind(world)
    post(world)
    subject, words = letter(world)
    assert subject == f"A page is due for review: {page(world).title}"
    for each in (
        "by 24 November 2027",
        "Reviewed by Ada Sample, clinician, on 24 November 2026",
        f"/staff/pages/{SLUG}/",
    ):
        assert each in words


def test_every_clinician_is_told_and_nobody_else(world: World, doctor: Person) -> None:
    clinician(world, COLLEAGUE)
    clinician(world, "left@clinic.example.org")
    with world.context():
        staff.disable("left@clinic.example.org", SYSTEM)
    for role in (Role.receptionist, Role.trichologist, Role.administrator):
        Person(world, f"{role}@clinic.example.org", role)
    assert remind(world) == 2
    post(world)
    assert letter(world, DOCTOR) == letter(world, COLLEAGUE)


def test_nobody_is_told_twice_of_one_review(world: World, doctor: Person) -> None:
    remind(world)
    assert remind(world) == 0
    post(world)
    for days in (1, 20, 31, 400):
        assert remind(world, DUE + timedelta(days=days)) == 0
    assert states(world) == [State.sent]


def test_a_clinician_who_joins_in_the_last_month_is_told_too(world: World, doctor: Person) -> None:
    remind(world)
    clinician(world, COLLEAGUE)
    assert remind(world, DUE + timedelta(days=3)) == 1


def test_whom_no_worker_told_in_time_is_told_that_the_review_is_too_old(world: World, doctor: Person) -> None:
    late = DUE + timedelta(days=60)
    assert remind(world, late) == 1
    post(world, late)
    assert "more than 12 months ago" in letter(world)[1]


def test_of_the_next_review_they_are_told_anew(world: World, doctor: Person) -> None:
    remind(world)
    with time_machine.travel(DUE + timedelta(days=2)):
        review(doctor)
    assert remind(world, DUE + timedelta(days=3)) == 0
    assert remind(world, DUE + timedelta(days=360)) == 1


def test_a_page_that_has_changed_is_not_announced(
    world: World, doctor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_text(world, monkeypatch, "Another text.")
    assert remind(world) == 0


def test_an_email_is_withheld_when_the_page_was_reviewed_meanwhile(world: World, doctor: Person) -> None:
    remind(world)
    with time_machine.travel(DUE + timedelta(minutes=1)):
        review(doctor)
    post(world)
    assert world.sink.to(DOCTOR) == []
    assert states(world) == [State.withheld]


def test_an_email_is_withheld_from_somebody_who_has_left(world: World, doctor: Person) -> None:
    remind(world)
    with world.context():
        staff.disable(DOCTOR, SYSTEM)
    post(world)
    assert states(world) == [State.withheld]


def test_a_page_that_is_gone_is_announced_no_more(
    world: World, doctor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(world)
    with world.context():
        now = library()
    rest = {slug: each for slug, each in now.pages.items() if slug != SLUG}
    monkeypatch.setitem(world.app.extensions, "library", replace(now, pages=rest))
    post(world)
    assert states(world) == [State.withheld]


@pytest.mark.commits
def test_tasks_that_run_at_once_tell_everybody_once(world: World, doctor: Person) -> None:
    clinician(world, COLLEAGUE)
    ready = threading.Barrier(4)

    def run() -> None:
        with world.context():
            ready.wait()
            tasks.remind_reviewers()

    with time_machine.travel(DUE):
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with world.context():
        assert sorted(each.recipient for each in db.session.query(Notification)) == [COLLEAGUE, DOCTOR]


def test_a_month_of_twenty_eight_days_still_gives_thirty_days_notice(world: World) -> None:
    doctor = clinician(world, DOCTOR)
    with time_machine.travel("2027-03-01 12:00Z"):
        review(doctor)
    assert remind(world, datetime.fromisoformat("2028-01-30T06:00+00:00")) == 0
    assert remind(world, datetime.fromisoformat("2028-01-31T06:00+00:00")) == 1
    assert date(2028, 1, 31) + timedelta(days=30) == date(2028, 3, 1)
