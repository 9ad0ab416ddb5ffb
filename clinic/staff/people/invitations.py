"""The verbs of invitations to set up an account or choose a new password: by email, once, by a link that lasts a week.

The link holds 256 random bits. Their hash finds the invitation; they themselves are sealed, for the email alone. An
invitation that is accepted or withdrawn is deleted, so that no link tells what it was.
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
from clinic.core.db import attempt, db, transaction
from clinic.core.errors import Refusal
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff import queries, services
from clinic.staff.models import Invitation, Role, StaffUser
from clinic.staff.people.deeds import UnknownPerson
from clinic.staff.rights import Right, insist_unless_at_the_server

INVITED = "staff.invited"
NEW_PASSWORD = "staff.new_password"  # noqa: S105  # the name of an email
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
    address = services.normal_address(email)
    with transaction():
        if queries.account(address):
            raise services.AlreadyStaff
        invitation = _made(Invitation(name=name, email=address, role=role), actor)
        audit.record(actor, "invited", "invitation", invitation.id, {"after": {"role": role.value}})
    return invitation


def offer_password(account_id: uuid.UUID, actor: Actor) -> Invitation:
    """Ask somebody who forgot their password, by email, to choose a new one. Until they do, the old one works.

    Raises NotYours, UnknownPerson and AlreadyInvited.
    """
    with transaction():
        person = queries.active_account(account_id)
        if person is None:
            raise UnknownPerson(str(account_id))
        wanted = Invitation(name=person.name, email=person.email, role=person.role, account_id=person.id)
        invitation = _made(wanted, actor)
        audit.record(actor, "offered_password", "invitation", invitation.id)
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
    with transaction():
        invitation, invited = _spent(token)
        try:
            account = services.add_staff(name, invitation.email, password, invitation.role, invited)
        except services.AlreadyStaff:
            raise InvitationOver from None
        audit.record(invited, "accepted", "invitation", invitation.id)
    return account


def choose_password(token: str, password: str) -> StaffUser:
    """Give the account that the link is for a new password, and end its sessions. The phone stays as it is.

    Raises InvitationOver and WeakPassword.
    """
    with transaction():
        invitation, invited = _spent(token)
        if invitation.account_id is None:
            raise InvitationOver
        account = services.set_password(invitation.email, password, invited)
        audit.record(invited, "chose_password", "invitation", invitation.id)
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


def _made(invitation: Invitation, actor: Actor) -> Invitation:
    """Store an invitation and send it. Raises NotYours and AlreadyInvited."""
    host = insist_unless_at_the_server(actor, Right.manage_people)
    invitation.id, invitation.invited_by = uuid.uuid4(), host.id if host else None
    try:
        with attempt() as session:
            _send(invitation)
            session.add(invitation)
    except IntegrityError:
        raise AlreadyInvited from None
    return invitation


def _send(invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.token, invitation.expires_at = _hash(token), token, utcnow() + LASTS
    kind = NEW_PASSWORD if invitation.account_id else INVITED
    owe(Envelope(kind, invitation.id, invitation.email))


def _spent(token: str) -> tuple[Invitation, Actor]:
    """Delete the invitation that this link opens, and give it with who accepts it. Raises InvitationOver."""
    spend = delete(Invitation).where(Invitation.token_hash == _hash(token), Invitation.expires_at > utcnow())
    invitation = db.session.scalar(spend.returning(Invitation))
    if invitation is None:
        raise InvitationOver
    return invitation, Actor("invited", str(invitation.id))


def _locked(id: uuid.UUID, seen: int) -> Invitation:
    wanted = select(Invitation).where(Invitation.id == id, Invitation.version == seen).with_for_update()
    invitation = db.session.scalar(wanted, execution_options={"populate_existing": True})
    if invitation is None:
        raise SettledMeanwhile
    return invitation


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
