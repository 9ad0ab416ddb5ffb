"""The verbs of staff: add, change, disable, and tell administrators that an email failed."""

import uuid

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from sqlalchemy import func, or_, update
from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification
from clinic.notifications.services import owe
from clinic.staff import passwords, queries, sessions
from clinic.staff.models import Practitioner, Role, StaffUser
from clinic.staff.people import services as people

EMAIL_FAILED = "staff.email_failed"


class AlreadyStaff(Refusal):
    """This address has an account."""


class AlreadyPractitioner(Refusal):
    """This address belongs to a practitioner."""


class UnknownAccount(Refusal):
    """No account has this address."""


class WeakPassword(Refusal):
    """The password is too easy to guess; the message says what to do."""


class NotAnAddress(Refusal):
    """This is not an email address."""


def add_staff(name: str, email: str, password: str, role: Role, actor: Actor) -> StaffUser:
    """Give somebody an account. Raises AlreadyStaff, WeakPassword and NotAnAddress."""
    address = normal_address(email)
    user = StaffUser(
        id=uuid.uuid4(), name=name, email=address, role=Role(role), password=_hashed(password, name, address)
    )
    try:
        with transaction() as session:
            session.add(user)
            session.flush()
            audit.record(actor, "added", "staff", user.id)
    except IntegrityError:
        raise AlreadyStaff from None
    return user


def set_password(email: str, password: str, actor: Actor) -> StaffUser:
    """Give an account a new password, and end its sessions. Raises UnknownAccount and WeakPassword."""
    with transaction():
        user = _account(email)
        user.password = _hashed(password, user.name, user.email)
        sessions.end_all(user)
        audit.record(actor, "set_password", "staff", user.id)
    return user


def disable(email: str, actor: Actor) -> StaffUser:
    """Close an account and end its sessions; the account stays for the audit trail.

    Raises UnknownAccount and LastAdministrator.
    """
    return people.disable(_account(email).id, None, actor)


def want_digest(account_id: uuid.UUID, wanted: bool) -> None:
    """Let somebody hear each morning what waits, or hear it no more."""
    with transaction() as session:
        session.get_one(StaffUser, account_id).wants_digest = wanted


def end_session(id: uuid.UUID, actor: Actor) -> bool:
    """End one of the actor's own sessions; False when it had ended already."""
    with transaction():
        is_ended = sessions.end(id, uuid.UUID(actor.id))
        if is_ended:
            audit.record(actor, "ended_session", "staff", actor.id)
    return is_ended


def end_other_sessions(account: StaffUser, current: uuid.UUID | None, actor: Actor) -> None:
    """End every session of an account but the one in which its owner asks for that."""
    with transaction():
        sessions.end_all(account, but=current)
        audit.record(actor, "ended_other_sessions", "staff", account.id)


def set_totp_secret(user: StaffUser, secret: str, setting_up: uuid.UUID | None) -> None:
    """Give an account a second factor, and end every session begun without it, but for the one in which it was set."""
    with transaction():
        user.totp_secret = secret
        sessions.end_all(user, but=setting_up)
        audit.record(Actor.staff(user.id), "set_second_factor", "staff", user.id)


def remove_totp_secret(user: StaffUser, actor: Actor) -> None:
    with transaction():
        user.forget_second_factor()
        audit.record(actor, "removed_second_factor", "staff", user.id)


def forget_phone(email: str, actor: Actor) -> StaffUser:
    """Let somebody who lost phone and recovery codes set up a new phone; ends the sessions. Raises UnknownAccount."""
    return people.forget_phone(_account(email).id, None, actor)


def spend_totp_counter(user: StaffUser, counter: int) -> bool:
    """Note the half-minute whose code was used; False when it, or a later one, is spent already."""
    unspent = or_(StaffUser.last_totp_counter.is_(None), StaffUser.last_totp_counter < counter)
    spend = update(StaffUser).where(StaffUser.id == user.id, unspent).values(last_totp_counter=counter)
    with transaction() as session:
        return session.scalar(spend.returning(StaffUser.id)) is not None


def restart_totp_counter(user: StaffUser, counter: int) -> None:
    """Begin the count for a new phone, with the code that proved it."""
    with transaction():
        user.last_totp_counter = counter


def set_recovery_codes(user: StaffUser, hashes: list[str]) -> None:
    """Replace an account's recovery codes; the old ones no longer work."""
    with transaction():
        user.mf_recovery_codes = hashes
        audit.record(Actor.staff(user.id), "made_recovery_codes", "staff", user.id)


def spend_recovery_code(user: StaffUser, hashed: str) -> bool:
    """Delete a code; False when another request has spent it since it was read."""
    codes = StaffUser.mf_recovery_codes
    spend = (
        update(StaffUser)
        .where(StaffUser.id == user.id, codes.contains([hashed]))
        .values(mf_recovery_codes=func.array_remove(codes, hashed))
        .returning(StaffUser.id)
    )
    with transaction() as session:
        if session.scalar(spend) is None:
            return False
        audit.record(Actor.staff(user.id), "used_recovery_code", "staff", user.id)
    return True


def add_practitioner(
    name: str, email: str, title: str, actor: Actor, is_on_duty_for_intakes: bool = True
) -> Practitioner:
    """Add someone who sees patients, with the account of the same address if there is one.

    Raises AlreadyPractitioner and NotAnAddress.
    """
    address = normal_address(email)
    user = queries.account(address)
    practitioner = Practitioner(
        id=uuid.uuid4(),
        name=name,
        title=title,
        email=address,
        is_on_duty_for_intakes=is_on_duty_for_intakes,
        staff_user_id=user.id if user else None,
    )
    try:
        with transaction() as session:
            session.add(practitioner)
            session.flush()
            audit.record(actor, "added", "practitioner", practitioner.id)
    except IntegrityError:
        raise AlreadyPractitioner from None
    return practitioner


def tell_of_failed_email(notification: Notification) -> None:
    """Owe each administrator one email saying that another failed for good; never about its own kind."""
    if notification.kind != EMAIL_FAILED:
        told = queries.administrators_not_told(EMAIL_FAILED)
        owe(*(Envelope(EMAIL_FAILED, notification.id, address) for address in told))


def _account(email: str) -> StaffUser:
    user = queries.account(normal_address(email))
    if user is None:
        raise UnknownAccount("No account has this address. Check its spelling.")
    return user


def normal_address(email: str) -> str:
    """Give an address as accounts have it. Raises NotAnAddress."""
    try:
        return validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError:
        raise NotAnAddress("This is not an email address. Write it like name@example.com.") from None


def _hashed(password: str, name: str, email: str) -> str:
    normal = passwords.normal(password)
    if wrong := passwords.faults(normal, name, email):
        raise WeakPassword(wrong[0])
    return str(hash_password(normal))
