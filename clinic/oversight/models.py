"""The chain that makes a change of the audit trail show."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.db import Model


class AuditLink(Model):
    """An entry's place in the chain. Numbers have no gap, whatever ids were given out and never committed."""

    __tablename__ = "audit_link"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    hash: Mapped[bytes]
    signature: Mapped[bytes | None]
    """Of the last link of those that were sealed together: that somebody with our keys made the chain up to here."""
