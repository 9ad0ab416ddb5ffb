"""The verbs of outgoing mail: owe, drain, sweep; and what people do by hand: send again, correct, cancel."""

import logging
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from blinker import Namespace
from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import store, transaction
from clinic.core.tasks import enqueue
from clinic.notifications import claims, outcomes, queries
from clinic.notifications.composing import Envelope, NotNeeded, NotYet, compose, kept_back
from clinic.notifications.mending import Mending, check
from clinic.notifications.models import WAITING, MailServer, Notification, State
from clinic.notifications.outcomes import Failed, Outcome, Postponed, Retry, Sent, ServerFault, Withheld
from clinic.notifications.transport import Post, message

logger = logging.getLogger(__name__)

failed_for_good = Namespace().signal("failed-for-good")
"""Sent with the notification, in the transaction in which it failed."""

SETTLE = (
    update(Notification)
    .where(Notification.id == bindparam("claimed"), Notification.lease_until == bindparam("claimed_until"))
    .values(lease_until=None)
    .returning(Notification.id)
)

DRAIN_SECONDS = 35.0
"""Then no new batch is begun; with the last batch's lease this stays under the task's time limit."""
MARGIN_SECONDS = 5.0
BATCH_SECONDS = claims.LEASE.total_seconds() - MARGIN_SECONDS

AT_ONCE = timedelta()
CANCELLED = "Cancelled by a member of staff."


def owe(*envelopes: Envelope, after: timedelta = AT_ONCE) -> None:
    """Promise these emails in the current transaction, and ring for a worker once it is committed.

    What is to go only after a while is left to the sweep.
    """
    if envelopes:
        with transaction():
            store(*(_owed(each, utcnow() + after) for each in envelopes))
            if after == AT_ONCE:
                enqueue("notifications.drain")


def plan(at: datetime, *envelopes: Envelope) -> None:
    """Promise these emails in the current transaction for a later time, at which the sweep finds them."""
    with transaction():
        store(*(_owed(each, at, planned_for=at) for each in envelopes))


def _owed(envelope: Envelope, due_at: datetime, planned_for: datetime | None = None) -> Notification:
    return Notification(**vars(envelope), due_at=due_at, planned_for=planned_for)


def withhold(kinds: Iterable[str], item_id: uuid.UUID, reason: str) -> int:
    """Let emails of these kinds about one thing not go, as far as they wait; gives how many."""
    waiting = (
        update(Notification)
        .where(Notification.item_id == item_id, Notification.kind.in_(list(kinds)), Notification.state.in_(WAITING))
        .values(state=State.withheld, settled_at=utcnow(), answer=reason)
        .returning(Notification.id)
    )
    with transaction() as session:
        session.flush()
        return len(session.scalars(waiting, execution_options={"synchronize_session": False}).all())


def sweep() -> int:
    """Note that a worker is alive, then send whatever is due, even what the broker forgot."""
    with transaction() as session:
        known = postgresql.insert(MailServer).values(id=1, failures=0, answer="", swept_at=utcnow())
        session.execute(known.on_conflict_do_update(index_elements=["id"], set_={"swept_at": utcnow()}))
    return drain()


def drain(seconds: float = DRAIN_SECONDS) -> int:
    """Send what is due, batch by batch; gives how many were sent. Rings again if time ran out first."""
    sent, deadline = 0, time.monotonic() + seconds
    while not _paused() and (batch := claims.next_batch()):
        sent += _deliver(batch)
        _recovered(sent)
        if time.monotonic() > deadline:
            with transaction():
                enqueue("notifications.drain")
            break
    return sent


def forget(subject_ids: Iterable[uuid.UUID]) -> int:
    """Delete every email about these subjects, sent or not."""
    with transaction() as session:
        gone = delete(Notification).where(Notification.subject_id.in_(list(subject_ids))).returning(Notification.id)
        return len(session.scalars(gone).all())


def send_again(id: uuid.UUID, seen: str, actor: Actor) -> None:
    """Let an email that failed or was withheld be tried anew, under the same Message-ID. Raises as `mending.check`."""
    with _mending(id, Mending.sent_again, seen, actor) as notification:
        _begin_anew(notification)


def correct_address(id: uuid.UUID, seen: str, recipient: str, actor: Actor) -> None:
    """Send an email to this address instead, from the first try on. Raises as `mending.check`."""
    with _mending(id, Mending.corrected, seen, actor) as notification:
        notification.recipient = recipient
        _begin_anew(notification)


def cancel(id: uuid.UUID, seen: str, actor: Actor) -> None:
    """Withhold an email that waits. Raises as `mending.check`."""
    with _mending(id, Mending.cancelled, seen, actor) as notification:
        notification.state, notification.settled_at, notification.answer = State.withheld, utcnow(), CANCELLED


