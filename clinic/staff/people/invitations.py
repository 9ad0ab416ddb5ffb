"""The verbs of invitations: asked by email, accepted once, by a link that works for a week.

The link holds 256 random bits. Their hash finds the invitation; they themselves are sealed, for the email alone.
"""

import hashlib
import secrets
import uuid
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff import queries, services
from clinic.staff.models import Invitation, Role, StaffUser
from clinic.staff.rights import Right, insist_unless_at_the_server

INVITED = "staff.invited"
LASTS = timedelta(days=7)
KEPT = timedelta(days=30)
"""After it ran out, for administrators to send it again."""


class AlreadyInvited(Refusal):
    """This address has an invitation."""


class SettledMeanwhile(Refusal):
    """Somebody has accepted or withdrawn the invitation, or sent it again, since this person looked."""


class InvitationOver(Refusal):
    """Nothing can be accepted by this link: it never was one, was used or withdrawn, or has run out."""


def invite(name: str, email: str, role: Role, actor: Actor) -> Invitation:
    """Ask somebody by email to set up an account. Raises NotYours, NotAnAddress, AlreadyStaff and AlreadyInvited."""
    host, address = insist_unless_at_the_server(actor, Right.manage_people), services.normal_address(email)
    invitation = Invitation(id=uuid.uuid4(), name=name, email=address, role=role, invited_by=host and host.id)
    try:
        with transaction() as session:
            if queries.account(address):
                raise services.AlreadyStaff
            _send(invitation)
            session.add(invitation)
            session.flush()
            audit.record(actor, "invited", "invitation", invitation.id, {"after": {"role": role.value}})
    except IntegrityError:
        raise AlreadyInvited from None
    return invitation


def send_again(id: uuid.UUID, seen: int, actor: Actor) -> Invitation:
    """Send a new link, for a week from now; the old one is dead. Raises NotYours and SettledMeanwhile."""
    with transaction():
        insist_unless_at_the_server(actor, Right.manage_people)
        invitation = _locked(id, seen)
        invitation.version += 1
        _send(invitation)
        audit.record(actor, "sent_again", "invitation", id)
    return invitation


def withdraw(id: uuid.UUID, seen: int, actor: Actor) -> None:
    """Let an invitation be as if it never was. Raises NotYours and SettledMeanwhile."""
    with transaction() as session:
        insist_unless_at_the_server(actor, Right.manage_people)
        session.delete(_locked(id, seen))
        audit.record(actor, "withdrew", "invitation", id)


def accept(token: str, name: str, password: str) -> StaffUser:
    """Make the account that the link's owner was invited to have. Raises InvitationOver and WeakPassword."""
    with transaction() as session:
        spent = delete(Invitation).where(Invitation.token_hash == _hash(token), Invitation.expires_at > utcnow())
        invitation = session.scalar(spent.returning(Invitation))
        if invitation is None:
            raise InvitationOver
        invited = Actor("invited", str(invitation.id))
        try:
            account = services.add_staff(name, invitation.email, password, invitation.role, invited)
        except services.AlreadyStaff:
            raise InvitationOver from None
        audit.record(invited, "accepted", "invitation", invitation.id)
    return account


def opened_by(token: str) -> Invitation | None:
    """Give the invitation that this link opens."""
    wanted = select(Invitation).where(Invitation.token_hash == _hash(token), Invitation.expires_at > utcnow())
    return db.session.scalar(wanted)


def purge() -> int:
    """Delete the invitations that ran out a month ago, with whom they were for."""
    old = delete(Invitation).where(Invitation.expires_at < utcnow() - KEPT).returning(Invitation.id)
    with transaction() as session:
        return len(session.scalars(old).all())


def _send(invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.token, invitation.expires_at = _hash(token), token, utcnow() + LASTS
    owe(Envelope(INVITED, invitation.id, invitation.email))


def _locked(id: uuid.UUID, seen: int) -> Invitation:
    wanted = select(Invitation).where(Invitation.id == id, Invitation.version == seen).with_for_update()
    invitation = db.session.scalar(wanted, execution_options={"populate_existing": True})
    if invitation is None:
        raise SettledMeanwhile
    return invitation


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
