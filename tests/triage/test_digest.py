"""Each working morning those who asked for it hear what waits, once, and in an email without a name."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import Actor
from clinic.core.db import db
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.practice import services as practice
from clinic.practice.arrangements import DEFAULTS, Arrangements, Closure
from clinic.staff.models import Role
from clinic.triage import decisions
from clinic.triage.digest import DIGEST, send_digests
from tests.staff.person import Person
from tests.triage.test_queue import ask
from tests.triage.test_request import person
from tests.world import World

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
SUMMER = datetime(2027, 6, 1, 6, 35, tzinfo=UTC)
"""Half past seven, and five minutes, on the clinic's wall."""
CHRISTMAS = datetime(2026, 12, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def ada(world: World) -> Person:
    with time_machine.travel(TUESDAY - timedelta(minutes=20)):
        ada = person(world, "ada@clinic.example.org")
        press(ada, "begin")
    return ada


def press(who: Person, what: str) -> None:
    hidden = who.client.page("/staff/account/").values()
    who.client.post("/staff/account/digest/", data={**hidden, "press": what})


def send_at(world: World, moment: datetime) -> int:
    with time_machine.travel(moment), world.context():
        owed = send_digests()
        world.send_mail()
    return owed


def told(world: World, who: Person) -> str:
    return " ".join(str(world.sink.to(who.email)[-1].get_body(("plain",))).split())


def digests(world: World) -> list[Notification]:
    with world.context():
        wanted = select(Notification).where(Notification.kind == DIGEST)
        return list(db.session.scalars(wanted, execution_options={"populate_existing": True}))


def test_who_asked_for_it_hears_what_waits_without_a_name(world: World, ada: Person) -> None:
    with time_machine.travel(TUESDAY):
        mine = ask(world, "Wilhelmina Sample", timedelta(hours=3, minutes=10), "prompt")
        ask(world, "Late Sample", timedelta(hours=-3, minutes=-10))
        with world.context():
            decisions.take(mine, 0, Actor.staff(ada.account.id))
    assert send_at(world, TUESDAY) == 1
    words = told(world, ada)
    for expected in ("To answer: 2, of these with you: 1", "Overdue: 1", "Prompt, 3 h left", "Routine, 3 h late"):
        assert expected in words
    assert "Wilhelmina" not in words
    assert "Late" not in words


def test_it_is_sent_once_a_morning_however_often_somebody_looks(world: World, ada: Person) -> None:
    ask(world, "Sample")
    assert [send_at(world, TUESDAY + timedelta(minutes=15 * each)) for each in range(4)] == [1, 0, 0, 0]
    assert send_at(world, TUESDAY + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    "moment",
    [TUESDAY.replace(hour=7, minute=29), TUESDAY.replace(hour=12), SATURDAY, CHRISTMAS, SUMMER.replace(minute=29)],
    ids=["too early", "noon", "a Saturday", "a bank holiday", "too early in summer"],
)
def test_it_comes_on_working_mornings_only(world: World, ada: Person, moment: datetime) -> None:
    ask(world, "Sample")
    assert send_at(world, moment) == 0


def test_the_morning_is_that_on_the_clinics_wall(world: World, ada: Person) -> None:
    ask(world, "Sample")
    assert send_at(world, SUMMER) == 1


def test_it_does_not_come_while_the_clinic_is_closed(world: World, ada: Person) -> None:
    lead = person(world, "lead@clinic.example.org", Role.administrator)
    day = TUESDAY.date()
    closed = Arrangements(DEFAULTS.openings, DEFAULTS.nation, (Closure(day, day, "Building work"),), DEFAULTS.promises)
    with world.context():
        practice.change_arrangements(closed, 0, Actor.staff(lead.account.id))
    ask(world, "Sample")
    assert send_at(world, TUESDAY) == 0


def test_nothing_waits_and_nothing_is_sent(world: World, ada: Person) -> None:
    assert send_at(world, TUESDAY) == 1
    assert [(each.state, each.answer) for each in digests(world)] == [(MailState.withheld, "Nothing was waiting.")]


def test_who_ended_it_or_never_asked_hears_nothing(world: World, ada: Person) -> None:
    ask(world, "Sample")
    person(world, "ben@clinic.example.org")
    with time_machine.travel(TUESDAY - timedelta(minutes=10)):
        press(ada, "end")
    assert send_at(world, TUESDAY) == 0


def test_one_that_could_not_go_in_time_is_withheld(world: World, ada: Person) -> None:
    ask(world, "Sample")
    with time_machine.travel(TUESDAY), world.context():
        send_digests()
    with time_machine.travel(TUESDAY + timedelta(hours=6)):
        world.send_mail()
    [email] = digests(world)
    assert (email.state, "the morning was over" in email.answer) == (MailState.withheld, True)
