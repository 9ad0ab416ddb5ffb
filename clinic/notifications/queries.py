"""What is true of the outgoing mail."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.notifications.composing import Envelope
from clinic.notifications.models import GIVEN_UP, OWED, MailServer, Notification, State


def about(*subject_ids: uuid.UUID) -> list[Notification]:
    wanted = select(Notification).where(Notification.subject_id.in_(subject_ids)).order_by(Notification.created_at)
    return list(db.session.scalars(wanted))


def notification(id: uuid.UUID) -> Notification | None:
    return db.session.get(Notification, id, populate_existing=True)


def newest(
    limit: int, states: tuple[State, ...] = (), kind: str = "", before: tuple[datetime, uuid.UUID] | None = None
) -> list[Notification]:
    """Give emails, the latest promised first, from the one before the key given."""
    wanted = select(Notification).order_by(Notification.created_at.desc(), Notification.id.desc()).limit(limit)
    if states:
        wanted = wanted.where(Notification.state.in_(states))
    if kind:
        wanted = wanted.where(Notification.kind == kind)
    if before is not None:
        wanted = wanted.where(tuple_(Notification.created_at, Notification.id) < before)
    return list(db.session.scalars(wanted))


def number_owed() -> int:
    return db.session.scalar(select(func.count()).where(*_to_go_by_now())) or 0


def is_owed(envelope: Envelope) -> bool:
    """Tell whether such an email is on its way already."""
    on_its_way = select(Notification.id).where(
        Notification.kind == envelope.kind,
        Notification.subject_id == envelope.subject_id,
        Notification.item_id.is_not_distinct_from(envelope.item_id),
        Notification.recipient == envelope.recipient,
        Notification.state.in_(OWED),
    )
    return db.session.scalar(on_its_way.limit(1)) is not None


def last_sent(item_id: uuid.UUID, kinds: Iterable[str], recipient: str) -> datetime | None:
    """Give when an email of these kinds about one thing last went to this address; nothing when none did."""
    sent = select(func.max(Notification.settled_at)).where(
        Notification.item_id == item_id,
        Notification.kind.in_(list(kinds)),
        Notification.recipient == recipient,
        Notification.state == State.sent,
    )
    return db.session.scalar(sent)


def is_going(item_id: uuid.UUID, kinds: Iterable[str]) -> bool:
    """Tell whether a worker is sending an email of these kinds about one thing at this moment."""
    going = select(Notification.id).where(
        Notification.item_id == item_id, Notification.kind.in_(list(kinds)), Notification.state == State.sending
    )
    return db.session.scalar(going.limit(1)) is not None


def counts() -> dict[State, int]:
    rows = db.session.execute(select(Notification.state, func.count().label("number")).group_by(Notification.state))
    return {row.state: row.number for row in rows}


def counts_of_unsent() -> dict[State, int]:
    """Count the emails of every state but `sent`: they are few however many there are in all, and have indexes."""
    found = {}
    for states in (OWED, GIVEN_UP):
        wanted = select(Notification.state, func.count()).where(Notification.state.in_(states))
        found.update({row[0]: row[1] for row in db.session.execute(wanted.group_by(Notification.state))})
    return {state: found.get(state, 0) for state in (*OWED, *GIVEN_UP)}


def oldest_unsent() -> datetime | None:
    """When the oldest email that should have gone by now was first to go."""
    first_to_go = func.coalesce(Notification.planned_for, Notification.created_at)
    return db.session.scalar(select(func.min(first_to_go)).where(*_to_go_by_now()))


def _to_go_by_now() -> tuple[ColumnElement[bool], ...]:
    is_to_come = Notification.planned_for.is_not(None) & (Notification.planned_for > utcnow())
    return Notification.state.in_(OWED), ~is_to_come


def mail_server() -> MailServer | None:
    return db.session.get(MailServer, 1, populate_existing=True)
