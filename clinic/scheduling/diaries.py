"""Writing into a practitioner's diary: locked first, every rule tested again, and the database as the judge."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import TextClause, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from clinic.core.clock import utcnow
from clinic.core.db import attempt, db
from clinic.core.errors import Refusal, sqlstate, violated
from clinic.scheduling.arranging.models import Schedule
from clinic.scheduling.availability import Place, Wish, end_of, is_taken, who_is_free
from clinic.scheduling.models import Appointment, State

Write = Callable[[uuid.UUID], None]

JUDGES = {"practitioner_taken", "patient_taken", "uq_appointment_ahead"}
"""The constraints by which the database says that somebody else was first."""
OUT_OF_TIME = {"40P01", "55P03"}
"""Its word that the others have it: a deadlock, or a lock not had in time."""
AT_ONCE = text("""
    SELECT CASE WHEN pg_try_advisory_xact_lock(diary) THEN true ELSE pg_advisory_xact_lock_shared(diary) IS NULL END
    FROM hashtextextended(:diary, 0) AS diary
""")
"""Whether nobody else writes into a diary now. While somebody does, the answer waits for them.

Those who wait share one lock: all learn together that a time has gone, and not one after another.
"""
IN_LINE = text("SELECT pg_advisory_xact_lock(hashtextextended(:diary, 0)) IS NOT NULL")
"""Yes, once everybody who came before has done."""
LEFT = text("""
    SELECT practitioner_id FROM appointment_kind_practitioner AS giver
    WHERE kind_id = :kind AND practitioner_id = coalesce(CAST(:only AS uuid), practitioner_id) AND NOT EXISTS (
        SELECT FROM appointment
        WHERE practitioner_id = giver.practitioner_id
            AND starts_at BETWEEN :starts - interval '1 day' AND :ends + interval '1 day'
            AND state IN ('held', 'booked', 'arrived', 'completed')
            AND (state <> 'held' OR held_until > :now)
            AND id <> ALL(CAST(:besides AS uuid[]))
            AND taken_from < :ends AND taken_until > :begins
    )
""")
"""Who gives a kind of appointment, or the one wished for if they do, and has none at a certain time, at work or not.

One short question, put before all others because most who ask for a time that many want are too late for it.
"""


class SlotTaken(Refusal):
    """That time has just gone, or cannot be chosen any more."""


class Busy(SlotTaken):
    """Somebody else wrote into this diary just now."""


def seat(wish: Wish, starts_at: datetime, write: Write, rather: uuid.UUID | None = None) -> None:
    """Let `write` put an appointment at this time into the diary of somebody who is free, fairly chosen.

    It is given the practitioner's id. Who is asked for `rather` comes first, e.g. because they had it before.
    Raises SlotTaken.
    """
    able = left(wish, starts_at)
    in_order = able if len(able) < 2 else _in_order(wish, starts_at, rather)
    if not any(_is_seated(wish, starts_at, write, each) for each in in_order):
        raise SlotTaken


def put_back(practitioner_id: uuid.UUID, write: Write) -> None:
    """Let `write` put an appointment back where it was, whatever the hours are by now. Raises SlotTaken."""
    if not _is_written(practitioner_id, write):
        raise SlotTaken


def _is_seated(wish: Wish, starts_at: datetime, write: Write, practitioner_id: uuid.UUID) -> bool:
    alone = replace(wish, practitioner_id=practitioner_id)

    def has_gone() -> bool:
        return not left(alone, starts_at)

    return _is_written(practitioner_id, write, has_gone, lambda: bool(who_is_free(alone, starts_at)))


def left(wish: Wish, starts_at: datetime) -> list[uuid.UUID]:
    """Give those of whom nobody has that time yet."""
    asked = {
        "kind": wish.kind.id,
        "only": wish.practitioner_id,
        "starts": starts_at,
        "begins": starts_at - wish.kind.before,
        "ends": starts_at + wish.kind.length + wish.kind.after,
        "now": utcnow(),
        "besides": list(wish.besides),
    }
    return list(db.session.scalars(LEFT, asked))


def _is_written(
    practitioner_id: uuid.UUID,
    write: Write,
    has_gone: Callable[[], bool] = lambda: False,
    is_allowed: Callable[[], bool] = lambda: True,
) -> bool:
    """Try to write into a diary: at once, or else in line, if the time has not gone to whoever writes into it now."""
    for turn in (AT_ONCE, IN_LINE):
        try:
            _try(practitioner_id, write, is_allowed, turn)
        except Busy:
            if has_gone():
                return False
        except SlotTaken:
            return False
        else:
            return True
    return False


def _try(practitioner_id: uuid.UUID, write: Write, is_allowed: Callable[[], bool], turn: TextClause) -> None:
    """Try one diary. What fails gives its locks back, so that nobody waits for two diaries at once."""
    with _judged(), attempt() as session:
        if not _has(session, turn, practitioner_id):
            raise Busy
        lock(session, practitioner_id)
        if not is_allowed():
            raise SlotTaken
        _drop_holds_run_out(session, practitioner_id)
        write(practitioner_id)
        session.flush()


def _has(session: Session, turn: TextClause, practitioner_id: uuid.UUID) -> bool:
    return bool(session.scalar(turn, {"diary": str(practitioner_id)}))


@contextmanager
def _judged() -> Iterator[None]:
    """Take the database's word that somebody else was first, or has the diary for too long."""
    try:
        yield
    except IntegrityError as fault:
        if violated(fault) not in JUDGES:
            raise
        raise SlotTaken from fault
    except OperationalError as fault:
        if sqlstate(fault) not in OUT_OF_TIME:
            raise
        raise SlotTaken from fault


