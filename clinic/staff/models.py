"""The people who work here: their accounts, and the practitioners whom patients see."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_security import UserMixin
from sqlalchemy import BigInteger, Enum, ForeignKey, Index, Text, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from clinic.core.clock import utcnow
from clinic.core.db import Model
from clinic.core.encryption import Encrypted

if TYPE_CHECKING:

    class SecurityUser:  # the library's own annotations say that an id is a number
        is_authenticated: bool

        def get_id(self) -> str: ...

else:
    SecurityUser = UserMixin

AUTHENTICATOR = "authenticator"


class Role(StrEnum):
    receptionist = "receptionist"
    trichologist = "trichologist"
    clinician = "clinician"
    administrator = "administrator"


class StaffUser(Model, SecurityUser):
    """An account to sign in with. Names that begin with `fs_`, `tf_` and `mf_` are Flask-Security's."""

    __tablename__ = "staff_user"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20))
    password: Mapped[str]
    """An argon2id hash."""
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    """What a session names its owner by; a fresh one ends every session of this account."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    wants_digest: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether to hear each morning what waits."""
    sealed_totp_secret: Mapped[bytes | None]
    totp_secret = Encrypted[str]("sealed_totp_secret")
    last_totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The half-minute whose code was last accepted; that one and all before it are spent."""
    mf_recovery_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Argon2id hashes of the codes that are still unused."""
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often administrators have changed it: who changes it says which version they saw."""

    @property
    def has_second_factor(self) -> bool:
        return self.sealed_totp_secret is not None

    def forget_second_factor(self) -> None:
        self.sealed_totp_secret, self.mf_recovery_codes = None, []

    @property
    def tf_primary_method(self) -> str | None:
        return AUTHENTICATOR if self.has_second_factor else None

    @property
    def tf_totp_secret(self) -> str | None:
        return self.totp_secret if self.has_second_factor else None

    def has_role(self, role: str) -> bool:
        return self.role == role

    def __repr__(self) -> str:
        return f"<StaffUser {self.id}>"


class StaffSession(Model):
    """One sign-in in one browser. Its id is no secret: only a cookie that we signed is believed."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_latest", "account_id", "seen_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    device: Mapped[str]
    """In a few words of ours, such as "Firefox on Windows"; no network address is kept."""
    began_at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    """When it was last used, to the minute."""
    ended_at: Mapped[datetime | None]


class Invitation(Model):
    """Somebody was asked to set up an account, or to choose a new password. A row only while it waits for them."""

    __tablename__ = "staff_invitation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    """Whose new password it is for; nothing for somebody who has no account yet."""
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    token_sealed: Mapped[bytes]
    """For the email only, which is composed when it is sent."""
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    """Nobody of the staff, for an invitation from the command line."""
    invited_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """How often it was sent; each time with a new token."""

    token = Encrypted[str]("token_sealed")

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= utcnow()

    def __repr__(self) -> str:
        return f"<Invitation {self.id}>"


class Practitioner(Model):
    """Someone who sees patients; may have an account, and may be on duty to hear of new intakes."""

    __tablename__ = "practitioner"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    title: Mapped[str]
    """What patients read beside the name, e.g. "Trichologist"; never implies a doctor who is none."""
    email: Mapped[str] = mapped_column(unique=True)
    is_on_duty_for_intakes: Mapped[bool] = mapped_column(default=True)
    staff_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

    def __repr__(self) -> str:
        return f"<Practitioner {self.id}>"
