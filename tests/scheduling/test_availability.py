"""Free times: open minus busy, by example and against what anybody would find in paper diaries."""

import contextlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event
from sqlalchemy.exc import IntegrityError

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import utcnow
from clinic.core.db import attempt, db, transaction
from clinic.intake import services
from clinic.intake.drafts import start_draft
from clinic.intake.models import Source
from clinic.practice.arrangements import DEFAULTS, Closure
from clinic.practice.models import ArrangementsRow
from clinic.practice.queries import ARRANGEMENTS
from clinic.scheduling import booking, diaries, holding
from clinic.scheduling.arranging.models import (
    AppointmentKind,
    ChangedDay,
    ChangedHours,
    Schedule,
    TimeOff,
    WeeklyHours,
    kind_practitioner,
)
from clinic.scheduling.availability import DAY, Wish, diary, who_is_free
from clinic.scheduling.models import Appointment, Mode, State
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.wishes import Choice, wish_of_patient, wish_of_staff
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.scheduling.obvious import obvious_times
from tests.world import QUICK, World

TUESDAY, SKIPPED, DOUBLED = MONDAY + DAY, date(2027, 3, 28), date(2027, 10, 31)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def now(world: World) -> Iterator[Any]:
    with world.context(), time_machine.travel(NOW, tick=False) as clock:
        yield clock


def times(wish: Wish, first: date = MONDAY, last: date | None = None) -> list[str]:
    """Give the times by the clock of the place."""
    found = diary(wish, first, last or first)
    return [f"{slot.starts_at.astimezone(wish.place.zone):%H:%M}" for slot in found.slots]


def change_hours(arranged: Arranged, *spans: tuple[str, str], day: date = MONDAY, practitioner: int = 0) -> None:
    with transaction() as session:
        changed = ChangedDay(id=uuid.uuid4(), practitioner_id=arranged.practitioner_ids[practitioner], on=day)
        session.add(changed)
        session.flush()
        for opens, closes in spans:
            row = ChangedHours(changed_day_id=changed.id, location_id=arranged.location_id, by_video=True)
            row.opens, row.closes = time.fromisoformat(opens), time.fromisoformat(closes)
            session.add(row)


def take_off(arranged: Arranged, begins: datetime, ends: datetime) -> None:
    with transaction() as session:
        session.add(TimeOff(practitioner_id=arranged.practitioner_ids[0], starts_at=begins, ends_at=ends))


def close(*closures: Closure) -> None:
    with transaction() as session:
        session.add(ArrangementsRow(values=msgspec.to_builtins(msgspec.structs.replace(DEFAULTS, closures=closures))))
    ARRANGEMENTS.memory.expire()


def request() -> uuid.UUID:
    return services.submit_intake(dict(QUICK), Source.quick, str(uuid.uuid4()), PATIENT).id


