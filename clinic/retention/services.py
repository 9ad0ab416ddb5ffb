"""The verb of retention: delete what has been kept for as long as the clinic keeps it."""

import logging
import uuid
from collections import Counter

from clinic.core import audit, personal_data
from clinic.core.audit import SYSTEM, Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake.models import Intake
from clinic.privacy.periods import PERIODS, Periods
from clinic.retention import queries
from clinic.retention.models import Outcome, RetentionRun

logger = logging.getLogger(__name__)

ALWAYS = 10
"""Requests that may go at once in the smallest clinic, where they are a large share."""
MOST = 250
"""Requests of one outcome deleted in one run, so that it ends well before a task must; the next takes what is left."""


def most_at_once(percent: int, requests: int) -> int:
    """Give how many requests may go at once, of so many that there are."""
    return max(ALWAYS, requests * percent // 100)


def retain(actor: Actor = SYSTEM, percent: int | None = None, most: int = MOST) -> RetentionRun:
    """Delete what is due, or nothing when that is more than may go at once; gives what was found and done.

    `percent` is the share that may go this time, where the clinic's own is not meant.
    """
    with transaction():
        periods = PERIODS.newest().value
        due = queries.count_due(periods, utcnow())
        may_go = most_at_once(periods.most_percent if percent is None else percent, queries.count_all())
    is_refused = sum(due.values()) > may_go
    deleted = {} if is_refused else {each.value: _delete(each, periods, actor, most) for each in Outcome}
    return _note(actor, RetentionRun(id=uuid.uuid4(), at=utcnow(), is_refused=is_refused, due=due, deleted=deleted))


def _delete(outcome: Outcome, periods: Periods, actor: Actor, most: int) -> int:
    before = queries.ends_before(periods, utcnow())[outcome]
    with transaction():
        found = queries.oldest_due(outcome, before, most)
    return sum(_forget(each, before, actor) for each in found)


def _forget(intake_id: uuid.UUID, before: queries.Moment, actor: Actor) -> bool:
    """Forget one request with those joined to it, unless something is happening with it, or has just now."""
    with transaction() as session:
        is_free = session.get(Intake, intake_id, with_for_update={"skip_locked": True}) is not None
        whole = (*queries.joined_to(intake_id), intake_id)
        if not is_free or queries.must_stay(whole, before):
            return False
        for id in whole:
            personal_data.forget(id)
            audit.record(actor, "ran_out", "intake", id)
    return True


def _note(actor: Actor, run: RetentionRun) -> RetentionRun:
    with transaction() as session:
        session.add(run)
        action = "refused" if run.is_refused else "ran"
        audit.record(actor, action, "retention", run.id, {"before": run.due, "after": run.left})
    found, gone = Counter(run.due).total(), Counter(run.deleted).total()
    logger.log(
        logging.ERROR if run.is_refused else logging.INFO, "Retention: %d requests due, %d deleted.", found, gone
    )
    return run
