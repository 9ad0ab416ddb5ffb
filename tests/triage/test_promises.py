"""Staff hear that a promise is nearly due or broken, the patient that we are late, each of them once."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import ColumnElement, Text, cast, func, select, text

from clinic.core.audit import Actor
from clinic.core.db import db, transaction
from clinic.intake.models import Intake
from clinic.intake.rules import Priority
from clinic.notifications import queries as mail
from clinic.notifications.composing import composers
from clinic.notifications.models import Notification, State
from clinic.practice import promise
from clinic.staff.models import Role
from clinic.staff.services import add_staff, disable
from clinic.triage import decisions, promises
from clinic.triage.mail.kinds import KINDS, TO_PATIENTS
from clinic.triage.models import ClosedFor, Contact
from clinic.triage.promises import NEARLY_DUE, OVERDUE, WE_ARE_LATE, watch_promises
from tests.world import DESK, PATIENT_EMAIL, QUICK, World

LEAD = "lead@example.org"
MINE = "mine@example.org"
ASKED = datetime(2026, 11, 24, 11, tzinfo=UTC)
NEARLY = datetime(2026, 11, 26, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 11, tzinfo=UTC)
"""Two working days after a Tuesday at eleven."""


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def member(world: World, email: str, role: Role) -> Actor:
    with world.context():
        return Actor.staff(add_staff("Sample Member", email, "plum orchard kettle violin", role, Actor("operator")).id)


@pytest.fixture
def lead(world: World) -> Actor:
    return member(world, LEAD, Role.administrator)


@pytest.fixture
def mine(world: World) -> Actor:
    return member(world, MINE, Role.receptionist)


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    with at(ASKED):
        id = world.request().id
        world.send_mail()
    return id


def told(world: World, asked: uuid.UUID) -> set[tuple[str, str]]:
    """Give which news about promises is owed to whom; fails where somebody is told twice."""
    with world.context():
        news = [(each.kind, each.recipient) for each in mail.about(asked) if each.kind.startswith("triage.")]
    assert len(news) == len(set(news))
    return set(news)


def watch(world: World, moment: datetime) -> int:
    with at(moment), world.context():
        return watch_promises()


def letter(world: World, moment: datetime, recipient: str) -> str:
    """Send what is owed, and give the last email to somebody, subject and words."""
    with at(moment):
        world.send_mail()
    last = world.sink.to(recipient)[-1]
    plain = last.get_body(("plain",))
    assert plain is not None
    return f"{last['Subject']}\n{plain.get_content()}"


def test_while_there_is_time_nobody_is_told(world: World, lead: Actor, asked: uuid.UUID) -> None:
    assert watch(world, NEARLY - timedelta(minutes=1)) == 0
    assert told(world, asked) == set()


def test_an_hour_before_it_is_due_the_lead_is_told_and_who_has_it(
    world: World, lead: Actor, mine: Actor, asked: uuid.UUID
) -> None:
    with at(ASKED), world.context():
        decisions.take(asked, 0, mine)
    watch(world, NEARLY)
    assert told(world, asked) == {(NEARLY_DUE, LEAD), (NEARLY_DUE, MINE)}
    words = letter(world, NEARLY, MINE)
    assert "Promised by: Thursday 26 November at 11 am" in words
    assert "With: Sample Member" in words


def test_of_a_request_that_nobody_has_the_lead_is_told_so(world: World, lead: Actor, asked: uuid.UUID) -> None:
    watch(world, NEARLY)
    assert told(world, asked) == {(NEARLY_DUE, LEAD)}
    assert "Nobody has taken it yet." in letter(world, NEARLY, LEAD)


def test_without_an_administrator_the_clinics_own_address_is_told(world: World, asked: uuid.UUID) -> None:
    watch(world, NEARLY)
    assert told(world, asked) == {(NEARLY_DUE, DESK)}


def test_who_has_it_and_can_no_longer_sign_in_is_not_told(
    world: World, lead: Actor, mine: Actor, asked: uuid.UUID
) -> None:
    with at(ASKED), world.context():
        decisions.take(asked, 0, mine)
        disable(MINE, lead)
    watch(world, NEARLY)
    assert told(world, asked) == {(NEARLY_DUE, LEAD)}


def test_each_is_told_once_however_often_somebody_looks(world: World, lead: Actor, asked: uuid.UUID) -> None:
    for minute in range(90):
        watch(world, NEARLY + timedelta(minutes=minute))
    assert told(world, asked) == {(NEARLY_DUE, LEAD), (OVERDUE, LEAD), (WE_ARE_LATE, PATIENT_EMAIL)}


def test_at_the_breach_the_patient_reads_that_we_are_late_and_what_to_do(
    world: World, lead: Actor, asked: uuid.UUID
) -> None:
    watch(world, DUE)
    words = letter(world, DUE, PATIENT_EMAIL)
    for expected in ("We are late", "Thursday 26 November at 11 am", "020 7946 0018", "NHS 111", "999", "/my/"):
        assert expected in words
    assert "An email tells the person that we are late." in letter(world, DUE, LEAD)


def test_of_somebody_without_email_the_lead_is_told_that_only_a_call_can_tell_them(world: World, lead: Actor) -> None:
    with at(ASKED):
        asked = world.request(email="", phone="+442079460018", contact_pref="phone").id
    watch(world, DUE)
    assert told(world, asked) == {(OVERDUE, LEAD)}
    assert "only a call can" in letter(world, DUE, LEAD)


@pytest.mark.parametrize(
    "decide",
    [
        lambda asked, actor: decisions.contact(asked, 0, Contact.spoke, "", actor),
        lambda asked, actor: decisions.close(asked, 0, ClosedFor.spam, "", actor),
    ],
    ids=["somebody was in touch", "it was closed"],
)
def test_a_clock_that_was_stopped_tells_nobody(
    world: World, lead: Actor, mine: Actor, asked: uuid.UUID, decide: Callable[[uuid.UUID, Actor], object]
) -> None:
    with at(NEARLY), world.context():
        decide(asked, mine)
    assert watch(world, DUE) == 0
    assert told(world, asked) == set()


def test_whoever_was_in_touch_before_the_email_went_spares_everybody_it(
    world: World, lead: Actor, mine: Actor, asked: uuid.UUID
) -> None:
    with at(ASKED):
        world.send_mail()
    world.sink.clear()
    watch(world, DUE)
    with at(DUE), world.context():
        decisions.contact(asked, 0, Contact.spoke, "", mine)
    with at(DUE):
        world.send_mail()
    assert world.sink.mails == []
    with world.context():
        late = db.session.scalars(select(Notification).where(Notification.kind == WE_ARE_LATE)).one()
    assert (late.state, late.answer) == (State.withheld, "Somebody had been in touch, or had closed the request.")


def test_a_call_without_an_answer_stops_nothing(world: World, lead: Actor, mine: Actor, asked: uuid.UUID) -> None:
    with at(NEARLY), world.context():
        decisions.contact(asked, 0, Contact.no_answer, "", mine)
    assert watch(world, DUE) == 1


def test_what_is_due_on_monday_morning_is_told_on_friday(world: World, lead: Actor) -> None:
    friday, monday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC), datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    with at(friday - timedelta(days=2)):
        asked = world.request().id
    with world.context(), transaction() as session:
        session.get_one(Intake, asked).due_at = monday
    watch(world, friday - timedelta(minutes=1))
    assert told(world, asked) == set()
    watch(world, friday)
    assert told(world, asked) == {(NEARLY_DUE, LEAD)}


@pytest.mark.parametrize(
    ("priority", "minutes"), [(Priority.emergency, 15), (Priority.same_day, 30), (Priority.prompt, 60)]
)
def test_a_short_promise_has_a_shorter_last_call(world: World, priority: Priority, minutes: int) -> None:
    with world.context():
        assert promise.nearly_due(priority, ASKED) == ASKED + timedelta(minutes=minutes)


def test_a_long_list_is_told_to_its_end(world: World, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "BATCH", 2)
    with at(ASKED):
        everybody = [world.request(key=f"key {number}").id for number in range(5)]
    assert watch(world, DUE) == 5
    assert all((OVERDUE, LEAD) in told(world, each) for each in everybody)


def test_no_email_about_a_promise_says_who_it_is_or_what_they_told(world: World, lead: Actor, asked: uuid.UUID) -> None:
    watch(world, NEARLY)
    watch(world, DUE)
    with at(DUE):
        world.send_mail()
    mails = [mail for mail in world.sink.mails if "late" in mail["Subject"] or "due" in mail["Subject"]]
    assert len(mails) == 3
    for each in mails:
        text = each.as_string().lower()
        assert str(QUICK["name"]).lower() not in text
        assert "hair" not in text


@pytest.mark.commits
def test_of_four_who_watch_at_once_one_tells(world: World) -> None:
    member(world, LEAD, Role.administrator)
    with at(ASKED):
        requests = [world.request(key=f"key {number}").id for number in range(20)]
    start = threading.Barrier(4)

    def look() -> None:
        with world.app.app_context():
            start.wait()
            watch_promises()

    with at(DUE):
        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with world.context():
            watch_promises()
    expected = {(OVERDUE, LEAD), (WE_ARE_LATE, PATIENT_EMAIL)}
    assert [told(world, each) for each in requests] == [expected] * 20


@pytest.mark.commits
def test_a_request_that_somebody_is_deciding_about_has_until_the_next_look(world: World) -> None:
    with at(ASKED):
        asked = world.request().id
    with world.app.app_context(), transaction() as session:
        session.scalars(select(Intake).where(Intake.id == asked).with_for_update()).one()
        looking = threading.Thread(target=watch, args=(world, DUE))
        looking.start()
        looking.join()
    assert told(world, asked) == set()
    assert watch(world, DUE) == 1


@pytest.mark.commits
def test_who_looked_before_another_told_and_comes_to_it_after_tells_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One watcher is held up in the middle of its question, by a lock, until the other has told and committed."""
    member(world, LEAD, Role.administrator)
    with at(ASKED):
        asked = world.request().id
    late = threading.Thread(target=watch, args=(world, DUE))
    is_nearly_due, lock = promises._is_nearly_due, func.pg_advisory_xact_lock(1)

    def held_up(now: datetime) -> ColumnElement[bool]:
        waits = threading.current_thread() is late
        return is_nearly_due(now) & cast(lock, Text).is_not(None) if waits else is_nearly_due(now)

    monkeypatch.setattr(promises, "_is_nearly_due", held_up)
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with world.context(), db.engine.connect() as holder:
        holder.execute(select(lock))
        late.start()
        while not holder.scalar(waiting):
            continue
        watch(world, DUE)
        holder.rollback()
        late.join()
    assert told(world, asked) == {(OVERDUE, LEAD), (WE_ARE_LATE, PATIENT_EMAIL)}


def test_every_kind_of_email_has_a_name_and_the_patients_are_known(world: World) -> None:
    kinds = {kind for kind, compose in composers.items() if compose.__module__.startswith("clinic.")}
    assert set(KINDS) == kinds
    assert WE_ARE_LATE in TO_PATIENTS