def book(wish: Wish, moment: datetime) -> Appointment:
    """Put an appointment into a diary, and nothing else: for the tests of what is free beside it."""
    appointment = Appointment(id=uuid.uuid4(), draft_id=start_draft({})[0].id, state=State.booked)
    with transaction() as session:
        diaries.fill(appointment, wish, moment, wish.practitioner_id or who_is_free(wish, moment)[0])
        session.add(appointment)
    return appointment


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def see(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(db.session.connection(), "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(db.session.connection(), "before_cursor_execute", see)


def test_times_begin_with_the_hours_and_end_within_them() -> None:
    arranged = arrange(minutes=45, every_minutes=30)
    assert times(arranged.staffs_wish()) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_times_keep_their_step_from_when_the_hours_began_after_a_booking() -> None:
    arranged = arrange(minutes=25, every_minutes=30)
    change_hours(arranged, ("09:10", "12:00"))
    book(arranged.staffs_wish(0), at("09:40"))
    assert times(arranged.staffs_wish()) == ["09:10", "10:10", "10:40", "11:10"]


def test_a_break_is_the_time_between_two_spans_of_hours() -> None:
    arranged = arrange()
    change_hours(arranged, ("09:00", "11:00"), ("11:30", "13:00"))
    assert times(arranged.staffs_wish()) == ["09:00", "10:00", "11:30"]


def test_hours_that_overlap_offer_each_time_once() -> None:
    arranged = arrange()
    change_hours(arranged, ("09:00", "11:00"), ("10:00", "12:00"))
    found = diary(arranged.staffs_wish(), MONDAY, MONDAY)
    assert [len(slot.practitioner_ids) for slot in found.slots] == [1, 1, 1]


def test_a_changed_day_has_its_own_hours_or_none() -> None:
    arranged = arrange()
    change_hours(arranged, ("14:00", "16:00"))
    change_hours(arranged, day=TUESDAY)
    assert times(arranged.staffs_wish()) == ["14:00", "15:00"]
    assert times(arranged.staffs_wish(), TUESDAY) == []


def test_the_minutes_before_and_after_count_on_both_sides() -> None:
    arranged = arrange(minutes=30, every_minutes=10, minutes_before=10, minutes_after=20)
    book(arranged.staffs_wish(0), at("10:00"))  # taken from 09:50 to 10:50
    free = times(arranged.staffs_wish())
    assert free[0] == "09:00"
    assert free[1:] == ["11:00", "11:10", "11:20", "11:30"]


def test_what_began_yesterday_may_take_this_morning() -> None:
    arranged = arrange(minutes=480, every_minutes=60, minutes_before=480, minutes_after=480)
    for day in (MONDAY, TUESDAY):
        change_hours(arranged, ("08:30", "20:30"), day=day)
    book(arranged.staffs_wish(0), at("09:30"))  # taken until 01:30, and nothing else within eight hours more
    assert times(arranged.staffs_wish(), TUESDAY) == ["09:30", "10:30", "11:30", "12:30"]


def test_time_off_takes_what_it_touches_and_no_more() -> None:
    arranged = arrange(minutes=30, every_minutes=30)
    take_off(arranged, at("10:00"), at("10:45"))
    assert times(arranged.staffs_wish()) == ["09:00", "09:30", "11:00", "11:30"]


def test_time_off_of_weeks_takes_all_of_their_days() -> None:
    arranged = arrange()
    take_off(arranged, at("11:00"), at("10:00", MONDAY + DAY * 20))
    assert times(arranged.staffs_wish(), MONDAY, MONDAY + DAY * 20) == ["09:00", "10:00"]


def test_nobody_is_seen_on_bank_holidays_and_closures_unless_that_day_was_changed() -> None:
    arranged = arrange()
    good_friday = date(2027, 3, 26)
    close(Closure(MONDAY, TUESDAY, "Training"))
    change_hours(arranged, ("09:00", "10:00"), day=TUESDAY)
    assert times(arranged.staffs_wish(), good_friday) == []
    assert times(arranged.staffs_wish(), MONDAY) == []
    assert times(arranged.staffs_wish(), TUESDAY) == ["09:00"]


def test_a_patient_can_choose_neither_too_soon_nor_too_far_ahead() -> None:
    arranged = arrange(notice_hours=73, horizon_days=4)
    assert times(arranged.patients_wish()) == ["10:00", "11:00"]  # the notice ends on Monday at ten
    assert times(arranged.patients_wish(), TUESDAY) == ["09:00", "10:00", "11:00"]
    assert times(arranged.patients_wish(), TUESDAY + DAY) == []
    assert who_is_free(arranged.patients_wish(), at("09:00")) == ()
    assert who_is_free(arranged.patients_wish(), at("09:00", TUESDAY + DAY)) == ()


def test_most_per_day_is_counted_by_kind_practitioner_and_date() -> None:
    arranged = arrange(practitioners=2, most_per_day=1)
    book(arranged.staffs_wish(0), at("09:00"))
    assert times(arranged.staffs_wish(0)) == []
    assert times(arranged.staffs_wish(1)) == ["09:00", "10:00", "11:00"]
    assert times(arranged.staffs_wish(0), TUESDAY) == ["09:00", "10:00", "11:00"]
    assert who_is_free(arranged.staffs_wish(), at("10:00")) == (arranged.practitioner_ids[1],)


def test_a_hold_that_has_run_out_counts_neither_as_taken_nor_as_one_of_the_day(now: Any) -> None:
    arranged = arrange(most_per_day=1)
    holding.hold(start_draft({})[0].id, arranged.choice(), at("09:00"))
    assert times(arranged.staffs_wish()) == []
    now.shift(601)
    assert times(arranged.staffs_wish()) == ["09:00", "10:00", "11:00"]


@pytest.mark.parametrize(
    ("day", "spans", "expected"),
    [
        (SKIPPED, [("00:00", "04:00")], ["00:00", "02:00", "03:00"]),
        (SKIPPED, [("01:00", "02:00")], []),
        (SKIPPED, [("01:30", "02:15")], []),
        (SKIPPED, [("09:00", "11:00")], ["09:00", "10:00"]),
        (DOUBLED, [("00:00", "04:00")], ["00:00", "01:00", "01:00", "02:00", "03:00"]),
        (DOUBLED, [("09:00", "11:00")], ["09:00", "10:00"]),
    ],
)
def test_when_the_clocks_change_times_are_by_the_clock_on_the_wall(
    day: date, spans: list[tuple[str, str]], expected: list[str]
) -> None:
    arranged = arrange()
    change_hours(arranged, *spans, day=day)
    assert times(arranged.staffs_wish(), day) == expected


def test_each_of_the_two_times_that_a_clock_shows_alike_is_booked_by_itself() -> None:
    arranged = arrange()
    change_hours(arranged, ("00:00", "04:00"), day=DOUBLED)
    first, second = (slot.starts_at for slot in diary(arranged.staffs_wish(), DOUBLED, DOUBLED).slots[1:3])
    book(arranged.staffs_wish(), first)
    assert who_is_free(arranged.staffs_wish(), first) == ()
    assert who_is_free(arranged.staffs_wish(), second) != ()


def test_a_location_in_another_zone_goes_by_its_own_clock() -> None:
    arranged = arrange(zone="Pacific/Auckland")
    wish = arranged.staffs_wish()
    assert times(wish) == ["09:00", "10:00", "11:00"]
    assert diary(wish, MONDAY, MONDAY).slots[0].starts_at == at("20:00", MONDAY - DAY)
    booking.book(request(), wish, at("20:00", MONDAY - DAY), SYSTEM)
    assert times(wish) == ["10:00", "11:00"]


def test_a_call_from_a_location_in_another_zone_is_on_the_date_of_the_patients_clock() -> None:
    """Nine o'clock of Auckland's Monday is Sunday evening in London, where calls are shown by the clinic's clock."""
    arranged = arrange(zone="Pacific/Auckland")
    wish = wish_of_staff(arranged.choice(by_video=True))
    sunday = MONDAY - DAY
    assert times(wish, sunday) == ["20:00", "21:00", "22:00"]
    assert [len(slots) for slots in diary(wish, sunday, MONDAY).by_day().values()] == [3, 3]
    assert who_is_free(wish, at("20:00", sunday)) == tuple(arranged.practitioner_ids)
    booking.book(request(), wish, at("20:00", sunday), SYSTEM)
    assert times(wish, sunday) == ["21:00", "22:00"]


def test_hours_that_midnight_divides_elsewhere_are_on_both_dates() -> None:
    arranged = arrange(zone="Pacific/Auckland")
    change_hours(arranged, ("12:00", "15:00"), day=TUESDAY)
    wish = wish_of_staff(arranged.choice(by_video=True))
    assert times(wish)[-1] == "23:00"
    assert times(wish, TUESDAY)[:2] == ["00:00", "01:00"]


def test_a_whole_day_at_midnight_belongs_to_its_own_date() -> None:
    arranged = arrange()
    for day in (MONDAY, TUESDAY):
        change_hours(arranged, ("00:00", "23:59:59"), day=day)
    assert times(arranged.staffs_wish())[0] == "00:00"
    assert times(arranged.staffs_wish())[-1] == "22:00"
    assert len(times(arranged.staffs_wish(), MONDAY, TUESDAY)) == 46


def test_whoever_takes_no_appointments_is_free_for_none() -> None:
    arranged = arrange(practitioners=2)
    with transaction() as session:
        session.get_one(Schedule, arranged.practitioner_ids[0]).is_open = False
    assert who_is_free(arranged.staffs_wish(), at("09:00")) == (arranged.practitioner_ids[1],)
    assert times(arranged.staffs_wish(0)) == []


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2027-01-11T09:00:01Z"])
def test_a_moment_that_is_no_time_is_free_with_nobody(moment: str) -> None:
    arranged = arrange()
    wish, never = arranged.patients_wish(), datetime.fromisoformat(moment)
    assert who_is_free(wish, never) == ()
    assert len(nearest(wish, never)) == 5


def test_the_nearest_times_are_on_both_sides_of_the_one_that_was_wanted() -> None:
    arranged = arrange()
    book(arranged.staffs_wish(), at("10:00", TUESDAY))
    found = nearest(arranged.patients_wish(), at("10:00", TUESDAY), 4)
    assert [f"{slot.starts_at:%a %H:%M}" for slot in found] == ["Mon 11:00", "Tue 09:00", "Tue 11:00", "Wed 09:00"]


@pytest.mark.parametrize(("most", "questions"), [(None, 2), (3, 3)])
def test_free_times_are_two_questions_or_three_however_many_there_are(most: int | None, questions: int) -> None:
    arranged = arrange(practitioners=20, most_per_day=most)
    wish = arranged.staffs_wish()
    for number in range(20):
        book(arranged.staffs_wish(number), at("10:00"))
    times(wish)  # the clinic's closures are known from now on
    for span in (1, 60):
        with statements() as seen:
            assert diary(wish, MONDAY, MONDAY + DAY * (span - 1)).slots
        assert len(seen) == questions


def test_a_day_without_times_says_why() -> None:
    arranged = arrange(notice_hours=73, horizon_days=30)
    close(Closure(TUESDAY, TUESDAY, "Training"))
    take_off(arranged, at("00:00", MONDAY + DAY * 2), at("00:00", MONDAY + DAY * 3))
    take_off(arranged, at("10:00"), at("12:00"))
    days = offer(arranged.patients_wish(), MONDAY).days
    reasons = [
        "Too soon, or fully booked",
        "Closed: Training",
        "Fully booked",
        "",
        "",
        *["No appointments on this day"] * 2,
    ]
    assert [day.why_none for day in days] == reasons


def test_when_nothing_is_free_the_nearest_later_time_is_named() -> None:
    arranged = arrange()
    take_off(arranged, at("00:00", MONDAY - DAY * 3), at("10:00", MONDAY + DAY * 10))
    found = offer(arranged.patients_wish(), MONDAY)
    assert found.is_empty
    assert found.nearest
    assert found.nearest.starts_at == at("10:00", MONDAY + DAY * 10)
    assert offer(arranged.patients_wish()).days[0].slots


GRID = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SPANS = st.lists(st.tuples(GRID, GRID).filter(lambda span: span[0] < span[1]), max_size=2)
DATES = st.sampled_from([MONDAY, TUESDAY, date(2027, 1, 13), SKIPPED - DAY, SKIPPED, DOUBLED, DOUBLED + DAY])
ZONES = ("Europe/London", "Pacific/Auckland", "America/St_Johns")


@st.composite
def clinics(draw: st.DrawFn) -> dict[str, Any]:
    """Make up how a small clinic works, and what is in its diaries around some date."""
    minutes = st.sampled_from([15, 25, 60])
    margin = st.sampled_from([0, 5, 20, 480])
    day = draw(DATES)
    moments = st.integers(-60, 3 * 24 * 4).map(lambda quarter: at("00:00", day) + quarter * 15 * MINUTE)
    return {
        "day": day,
        "now": at("00:00", day) - draw(st.integers(0, 60)) * 60 * MINUTE,
        "zone": draw(st.sampled_from(ZONES)),
        "kind": {
            "minutes": draw(minutes),
            "every_minutes": draw(st.sampled_from([10, 15, 35])),
            "minutes_before": draw(margin),
            "minutes_after": draw(margin),
            "notice_hours": draw(st.sampled_from([0, 1, 24])),
            "horizon_days": draw(st.sampled_from([0, 1, 60])),
            "most_per_day": draw(st.sampled_from([None, None, 1, 2])),
        },
        "other": {"minutes": draw(minutes), "minutes_before": draw(margin), "minutes_after": draw(margin)},
        "weekly": draw(st.lists(st.tuples(st.integers(0, 6), SPANS), max_size=7)),
        "changed": draw(st.dictionaries(st.integers(-1, 2), SPANS, max_size=2)),
        "off": draw(st.lists(st.tuples(moments, moments).filter(lambda off: off[0] < off[1]), max_size=2)),
        "closed": draw(st.lists(st.integers(0, 2), max_size=1)),
        "booked": draw(st.lists(st.tuples(moments, st.booleans(), st.sampled_from(State)), max_size=8)),
        "by_video": draw(st.booleans()),
        "days": draw(st.integers(1, 3)),
    }


@given(clinic=clinics(), who=st.sampled_from([None, 0, 1]), is_patient=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_offered_is_what_anybody_would_find_in_the_diaries(
    clinic: dict[str, Any], who: int | None, is_patient: bool
) -> None:
    with contextlib.suppress(Seen), transaction(), time_machine.travel(clinic["now"], tick=False):
        choice = _set_up(clinic, who)
        wish = wish_of_patient(choice, is_new=True) if is_patient else wish_of_staff(choice)
        first, last = clinic["day"], clinic["day"] + DAY * (clinic["days"] - 1)
        found = [(slot.starts_at, set(slot.practitioner_ids)) for slot in diary(wish, first, last).slots]
        assert found == obvious_times(wish, first, last)
        assert all(set(who_is_free(wish, moment)) == ids for moment, ids in found[:2])
        raise Seen


class Seen(Exception):
    """Nothing of one clinic is kept for the next."""


def _set_up(clinic: dict[str, Any], who: int | None) -> Choice:
    arranged = arrange(practitioners=2, zone=clinic["zone"], **clinic["kind"])
    other = AppointmentKind(id=uuid.uuid4(), name="Other", every_minutes=30, **clinic["other"])
    with transaction() as session:
        session.execute(delete(WeeklyHours))
        session.add(other)
        session.flush()
        session.execute(
            kind_practitioner.insert(), [{"kind_id": other.id, "practitioner_id": arranged.practitioner_ids[0]}]
        )
    close(*(Closure(clinic["day"] + DAY * away, clinic["day"] + DAY * away, "Training") for away in clinic["closed"]))
    for number, (weekday, spans) in enumerate(clinic["weekly"]):
        _weekly(arranged, number % 2, weekday, spans)
    for away, spans in clinic["changed"].items():
        change_hours(arranged, *((str(opens), str(closes)) for opens, closes in spans), day=clinic["day"] + DAY * away)
    for begins, ends in clinic["off"]:
        take_off(arranged, begins, ends)
    kinds = (db.session.get_one(AppointmentKind, arranged.kind_id), other)
    for number, (moment, is_other, state) in enumerate(clinic["booked"]):
        _put(arranged, number % 2, kinds[is_other], moment, state)
    return arranged.choice(who, by_video=clinic["by_video"])


def _weekly(arranged: Arranged, practitioner: int, weekday: int, spans: list[tuple[time, time]]) -> None:
    with transaction() as session:
        for opens, closes in spans:
            row = WeeklyHours(practitioner_id=arranged.practitioner_ids[practitioner], weekday=weekday, by_video=True)
            row.opens, row.closes, row.location_id = opens, closes, arranged.location_id
            session.add(row)


def _put(arranged: Arranged, practitioner: int, kind: AppointmentKind, moment: datetime, state: State) -> None:
    """Put an appointment into a diary if there is room for it."""
    row = Appointment(id=uuid.uuid4(), kind_id=kind.id, state=state, mode=Mode.video)
    row.practitioner_id, row.draft_id = arranged.practitioner_ids[practitioner], start_draft({})[0].id
    row.starts_at, row.ends_at = moment, moment + kind.length
    row.taken_from, row.taken_until = row.starts_at - kind.before, row.ends_at + kind.after
    row.held_until = utcnow() + MINUTE * (5 if moment.minute else -5) if state is State.held else None
    with contextlib.suppress(IntegrityError), attempt() as session:
        session.add(row)
        session.flush()
