"""Who is offered which freed time, found by looking: whatever frees a time needs to know nothing of who waits."""

from datetime import datetime

from clinic.core.audit import SYSTEM
from clinic.core.clock import local, utcnow
from clinic.scheduling.earlier import queries, services
from clinic.scheduling.queries import rules


def sweep() -> int:
    """End what ran out or is too near, and offer what was freed, first to who asked first; gives how many offers."""
    for intake_id, offered_id in queries.unanswered():
        services.run_out(intake_id, offered_id)
    for intake_id in queries.too_near():
        services.stop(intake_id, SYSTEM)
    return 0 if is_night(utcnow()) else sum(services.offer(intake_id) for intake_id in queries.waiting())


def is_night(moment: datetime) -> bool:
    """Tell whether nothing is sent now that could wait, by the clinic's clock and rules."""
    begins, ends, now = rules().night_from, rules().night_until, local(moment).time()
    return begins <= now < ends if begins < ends else now >= begins or now < ends
