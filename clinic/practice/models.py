"""The clinic's arrangements and its identity, each as it was and as it became: the newest row holds."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model


class ChangeRow(Model):
    """A value as a change left it, whole."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)


class ArrangementsRow(ChangeRow):
    __tablename__ = "arrangements"


class IdentityRow(ChangeRow):
    __tablename__ = "identity"
