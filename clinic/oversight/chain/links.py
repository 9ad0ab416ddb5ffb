"""What a link is made of, and what the chain is asked."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, Text, cast, func, select

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.core.encryption import keyring, opens
from clinic.oversight.models import AuditLink

DETAILS = cast(AuditEntry.details, Text).label("details")
"""As the database writes them, which is always alike; numbers read into Python and written again may not be."""
WRITTEN = (
    *(AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.role),
    *(AuditEntry.action, AuditEntry.record, DETAILS),
)


class Written(Protocol):
    """An entry, as a row of the columns above."""

    id: int
    at: datetime
    actor: str
    role: str
    action: str
    record: str
    details: str | None


class Head(NamedTuple):
    """The end of the chain: everything up to it follows from its hash."""

    number: int
    hash: bytes
    signature: bytes | None


BEGINNING = Head(0, bytes(32), None)


def hash_of(previous: bytes, number: int, entry: Written) -> bytes:
    """Give the hash of a link: over the one before it, its number, and every word of its entry."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = [number, entry.id, at, entry.actor, entry.role, entry.action, entry.record, entry.details]
    return hashlib.sha256(previous + json.dumps(words, separators=(",", ":")).encode()).digest()


def sign(number: int, digest: bytes) -> bytes:
    """Show that somebody with our keys made the chain up to here: an empty message, sealed to this place and hash."""
    return keyring().encrypt(b"", _place(number, digest))


def is_ours(head: Head) -> bool:
    return head.number == 0 or (head.signature is not None and opens(head.signature, _place(head.number, head.hash)))


def _place(number: int, digest: bytes) -> str:
    return f"audit_link.hash:{number}:{digest.hex()}"


def head() -> Head:
    return head_in(db.session.connection())


def head_in(connection: Connection) -> Head:
    """Give the end of the chain as this connection sees it."""
    newest = select(AuditLink.number, AuditLink.hash, AuditLink.signature).order_by(AuditLink.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return Head(*row) if row else BEGINNING


def newest_linked() -> int:
    """Give the largest id of an entry that has a link."""
    return db.session.scalar(select(func.max(AuditLink.entry_id))) or 0


def newest_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.id))) or 0


def unlinked(after: int, limit: int, until: int | None = None) -> Sequence[Written]:
    """Give entries without a link, the smallest id first, of those with an id in this range."""
    # The range is said of both, so that the database need not look through every link, whatever it knows of them.
    link = select(AuditLink.number).where(AuditLink.entry_id == AuditEntry.id, AuditLink.entry_id > after)
    wanted = select(*WRITTEN).where(AuditEntry.id > after, ~link.exists()).order_by(AuditEntry.id).limit(limit)
    if until is not None:
        wanted = wanted.where(AuditEntry.id <= until)
    return db.session.execute(wanted).all()


def first() -> datetime | None:
    """Give when the entry was made that has the first link."""
    wanted = select(AuditEntry.at).join(AuditLink, AuditLink.entry_id == AuditEntry.id).where(AuditLink.number == 1)
    return db.session.scalar(wanted)
