"""Who is offered which freed time, found by looking: whatever frees a time needs to know nothing of who waits."""

from clinic.core.audit import SYSTEM
from clinic.core.clock import utcnow
from clinic.scheduling.earlier import queries, services
from clinic.scheduling.night import night_around


def sweep() -> int:
    """End what ran out or is too near, and offer what was freed, first to who asked first; gives how many offers."""
    for intake_id, offered_id in queries.unanswered():
        services.run_out(intake_id, offered_id)
    for intake_id in queries.too_near():
        services.stop(intake_id, SYSTEM)
    return 0 if night_around(utcnow()) else sum(services.offer(intake_id) for intake_id in queries.waiting())
