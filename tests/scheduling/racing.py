"""People who want something of the diaries at the same moment, each on a connection of their own."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

from sqlalchemy import select, text

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db
from clinic.core.errors import Refusal
from clinic.intake import drafts
from clinic.scheduling import booking, holding
from clinic.scheduling.models import Appointment, State
from tests.scheduling.arranged import Arranged, at
from tests.scheduling.overlaps import OVERLAPS
from tests.world import QUICK, World

Deed = Callable[[], object]


def race(world: World, *deeds: Deed) -> Counter[str]:
    """Let everybody do theirs at the same moment, each on a connection of their own; gives how they ended."""
    ends: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Deed) -> None:
        with world.context():
            start.wait()
            try:
                deed()
                ends.append("done")
            except Exception as fault:  # whatever it is, it is counted
                ends.append(type(fault).__name__ if isinstance(fault, Refusal) else f"fault: {fault!r}")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return Counter(ends)


def overlaps(world: World) -> int:
    with world.context():
        return db.session.scalar(text(OVERLAPS)) or 0


def taking(world: World) -> list[Appointment]:
    with world.context():
        wanted = select(Appointment).where(Appointment.state.in_([State.held, State.booked]))
        return list(db.session.scalars(wanted.order_by(Appointment.starts_at)))


def patients(world: World, number: int) -> list[uuid.UUID]:
    return [world.request(str(uuid.uuid4()), email=f"patient.{each}@example.com").id for each in range(number)]


def forms(world: World, number: int) -> list[uuid.UUID]:
    with world.context():
        return [drafts.start_draft(dict(QUICK))[0].id for _ in range(number)]


def books(arranged: Arranged, intake_id: uuid.UUID, clock: str = "10:00", practitioner: int | None = 0) -> Deed:
    return lambda: booking.book(intake_id, arranged.staffs_wish(practitioner), at(clock), SYSTEM)


def holds(arranged: Arranged, draft_id: uuid.UUID, clock: str = "10:00", practitioner: int | None = 0) -> Deed:
    return lambda: holding.hold(draft_id, arranged.choice(practitioner), at(clock))


def moves(arranged: Arranged, appointment: Appointment, clock: str) -> Deed:
    wish = arranged.staffs_wish
    return lambda: booking.move(appointment.id, appointment.sequence, wish(), at(clock), SYSTEM)


def sends(draft_id: uuid.UUID) -> Deed:
    return lambda: drafts.send_draft(draft_id, PATIENT)


def lets_go(draft_id: uuid.UUID) -> Deed:
    return lambda: holding.release(draft_id)


def booked(world: World, arranged: Arranged, intake_id: uuid.UUID, clock: str) -> Appointment:
    with world.context():
        return booking.book(intake_id, arranged.staffs_wish(), at(clock), SYSTEM)
