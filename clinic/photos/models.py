"""Pictures of somebody's hair, and what they agreed to for each."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import PERSONAL, Model
from clinic.core.encryption import EncryptedBytes
from clinic.photos.guide import View


class Size(StrEnum):
    picture = "picture"
    thumbnail = "thumbnail"


class Photo(Model):
    """One view of a set: of a form that is being filled in, or of a request."""

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("(draft_id IS NULL) <> (intake_id IS NULL)", name="of_somebody"),
        Index("uq_photo_of_draft", "draft_id", "view", unique=True, postgresql_where="draft_id IS NOT NULL"),
        Index(
            "uq_photo_of_set", "intake_id", "set_number", "view", unique=True, postgresql_where="intake_id IS NOT NULL"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    draft_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    set_number: Mapped[int] = mapped_column(SmallInteger, default=1)
    """Counted for each request, from 1: pictures of one set are compared with those of the others."""
    view: Mapped[View] = mapped_column(Enum(View, native_enum=False, length=20))
    width: Mapped[int]
    height: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=utcnow)


class PhotoContent(Model):
    """The picture itself in one size, sealed; nobody but `storage.py` touches these rows."""

    __tablename__ = "photo_content"
    __table_args__ = (UniqueConstraint("photo_id", "size"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    size: Mapped[Size] = mapped_column(Enum(Size, native_enum=False, length=20))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)

    content = EncryptedBytes("content_sealed")


class PhotoConsent(Model):
    """What somebody agreed to for one picture, or did not, and in which words. The latest of each key holds."""

    __tablename__ = "photo_consent"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    is_given: Mapped[bool]
    wording_version: Mapped[str]
    wording_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)
