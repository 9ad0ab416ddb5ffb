"""Free times: open minus busy, by example."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import services
from clinic.intake.drafts import start_draft
from clinic.intake.models import Source
from clinic.practice.arrangements import Closure
from clinic.scheduling import booking, diaries, holding
from clinic.scheduling.arranging import bookable
from clinic.scheduling.arranging.models import (
    Schedule,
)
from clinic.scheduling.availability import DAY, KEPT_HOURS, Wish, diary, who_is_free
from clinic.scheduling.models import Appointment, State
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.wishes import wish_of_staff
from tests.scheduling.arranged import MONDAY, NOW, arrange, at, change_hours, close, take_off
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


def book(wish: Wish, moment: datetime) -> Appointment:
    """Put an appointment into a diary, and nothing else: for the tests of what is free beside it."""
    appointment = Appointment(id=uuid.uuid4(), draft_id=start_draft({})[0].id, state=State.booked)
    with transaction() as session:
        diaries.fill(appointment, wish, moment, wish.practitioner_id or who_is_free(wish, moment)[0])
        session.add(appointment)
    return appointment


def request() -> uuid.UUID:
    return services.submit_intake(dict(QUICK), Source.quick, str(uuid.uuid4()), PATIENT).id


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


@pytest.mark.parametrize(
    ("taken", "begins", "questions"), [(0, MONDAY, 1), (2, MONDAY + DAY * 2, 2), (14, MONDAY + DAY * 14, 2)]
)
def test_a_page_begins_with_the_first_day_that_is_left_and_shows_a_week(
    taken: int, begins: date, questions: int
) -> None:
    arranged = arrange()
    [kind] = bookable.for_patients(is_new=True)
    if taken:
        take_off(arranged, at("00:00"), at("00:00", MONDAY + DAY * taken))
    wish = arranged.patients_wish()
    offer(wish)  # the clinic's closures are known from now on
    with statements() as seen:
        found = offer(wish, timetables=kind.timetables)
    assert [day.on for day in found.days] == [begins + DAY * number for number in range(7)]
    assert [found.days[0].slots[0].starts_at, found.later] == [at("09:00", begins), begins + DAY * 7]
    assert len(seen) == questions
    assert found == offer(wish)


def test_only_hours_of_timetables_that_will_come_again_are_kept() -> None:
    wish = arrange().patients_wish()
    [kind] = bookable.for_patients(is_new=True)
    before = KEPT_HOURS.cache_info()
    assert who_is_free(wish, at("09:00"))
    assert KEPT_HOURS.cache_info() == before
    first, second = (offer(wish, timetables=kind.timetables) for _ in range(2))
    assert first == second
    assert KEPT_HOURS.cache_info().hits - before.hits >= KEPT_HOURS.cache_info().misses - before.misses > 0


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
