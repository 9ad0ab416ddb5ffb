"""Who may do what with requests. Whoever is not in a row may not."""

import uuid
from enum import StrEnum

from clinic.core.audit import Actor
from clinic.core.errors import Refusal
from clinic.staff.models import Role
from clinic.staff.queries import active_account


class Right(StrEnum):
    decide = "decide"
    """Take, give away, record a contact, note, close, open again, make more urgent."""
    read_answers = "read_answers"
    """Read what somebody told about their health, and what the rules found in it."""
    make_less_urgent = "make_less_urgent"
    """Needs the answers that made it urgent."""


CLINICAL = frozenset({Role.trichologist, Role.clinician})

MAY: dict[Right, frozenset[Role]] = {
    Right.decide: frozenset(Role),
    Right.read_answers: CLINICAL,
    Right.make_less_urgent: CLINICAL,
}


class NotYours(Refusal):
    """This role does not have the right; `right` says which."""

    def __init__(self, right: Right) -> None:
        super().__init__(f"this role may not {right.replace('_', ' ')}")
        self.right = right


def may(role: Role, right: Right) -> bool:
    return role in MAY[right]


def has_right(actor: Actor, right: Right) -> bool:
    account = active_account(uuid.UUID(actor.id)) if actor.kind == "staff" else None
    return account is not None and may(account.role, right)


def insist(actor: Actor, right: Right) -> None:
    """Raises NotYours."""
    if not has_right(actor, right):
        raise NotYours(right)
