"""The verbs of administrators on a colleague's account. Each is one deed: locked, versioned, and written down.

Every verb takes the version of the account that its actor saw; None, at the server's command line, for whichever it
has. One that changes nothing leaves no trace. Raises NotYours, UnknownPerson, ChangedMeanwhile and LastAdministrator,
and what it says besides.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.staff import sessions
from clinic.staff.models import Role, StaffUser
from clinic.staff.people.deeds import ChangedMeanwhile, Deed, LastAdministrator, OwnAccount, UnknownPerson
from clinic.staff.rights import Right, insist_unless_at_the_server


def change(id: uuid.UUID, seen: int | None, name: str, role: Role, actor: Actor) -> StaffUser:
    """Give somebody another name or role. Raises OwnAccount for one's own role."""
    with _deed(Deed.changed, id, seen, actor) as person:
        if role is not person.role:
            _not_oneself(person, actor)
        person.name, person.role = name, role
    return person


def disable(id: uuid.UUID, seen: int | None, actor: Actor) -> StaffUser:
    """Close an account and end its sessions; the account stays for the audit trail. Raises OwnAccount."""
    with _deed(Deed.disabled, id, seen, actor) as person:
        _not_oneself(person, actor)
        person.active = False
        sessions.end_all(person)
    return person


def enable(id: uuid.UUID, seen: int | None, actor: Actor) -> StaffUser:
    """Let somebody sign in again, with the password and phone that they had."""
    with _deed(Deed.enabled, id, seen, actor) as person:
        person.active = True
    return person


def forget_phone(id: uuid.UUID, seen: int | None, actor: Actor) -> StaffUser:
    """Let somebody who lost phone and recovery codes set up a new phone; ends the sessions. Raises OwnAccount."""
    with _deed(Deed.forgot_phone, id, seen, actor) as person:
        _not_oneself(person, actor)
        person.forget_second_factor()
        sessions.end_all(person)
    return person


def end_sessions(id: uuid.UUID, seen: int | None, actor: Actor) -> StaffUser:
    """Sign somebody out everywhere. Raises OwnAccount."""
    with _deed(Deed.ended_sessions, id, seen, actor) as person:
        _not_oneself(person, actor)
        sessions.end_all(person)
    return person


@contextmanager
def _deed(deed: Deed, id: uuid.UUID, seen: int | None, actor: Actor) -> Iterator[StaffUser]:
    with transaction() as session:
        accounts = _locked(session, id, actor)
        insist_unless_at_the_server(actor, Right.manage_people)
        person = accounts.get(id)
        if person is None:
            raise UnknownPerson(str(id))
        if seen not in (None, person.version):
            raise ChangedMeanwhile(str(person.version))
        before, was_administrator = _standing(person), _is_administrator(person)
        yield person
        after = _standing(person)
        if after == before:
            return
        if was_administrator and not any(map(_is_administrator, accounts.values())):
            raise LastAdministrator
        person.version += 1
        audit.record(actor, deed, "staff", id, {"version": person.version, **_difference(before, after)})


def _locked(session: Session, id: uuid.UUID, actor: Actor) -> dict[uuid.UUID, StaffUser]:
    """Lock this account and those of all administrators, in one order, and give them as they are now.

    So deeds that could leave no administrator come one after another, and an actor who has just lost the role is seen
    without it.
    """
    concerned = [id, uuid.UUID(actor.id)] if actor.kind == "staff" else [id]
    is_administrator = and_(StaffUser.role == Role.administrator, StaffUser.active)
    wanted = select(StaffUser).where(or_(is_administrator, StaffUser.id.in_(concerned))).order_by(StaffUser.id)
    found = session.scalars(wanted.with_for_update(), execution_options={"populate_existing": True})
    return {each.id: each for each in found}


def _is_administrator(account: StaffUser) -> bool:
    return account.active and account.role is Role.administrator


def _not_oneself(person: StaffUser, actor: Actor) -> None:
    if str(person.id) == actor.id:
        raise OwnAccount


def _standing(person: StaffUser) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role.value,
        "state": "active" if person.active else "disabled",
        "second_factor": "set up" if person.has_second_factor else "not set up",
        "sessions": sessions.number(person.id),
    }


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts = [part for part in after if before[part] != after[part]]
    return {"before": {part: before[part] for part in parts}, "after": {part: after[part] for part in parts}}
