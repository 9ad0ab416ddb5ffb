"""What free times and bookings cost: beside a bare view with one SELECT, beside a bare insert, and as diaries grow."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from flask import current_app
from sqlalchemy import column, event, insert, table, text

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import today, utcnow
from clinic.core.db import db, transaction
from clinic.intake import services
from clinic.intake.drafts import start_draft
from clinic.intake.models import Draft, Intake, Source
from clinic.scheduling import booking, diaries
from clinic.scheduling.availability import DAY, Wish, diary
from clinic.scheduling.models import Appointment, State
from tests.benchmarks import load
from tests.benchmarks.figures import alternate, progress, verdict
from tests.benchmarks.load import Order
from tests.benchmarks.stage import Stage
from tests.faults.arranging import copied
from tests.intake.test_rules import SAFE
from tests.scheduling.arranged import Arranged, arrange
from tests.world import QUICK

PAGE_GOAL, GROWTH_GOAL = 0.15, 1.5
ROUNDS, SECONDS, LOOKS, BOOKINGS = 5, 3.0, 30, 60
PRACTITIONERS, DAYS = 20, 14
FEW, MANY = 1_000, 200_000
HALF_AN_HOUR = timedelta(minutes=30)
SPREAD = text("""
    INSERT INTO appointment (id, practitioner_id, kind_id, draft_id, state, mode, location_id,
        starts_at, ends_at, taken_from, taken_until, sequence, created_at)
    SELECT form.id, practitioner_id, :kind, form.id, 'completed', 'in_person', :location,
        at, at + interval '30 minutes', at, at + interval '30 minutes', 0, now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM draft WHERE id = ANY(:forms)) AS form
    CROSS JOIN LATERAL (SELECT (CAST(:practitioners AS uuid[]))[1 + form.number % :most] AS practitioner_id) AS who
    CROSS JOIN LATERAL (
        SELECT CAST(:until AS timestamptz) - (1 + form.number / :most) * interval '30 minutes' AS at) AS moment
