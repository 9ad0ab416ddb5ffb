"""What becomes of appointments when what is arranged changes: each that stands no more is a task until it is settled.

Whoever changes what is arranged has locked the diaries concerned, so that nobody books meanwhile by what was before.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import after_commit, attempt, db, transaction
from clinic.core.errors import Refusal
from clinic.core.settings import settings
from clinic.practice.arrangements import Arrangements
from clinic.practice.queries import ARRANGEMENTS
from clinic.practice.working_time import WorkingTime
from clinic.scheduling import diaries
from clinic.scheduling.rearranging.models import Outcome, Rearrangement
from clinic.scheduling.rearranging.queries import OPEN_NUMBER
from clinic.scheduling.rearranging.standing import Fault, Faults, faults
from clinic.staff.rights import Right, insist


class SettledAlready(Refusal):
    """The task is there no more: somebody settled it, or the appointment was changed."""


class TakenBack(Exception):
    """What was tried is not to be kept."""


@contextmanager
def watched(*only: ColumnElement[bool]) -> Iterator[list[Fault]]:
    """Let somebody change what is arranged, and make a task of each appointment that stands no more.

    The list is filled when the change is made. `only` says which appointments the change can touch.
    """
    with transaction() as session:
        now, opening, found = utcnow(), newest_opening(), list[Fault]()
        before = faults(now, opening, *only)
        yield found
        session.flush()
        found += follow(before, faults(now, opening, *only))


def foresee(change: Callable[[], list[Fault]]) -> list[Fault]:
    """Make a change, see what it does to appointments, and take it back."""
    found: list[Fault] = []
    try:
        with attempt():
            found = change()
            raise TakenBack
    except TakenBack:
        return found


def keep(id: uuid.UUID, actor: Actor) -> None:
    """Settle a task by keeping the appointment as it is. Raises NotYours and SettledAlready."""
    with transaction():
        account = insist(actor, Right.decide)
        settled = settle(Rearrangement.id == id, outcome=Outcome.kept, settled_by=account.id)
        if not settled:
            raise SettledAlready
        audit.record(actor, "kept", "appointment", settled[0])


def look_again() -> int:
    """Make a task of each appointment that does not stand and that nobody was told of; gives how many.

    For what no change of ours tells: a bank holiday that is new, a time that was chosen while its place closed.
    """
    with transaction() as session:
        diaries.lock_all(session)
        found = faults(utcnow(), newest_opening())
        wanted = select(Rearrangement.appointment_id, Rearrangement.sequence)
        rows = session.execute(wanted.where(Rearrangement.appointment_id.in_(found)))
        known = {(row.appointment_id, row.sequence) for row in rows}
        return open_tasks(
            each for each in found.values() if (each.appointment.id, each.appointment.sequence) not in known
        )


def follow(before: Faults, after: Faults) -> list[Fault]:
    """Open tasks for what stands no more, settle those of what stands again, and give the former."""
    stands_again = before.keys() - after.keys()
    if stands_again:
        settle(Rearrangement.appointment_id.in_(stands_again), outcome=Outcome.stands_again)
    fresh = [fault for id, each in after.items() if (fault := each.beyond(before.get(id)))]
    open_tasks(fresh)
    return fresh


class _Task(NamedTuple):
    appointment_id: uuid.UUID
    sequence: int
    why: str


def open_tasks(found: Iterable[Fault]) -> int:
    """Open a task for each that is booked; one that is open already says the newer reason."""
    tasks = [
        _Task(each.appointment.id, each.appointment.sequence, each.why) for each in found if each.appointment.is_booked
    ]
    if tasks:
        rows = insert(Rearrangement).values(
            [{"id": uuid.uuid4(), "created_at": utcnow(), **each._asdict()} for each in tasks]
        )
        newer = {"sequence": rows.excluded.sequence, "why": rows.excluded.why}
        is_open = Rearrangement.settled_at.is_(None)
        db.session.execute(
            rows.on_conflict_do_update(index_elements=["appointment_id"], index_where=is_open, set_=newer)
        )
        after_commit(OPEN_NUMBER.expire)
    return len(tasks)


def settle(which: ColumnElement[bool], outcome: Outcome, settled_by: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Settle open tasks, and give their appointments."""
    settle = update(Rearrangement).where(which, Rearrangement.settled_at.is_(None))
    settle = settle.values(outcome=outcome, settled_at=utcnow(), settled_by=settled_by)
    options = {"synchronize_session": False}
    settled = db.session.scalars(settle.returning(Rearrangement.appointment_id), execution_options=options).all()
    if settled:
        after_commit(OPEN_NUMBER.expire)
    return list(settled)


def newest_opening() -> WorkingTime:
    return opening_of(ARRANGEMENTS.newest().value)


def opening_of(arrangements: Arrangements) -> WorkingTime:
    return WorkingTime(arrangements, settings().clinic_timezone)
