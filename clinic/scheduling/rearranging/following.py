"""What follows for tasks when an appointment, or when the clinic is open, is changed elsewhere."""

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.practice.arrangements import Arrangements
from clinic.practice.queries import ARRANGEMENTS
from clinic.scheduling import diaries
from clinic.scheduling.models import Appointment, Change
from clinic.scheduling.rearranging import queries, services, words
from clinic.scheduling.rearranging.models import Outcome, Rearrangement
from clinic.scheduling.rearranging.standing import Fault, faults


def follow_arrangements(before: Arrangements, after: Arrangements) -> list[Fault]:
    """Make a task of each appointment on a day on which the clinic is closed by now, in the same transaction."""
    with transaction() as session:
        diaries.lock_all(session)
        now = utcnow()
        return services.follow(faults(now, services.opening_of(before)), faults(now, services.opening_of(after)))


def foresee_arrangements(arrangements: Arrangements) -> list[str]:
    """Say what these arrangements would do to appointments."""
    before = ARRANGEMENTS.newest().value
    found = services.foresee(lambda: follow_arrangements(before, arrangements))
    return [words.would_be_touched(len(found)), *words.in_sentences(queries.foreseen(found))]


def follow_appointment(appointment: Appointment, change: Change, actor: Actor) -> None:
    """Settle the task of an appointment that was changed; one that is back where it was is looked at again."""
    with transaction() as session:
        services.settle(Rearrangement.appointment_id == appointment.id, outcome=Outcome.changed)
        if change is Change.put_back:
            session.flush()
            found = faults(utcnow(), services.newest_opening(), Appointment.id == appointment.id)
            services.open_tasks(found.values())