""")
BARE = text("CREATE TABLE bare_appointment (LIKE appointment INCLUDING ALL)")
BARE_APPOINTMENT = table("bare_appointment", *(column(each.name) for each in Appointment.__table__.columns))
Times = list[tuple[datetime, uuid.UUID]]


@dataclass(frozen=True)
class Clinic:
    """Twenty practitioners whose next two weeks are half booked, and somebody who is choosing a time."""

    arranged: Arranged
    cookie: str

    @property
    def wish(self) -> Wish:
        return self.arranged.patients_wish()


def measure(stage: Stage) -> Iterator[str]:
    stage.empty()
    with stage.app.app_context():
        clinic = _set_up()
        progress("scheduling: the diaries are half full")
    yield from _page(stage, clinic)
    with stage.app.app_context():
        yield _bookings(clinic)
        yield _growth(clinic)


def _set_up() -> Clinic:
    arranged = arrange(PRACTITIONERS, minutes=30, every_minutes=30, notice_hours=0, horizon_days=DAYS)
    token = start_draft({**QUICK, **SAFE})[1]
    wish = arranged.patients_wish()
    wanted = _times(wish, today(), 2)
    forms = map(uuid.UUID, copied(Draft, len(wanted)))
    with transaction() as session:
        session.execute(insert(Appointment), [_row(wish, *each, next(forms)) for each in wanted])
        session.execute(text("ANALYZE"))
    return Clinic(arranged, f"draft={token}; session={_session(token)}")


def _session(token: str) -> str:
    """Give the other cookie that a browser has by then."""
    client = current_app.test_client()
    client.set_cookie("draft", token)
    client.get("/consultation/time/")
    cookie = client.get_cookie("session")
    assert cookie, "no page with a form gives one any more"
    return cookie.value


def _times(wish: Wish, first: date, step: int = 1) -> Times:
    """Give what is free in four weeks, with each practitioner; every time, or every other one."""
    slots = diary(wish, first, first + DAY * 28).slots[::step]
    return [(slot.starts_at, each) for slot in slots for each in slot.practitioner_ids]


def _row(wish: Wish, starts_at: datetime, practitioner_id: uuid.UUID, form: uuid.UUID) -> dict[str, object]:
    row = Appointment(id=uuid.uuid4(), draft_id=form, state=State.booked, sequence=0)
    row.created_at = utcnow()
    diaries.fill(row, wish, starts_at, practitioner_id)
    return {column.key: getattr(row, column.key) for column in Appointment.__table__.columns}


def _page(stage: Stage, clinic: Clinic) -> Iterator[str]:
    with stage.clinic() as ours, stage.bare() as bare:
        page = Order(ours.port, "/consultation/time/", 200, headers={"Cookie": clinic.cookie}, seconds=SECONDS)
        baseline = Order(bare.port, "/newest", 200, seconds=SECONDS, most=100_000)
        for order in (page, baseline):
            load.send(order)
        rounds = alternate("free times", lambda: load.send(page).rate, lambda: load.send(baseline).rate, ROUNDS)
    name = f"Free times of {PRACTITIONERS} practitioners in {DAYS} days, half booked"
    yield rounds.line(name, "pages a second", "bare Flask and one SELECT", PAGE_GOAL)


def _growth(clinic: Clinic) -> str:
    """Look for free times while diaries have few old appointments, and when they have many."""
    until = utcnow().replace(hour=0, minute=0, second=0, microsecond=0)
    few = _look_beside(clinic, FEW, until)
    many = _look_beside(clinic, MANY, until - HALF_AN_HOUR * (FEW // PRACTITIONERS))
    ratio = many.seconds / few.seconds
    is_met = ratio <= GROWTH_GOAL and many.questions == few.questions
    return (
        f"Free times with {MANY:,} appointments {many.words}, with {FEW:,} {few.words}: "
        f"ratio {ratio:.2f}, goal at most {GROWTH_GOAL}: {verdict(is_met)}"
    )


@dataclass(frozen=True)
class Looked:
    seconds: float
    questions: int

    @property
    def words(self) -> str:
        return f"{self.seconds * 1000:.1f} ms in {self.questions} questions"


def _look_beside(clinic: Clinic, number: int, until: datetime) -> Looked:
    arranged = clinic.arranged
    told = {"kind": arranged.kind_id, "location": arranged.location_id, "practitioners": arranged.practitioner_ids}
    with transaction() as session:
        forms = [uuid.UUID(each) for each in copied(Draft, number)]
        session.execute(SPREAD, {**told, "forms": forms, "most": PRACTITIONERS, "until": until})
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE appointment"))
    progress(f"scheduling: {number:,} appointments more")
    times = []
    for _ in range(LOOKS):
        started = time.perf_counter()
        diary(clinic.wish, today(), today() + DAY * DAYS)
        times.append(time.perf_counter() - started)
    return Looked(median(times), _questions(clinic.wish))


def _questions(wish: Wish) -> int:
    seen: list[str] = []

    def see(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", see)
    diary(wish, today(), today() + DAY * DAYS)
    event.remove(db.engine, "before_cursor_execute", see)
    return len(seen)


def _bookings(clinic: Clinic) -> str:
    """Book with everything that goes with it, and insert rows alone into a table with the same constraints."""
    wish = clinic.arranged.staffs_wish()
    free = _times(wish, today() + DAY * 30)
    services.submit_intake(dict(QUICK), Source.quick, "benchmark", PATIENT)
    people = iter([uuid.UUID(each) for each in copied(Intake, BOOKINGS * ROUNDS, reference=True)])
    with transaction() as session:
        session.execute(BARE)
    places = iter(range(0, len(free), BOOKINGS))
    rounds = alternate(
        "bookings",
        lambda: _rate(lambda at, _: booking.book(next(people), wish, at, SYSTEM), free, next(places)),
        lambda: _rate(lambda at, whose: _insert_bare(wish, at, whose), free, next(places)),
        ROUNDS,
    )
    ours, bare = f"{median(rounds.ours):,.0f} a second", f"{median(rounds.baseline):,.0f} a second"
    return f"Bookings: ours {ours}, a bare insert with the same constraints {bare}, ratio {rounds.ratio:.2f}"


def _rate(write: Callable[[datetime, uuid.UUID], object], free: Times, place: int) -> float:
    started = time.perf_counter()
    for starts_at, practitioner_id in free[place : place + BOOKINGS]:
        write(starts_at, practitioner_id)
    return BOOKINGS / (time.perf_counter() - started)


def _insert_bare(wish: Wish, starts_at: datetime, practitioner_id: uuid.UUID) -> None:
    with transaction() as session:
        session.execute(insert(BARE_APPOINTMENT), _row(wish, starts_at, practitioner_id, uuid.uuid4()))
