"""Free times beside what anybody would find in paper diaries, in clinics that nobody would think of."""

import contextlib
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from clinic.core.clock import utcnow
from clinic.core.db import attempt, db, transaction
from clinic.intake.drafts import start_draft
from clinic.practice.arrangements import Closure
from clinic.scheduling.arranging.models import AppointmentKind, WeeklyHours, kind_practitioner
from clinic.scheduling.availability import DAY, diary, who_is_free
from clinic.scheduling.models import Appointment, Mode, State
from clinic.scheduling.wishes import Choice, wish_of_patient, wish_of_staff
from tests.scheduling.arranged import MONDAY, Arranged, arrange, at, change_hours, close, take_off
from tests.scheduling.obvious import obvious_times
from tests.world import World

SKIPPED, DOUBLED = date(2027, 3, 28), date(2027, 10, 31)
MINUTE = timedelta(minutes=1)

GRID = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SPANS = st.lists(st.tuples(GRID, GRID).filter(lambda span: span[0] < span[1]), max_size=2)
DATES = st.sampled_from([MONDAY, MONDAY + DAY, date(2027, 1, 13), SKIPPED - DAY, SKIPPED, DOUBLED, DOUBLED + DAY])
ZONES = ("Europe/London", "Pacific/Auckland", "America/St_Johns")


@pytest.fixture
def in_clinic(world: World) -> Iterator[None]:
    with world.context():
        yield


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


@pytest.mark.usefixtures("in_clinic")
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