def lock(session: Session, practitioner_id: uuid.UUID) -> None:
    """Let nobody else write into this diary until the transaction ends, so that racers queue and never deadlock."""
    diary = select(Schedule.practitioner_id).where(Schedule.practitioner_id == practitioner_id)
    session.execute(diary.with_for_update(key_share=True))


def lock_all(session: Session) -> None:
    """Let nobody else write into any diary until the transaction ends; always in one order."""
    everyones = select(Schedule.practitioner_id).order_by(Schedule.practitioner_id)
    session.execute(everyones.with_for_update(key_share=True))


def fill(appointment: Appointment, wish: Wish, starts_at: datetime, practitioner_id: uuid.UUID) -> None:
    """Give an appointment its time, place and practitioner."""
    kind = wish.kind
    appointment.kind_id, appointment.practitioner_id = kind.id, practitioner_id
    appointment.mode, appointment.location_id = wish.place.mode, wish.place.location_id
    appointment.starts_at, appointment.ends_at = starts_at, starts_at + kind.length
    appointment.taken_from, appointment.taken_until = starts_at - kind.before, starts_at + kind.length + kind.after


def _in_order(wish: Wish, starts_at: datetime, rather: uuid.UUID | None) -> list[uuid.UUID]:
    """Give who is free: first who is asked for, then whoever has fewest appointments on that day."""
    free = who_is_free(wish, starts_at)
    if len(free) < 2:  # nobody to choose among
        return list(free)
    numbers = _numbers_on(starts_at, wish.place, free)
    return sorted(free, key=lambda each: (each != rather, numbers.get(each, 0), each))


def _numbers_on(moment: datetime, place: Place, practitioner_ids: tuple[uuid.UUID, ...]) -> dict[uuid.UUID, int]:
    day = moment.astimezone(place.zone).date()
    ends = end_of(day, place.zone)
    wanted = (
        select(Appointment.practitioner_id, func.count())
        .where(Appointment.practitioner_id.in_(practitioner_ids), is_taken())
        .where(Appointment.starts_at >= end_of(day - timedelta(days=1), place.zone), Appointment.starts_at < ends)
        .group_by(Appointment.practitioner_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _drop_holds_run_out(session: Session, practitioner_id: uuid.UUID) -> None:
    """Free the times whose holds have run out. The rows stay with whoever chose them, who is told so."""
    over = (
        update(Appointment)
        .where(Appointment.practitioner_id == practitioner_id, Appointment.state == State.held)
        .where(Appointment.held_until <= utcnow())
        .values(state=State.cancelled, held_until=None)
    )
    session.execute(over, execution_options={"synchronize_session": False})
