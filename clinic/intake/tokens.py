"""Random tokens that let a person back to a draft or a request, stored as hashes and revocable."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from clinic.core.clock import utcnow
from clinic.core.db import db, store, transaction
from clinic.intake.models import AccessToken, Draft, Purpose

LINK_LIFE = timedelta(days=60)
VISIT_LIFE = timedelta(minutes=30)

IS_OPEN = (AccessToken.token_hash == bindparam("hash")) & (AccessToken.expires_at > bindparam("now"))
OPENED = select(AccessToken.subject_id).where(IS_OPEN, AccessToken.purpose.in_(bindparam("of", expanding=True)))
DRAFT = (
    select(Draft)
    .join(AccessToken, AccessToken.subject_id == Draft.id)
    .where(IS_OPEN, AccessToken.purpose == Purpose.draft, Draft.expires_at > bindparam("now"))
)
LATEST = (
    select(AccessToken)
    .where(
        AccessToken.purpose == bindparam("of"),
        AccessToken.subject_id == bindparam("about"),
        AccessToken.expires_at > bindparam("now"),
    )
    .order_by(AccessToken.expires_at.desc())
    .limit(1)
)


def issue(purpose: Purpose, subject_id: uuid.UUID, expires_at: datetime) -> str:
    """Add a new token to the current transaction; gives its 256 random bits as text."""
    row = new_token(purpose, subject_id, expires_at)
    with transaction():
        store(row)
    return row.token


def new_token(purpose: Purpose, subject_id: uuid.UUID, expires_at: datetime) -> AccessToken:
    """Make a token, which opens nothing until its row is stored."""
    token = secrets.token_urlsafe(32)
    row = AccessToken(id=uuid.uuid4(), token_hash=_hash(token), purpose=purpose, subject_id=subject_id)
    row.token, row.expires_at = token, expires_at
    return row


def keep_open(purpose: Purpose, subject_id: uuid.UUID) -> None:
    """See to it that an email about this subject has a link to show that still lasts for a good while."""
    row = _latest(purpose, subject_id)
    if row is None or row.expires_at < utcnow() + LINK_LIFE / 2:
        issue(purpose, subject_id, utcnow() + LINK_LIFE)


def subject_of(token: str | None, *purposes: Purpose) -> uuid.UUID | None:
    """Give what an unexpired token opens, or nothing."""
    if not token:
        return None
    return db.session.scalar(OPENED, {"hash": _hash(token), "of": purposes, "now": utcnow()})


def draft_of(token: str | None) -> Draft | None:
    """Give the form that a browser's unexpired token opens; a sent one too, so that it cannot be sent twice."""
    return db.session.scalar(DRAFT, {"hash": _hash(token), "now": utcnow()}) if token else None


def latest(purpose: Purpose, subject_id: uuid.UUID) -> str | None:
    """Give the token that an email about this subject shows."""
    row = _latest(purpose, subject_id)
    return row.token if row else None


def _latest(purpose: Purpose, subject_id: uuid.UUID) -> AccessToken | None:
    return db.session.scalar(LATEST, {"of": purpose, "about": subject_id, "now": utcnow()})


def revoke(*subject_ids: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(AccessToken).where(AccessToken.subject_id.in_(subject_ids)).returning(AccessToken.id)
        return len(session.scalars(gone).all())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