@contextmanager
def _mending(id: uuid.UUID, mending: Mending, seen: str, actor: Actor) -> Iterator[Notification]:
    """Lock the email, so that no worker claims it meanwhile, and see that this can be done with it."""
    with transaction() as session:
        notification = session.get(Notification, id, populate_existing=True, with_for_update=True)
        yield check(mending, notification, seen)
        audit.record(actor, mending, "notification", id)


def _begin_anew(notification: Notification) -> None:
    notification.state, notification.due_at, notification.settled_at = State.queued, utcnow(), None
    notification.attempts, notification.abandoned, notification.answer = 0, 0, ""
    enqueue("notifications.drain")


def _paused() -> bool:
    server = queries.mail_server()
    return server is not None and server.paused_until is not None and server.paused_until > utcnow()


def _deliver(batch: list[Notification]) -> int:
    sent, deadline = 0, time.monotonic() + BATCH_SECONDS
    with transaction():
        unwanted = kept_back([_envelope(each) for each in batch])
    with Post(BATCH_SECONDS) as post:
        for position, notification in enumerate(batch):
            if time.monotonic() > deadline:
                claims.release(batch[position:])
                break
            refused = unwanted.get(_envelope(notification))
            outcome = Withheld(refused.reason) if refused else _attempt(notification, post)
            settle(notification, outcome)
            if isinstance(outcome, ServerFault):
                claims.release(batch[position + 1 :])
                _pause(outcome)
                break
            sent += isinstance(outcome, Sent)
    return sent


def _envelope(notification: Notification) -> Envelope:
    subject_id, item_id = notification.subject_id, notification.item_id
    return Envelope(notification.kind, subject_id, notification.recipient, item_id)


def _attempt(notification: Notification, post: Post) -> Outcome:
    if notification.state is State.failed:
        return Failed("The worker died each time it tried to send this.")
    try:
        with transaction():
            email = compose(_envelope(notification))
        if isinstance(email, NotNeeded):
            return Withheld(email.reason)
        if isinstance(email, NotYet):
            return Postponed(email.until)
        words = message(notification.id, notification.recipient, email)
    except Exception as fault:  # a fault in one email's words must not hold up the others
        logger.exception("Notification %s (%s) could not be composed.", notification.id, notification.kind)
        return Retry(f"Could not be composed: {type(fault).__name__}", outcomes.SLOW)
    return post.send(words)


def settle(notification: Notification, outcome: Outcome) -> None:
    """Write down how an attempt ended, unless another worker has taken the row over since."""
    values = _values(notification, outcome)
    mine = {"claimed": notification.id, "claimed_until": notification.lease_until}
    with transaction() as session:
        settled = session.connection().execute(SETTLE, {**mine, "answer": outcome.answer, **values})
        if settled.first() is None:
            logger.warning("Notification %s was settled by another worker.", notification.id)
        elif values["state"] is State.failed:
            failed_for_good.send(notification)
        if isinstance(outcome, Sent) and notification.attempts == 1:
            return
    logger.info("Notification %s (%s) is %s.", notification.id, notification.kind, values["state"])


def _values(notification: Notification, outcome: Outcome) -> dict[str, object]:
    now = utcnow()
    match outcome:
        case Sent():
            return {"state": State.sent, "settled_at": now}
        case Withheld():
            return {"state": State.withheld, "settled_at": now}
        case Postponed(until=until):
            return {"state": State.queued, "due_at": until, "attempts": notification.attempts - 1}
        case ServerFault():
            return {"state": State.retrying, "due_at": now, "attempts": notification.attempts - 1}
        case Retry(delays=delays) if notification.attempts < outcomes.MOST_ATTEMPTS:
            return {"state": State.retrying, "due_at": now + outcomes.wait(delays, notification.attempts)}
        case _:
            return {"state": State.failed, "settled_at": now}


def _recovered(sent: int) -> None:
    if sent:
        with transaction() as session:
            session.execute(update(MailServer).where(MailServer.failures > 0).values(failures=0, answer=""))


def _pause(fault: ServerFault) -> None:
    """Stop sending for a while: seconds at first, half a minute at most."""
    with transaction() as session:
        server = session.get(MailServer, 1, with_for_update=True) or MailServer(id=1, failures=0)
        session.add(server)
        server.failures += 1
        server.answer = fault.answer
        server.paused_until = utcnow() + outcomes.pause(server.failures)
    logger.error("The mail server cannot be used: %s. Sending is paused until %s.", server.answer, server.paused_until)
