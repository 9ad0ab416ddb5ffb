"""Sessions: each sign-in is a row, and lasts while it is used, for a working day at most.

`fs_uniquifier` is the last resort beside the rows: a fresh one ends whatever names its account by the old one, even a
sign-in that still waits for its second factor.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, true, update
from sqlalchemy.orm import aliased

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.staff.models import StaffSession, StaffUser

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EACH = timedelta(minutes=1)
KEPT = timedelta(days=30)


def begin(account: StaffUser, device: str) -> StaffSession:
    begun = StaffSession(id=uuid.uuid4(), account_id=account.id, device=device)
    with transaction() as session:
        session.add(begun)
    return begun


def live(id: uuid.UUID, uniquifier: str) -> Row[StaffSession, StaffUser] | None:
    """Give a session that lasts and whose it is, if they may sign in and go by this name."""
    wanted = select(StaffSession, StaffUser).join(StaffUser, StaffUser.id == StaffSession.account_id)
    wanted = wanted.where(StaffSession.id == id, _lasts(), StaffUser.fs_uniquifier == uniquifier, StaffUser.active)
    return db.session.execute(wanted).first()


def lasting(account_id: uuid.UUID) -> Sequence[StaffSession]:
    """Give the sessions of an account that have not ended, the one used last first."""
    wanted = select(StaffSession).where(StaffSession.account_id == account_id, _lasts())
    return db.session.scalars(wanted.order_by(StaffSession.seen_at.desc(), StaffSession.id)).all()


def number(account_id: uuid.UUID) -> int:
    wanted = select(func.count()).where(StaffSession.account_id == account_id, _lasts())
    return db.session.scalar(wanted) or 0


def note_use(used: StaffSession) -> None:
    """Note that a session is used now: once a minute at most, however many requests come at once."""
    now = utcnow()
    if used.seen_at <= now - NOTED_EACH:
        noted = update(StaffSession).where(StaffSession.id == used.id, StaffSession.seen_at <= now - NOTED_EACH)
        with transaction() as session:
            session.execute(noted.values(seen_at=now))


def end(id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """End a session of this account; False when there was nothing to end."""
    return _end(StaffSession.id == id, StaffSession.account_id == account_id) == 1


def end_all(account: StaffUser, but: uuid.UUID | None = None) -> int:
    """End every session of this account, and every sign-in under way; gives how many sessions there were.

    One may stay, once its cookie has the account's new name.
    """
    with transaction():
        account.fs_uniquifier = uuid.uuid4().hex
        return _end(StaffSession.account_id == account.id, StaffSession.id != but if but else true())


def purge() -> int:
    """Delete sessions that were not used for a month, but for each account's latest, which tells when that was."""
    later = aliased(StaffSession)
    is_followed = (
        select(later.id).where(later.account_id == StaffSession.account_id, later.seen_at > StaffSession.seen_at)
    ).exists()
    old = delete(StaffSession).where(StaffSession.seen_at < utcnow() - KEPT, is_followed)
    with transaction() as session:
        return len(session.scalars(old.returning(StaffSession.id)).all())


def _lasts() -> ColumnElement[bool]:
    now = utcnow()
    return and_(
        StaffSession.ended_at.is_(None), StaffSession.seen_at > now - IDLE, StaffSession.began_at > now - LONGEST
    )


def _end(*which: ColumnElement[bool]) -> int:
    ended = update(StaffSession).where(*which, _lasts()).values(ended_at=utcnow()).returning(StaffSession.id)
    with transaction() as session:
        return len(session.scalars(ended).all())
