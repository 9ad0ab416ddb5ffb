"""When a reminder goes: by the rules, not in the night, and only while it is of use."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import msgspec
import pytest
import time_machine

from clinic.core.audit import SYSTEM
from clinic.core.db import transaction
from clinic.notifications import services as mail
from clinic.notifications.composing import NotYet
from clinic.notifications.models import State
from clinic.scheduling import booking, reminders
from clinic.scheduling.night import night_around
from clinic.scheduling.reminders import REMINDERS
from clinic.scheduling.rules import DEFAULTS, RULES, BookingRulesRow
from tests.scheduling.arranged import MONDAY, NOW, arrange, at
from tests.scheduling.told import ledger, patient, subjects
from tests.world import World

FIRST, SECOND, LAST = REMINDERS
TUESDAY, SUNDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY - timedelta(days=1), NOW.date()


@pytest.fixture(autouse=True)
def context(world: World) -> Iterator[None]:
    with world.context():
        yield


def rule(**changes: object) -> None:
    row = BookingRulesRow(values=msgspec.to_builtins(msgspec.structs.replace(DEFAULTS, **changes)))
    with transaction() as session:
        session.add(row)
    RULES.memory.expire()


def booked_for(world: World, begins: datetime) -> None:
    """Book on the Friday before, and let everything be sent that is due by then."""
    with time_machine.travel(NOW) as clock:
        arranged = arrange(notice_hours=0)
        booking.book(patient(world), arranged.staffs_wish(), begins, SYSTEM)
        clock.shift(timedelta(hours=4))
        world.send_mail()


def sweep_at(world: World, moment: datetime) -> list[str]:
    """Let a worker look for what is due at a moment; gives what the patient received then."""
    world.sink.clear()
    with time_machine.travel(moment):
        mail.sweep()
    return subjects(world)


@pytest.mark.parametrize(
    ("clock", "goes"),
    [
        ("12:00", at("09:00")),
        ("11:00", at("08:00")),
        ("09:00", at("08:00")),  # at six people sleep
        ("08:30", at("08:00")),  # half an hour before: as late as may be
        ("08:15", at("20:00", SUNDAY)),  # at eight it would be too late
        ("07:00", at("20:00", SUNDAY)),
        ("23:00", at("20:00")),
        ("23:59", at("20:59")),
    ],
)
def test_what_the_night_would_keep_until_too_late_goes_the_evening_before(clock: str, goes: datetime) -> None:
    assert reminders.goes_at(LAST, at(clock)) == goes


@pytest.mark.parametrize(
    ("moment", "is_night"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_the_night_goes_past_midnight(moment: str, is_night: bool) -> None:
    assert (night_around(at(moment)) is not None) == is_night


def test_a_night_may_begin_after_midnight_or_never() -> None:
    rule(night_from=time(1), night_until=time(6))
    assert [clock for clock in ("00:30", "01:00", "05:59", "06:00") if night_around(at(clock))] == ["01:00", "05:59"]
    rule(night_from=time(1), night_until=time(1))
    assert night_around(at("01:00")) is None


def test_the_night_is_the_clinics_on_both_days_on_which_clocks_change() -> None:
    for day in (datetime(2027, 3, 28).date(), datetime(2027, 10, 31).date()):  # noqa: DTZ001  # dates
        night = night_around(at("05:00", day))
        assert night is not None
        assert night.ends == at("08:00", day)
        assert night.begins == at("21:00", day - timedelta(days=1))


def test_a_reminder_switched_off_is_not_planned() -> None:
    rule(reminders=(168, 0, 3))
    with time_machine.travel(NOW - timedelta(days=30)):
        assert list(reminders.planned(at("12:00"))) == [FIRST, LAST]


def test_a_reminder_switched_off_meanwhile_does_not_go(world: World) -> None:
    booked_for(world, at("11:00", TUESDAY))
    rule(reminders=(168, 0, 3))
    assert sweep_at(world, at("11:00", SUNDAY)) == []
    assert ledger(SECOND) == [(State.withheld, "The clinic sends this reminder no more.")]


def test_each_reminder_comes_once_in_its_time(world: World) -> None:
    booked_for(world, at("11:00", MONDAY + timedelta(days=14)))
    week_before = MONDAY + timedelta(days=7)
    assert sweep_at(world, at("10:59", week_before)) == []
    assert sweep_at(world, at("11:00", week_before)) == ["Your appointment is in 7 days"]
    assert sweep_at(world, at("11:00", week_before + timedelta(days=5))) == ["Your appointment is in 2 days"]
    assert sweep_at(world, at("08:00", week_before + timedelta(days=7))) == ["Your appointment is today"]
    assert sweep_at(world, at("10:00", week_before + timedelta(days=7))) == []


def test_a_reminder_due_before_an_outage_goes_after_it_while_it_is_of_use(world: World) -> None:
    booked_for(world, at("11:00", TUESDAY))
    world.sink.stop()
    try:
        assert sweep_at(world, at("11:00", SUNDAY)) == []
    finally:
        world.sink.start()
    assert sweep_at(world, at("12:00", MONDAY)) == ["Your appointment is tomorrow"]


@pytest.mark.parametrize(
    ("up_again", "received", "reason"),
    [
        (at("08:30", TUESDAY), ["Your appointment is today"], "A nearer reminder was due already."),
        (at("10:31", TUESDAY), [], "The appointment had begun, or was about to."),
        (at("12:00", TUESDAY), [], "The appointment had begun, or was about to."),
    ],
)
def test_after_an_outage_nothing_goes_that_is_of_no_use(
    world: World, up_again: datetime, received: list[str], reason: str
) -> None:
    booked_for(world, at("11:00", TUESDAY))
    world.sink.stop()
    try:
        sweep_at(world, at("11:00", SUNDAY))
    finally:
        world.sink.start()
    assert sweep_at(world, up_again) == received
    assert ledger(SECOND) == [(State.withheld, reason)]
    assert ledger(LAST)[0][0] is (State.sent if received else State.withheld)


def test_what_an_outage_brings_into_the_night_waits_for_the_morning(world: World) -> None:
    booked_for(world, at("11:00", TUESDAY))
    assert sweep_at(world, at("23:00", SUNDAY)) == []
    assert ledger(SECOND) == [(State.queued, "")]
    assert sweep_at(world, at("07:59", MONDAY)) == []
    assert sweep_at(world, at("08:00", MONDAY)) == ["Your appointment is tomorrow"]


def test_what_could_only_go_in_the_night_does_not_go() -> None:
    with time_machine.travel(at("22:00", SUNDAY)):
        assert reminders.hindrance(LAST, at("08:15")) == reminders.KEPT_BY_THE_NIGHT
        assert reminders.hindrance(LAST, at("08:30")) == NotYet(at("08:00"))
