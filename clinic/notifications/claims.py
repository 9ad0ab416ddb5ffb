"""Which worker may work on which rows, and until when.

A claim is one conditional UPDATE, committed before anything risky. Fresh rows are claimed in batches.
A row whose lease ran out was held by a worker that died or stalled, perhaps because of that very row:
it is claimed alone, so that it cannot take others down with it, and only so many times.
"""

import uuid
from datetime import timedelta

from sqlalchemy import Select, case, select, update

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.notifications.models import WAITING, Notification, State

BATCH = 50
LEASE = timedelta(seconds=20)
MOST_ABANDONED = 3


def next_batch() -> list[Notification]:
    return fresh() or abandoned()


def fresh() -> list[Notification]:
    """Claim up to a batch of rows that are due."""
    due = (
        select(Notification.id)
        .where(Notification.state.in_(WAITING), Notification.due_at <= utcnow())
        .order_by(Notification.due_at)
        .limit(BATCH)
    )
    return _claim(due, abandoned_by=0)


def abandoned() -> list[Notification]:
    """Claim one row whose lease ran out. A row abandoned too often fails here, and is given as failed."""
    left = (
        select(Notification.id)
        .where(Notification.state == State.sending, Notification.lease_until < utcnow())
        .order_by(Notification.abandoned, Notification.lease_until)
        .limit(1)
    )
    return _claim(left, abandoned_by=1)


def _claim(ids: Select[uuid.UUID], abandoned_by: int) -> list[Notification]:
    """Claim these rows, unless others have. A mere subquery could be asked once per row, and its limit with it."""
    chosen = ids.with_for_update(skip_locked=True).cte("chosen").prefix_with("MATERIALIZED", dialect="postgresql")
    times = Notification.abandoned + abandoned_by
    claim = (
        update(Notification)
        .where(Notification.id == chosen.c.id)
        .values(
            state=case((times > MOST_ABANDONED, State.failed), else_=State.sending),
            lease_until=utcnow() + LEASE,
            attempts=Notification.attempts + 1,
            abandoned=times,
        )
        .returning(Notification)
        .execution_options(populate_existing=True)
    )
    with transaction() as session:
        return sorted(session.scalars(claim), key=lambda row: row.due_at)  # what was due first is told first


def release(rows: list[Notification]) -> None:
    """Give back rows of one claim that were not tried, but for those that another worker has taken over since."""
    giving_back = (
        update(Notification)
        .where(Notification.id.in_([row.id for row in rows]), Notification.state == State.sending)
        .where(Notification.lease_until.in_({row.lease_until for row in rows}))
        .values(state=State.queued, lease_until=None, attempts=Notification.attempts - 1)
    )
    with transaction() as session:
        session.execute(giving_back, execution_options={"synchronize_session": False})
