"""Mending an email by those who may."""

import uuid

from clinic.core.audit import Actor
from clinic.core.errors import Refusal
from clinic.notifications import services as sending
from clinic.notifications.mending import Mending, NoLongerKept
from clinic.staff.queries import active_account
from clinic.triage.mail.queries import email, may_mend


class MayNotMend(Refusal):
    """This person may not do this with an email of this kind."""


def mend(mending: Mending, id: uuid.UUID, seen: str, recipient: str, actor: Actor) -> None:
    """Do this with an email that its actor saw addressed to `seen`; `recipient` is what a correction is for.

    Raises MayNotMend, and what the verbs of `notifications.services` raise.
    """
    account, found = active_account(uuid.UUID(actor.id)), email(id)
    if found is None:
        raise NoLongerKept
    if account is None or not may_mend(account, found.email.kind, mending):
        raise MayNotMend
    match mending:
        case Mending.sent_again:
            sending.send_again(id, seen, actor)
        case Mending.corrected:
            sending.correct_address(id, seen, recipient, actor)
        case Mending.cancelled:
            sending.cancel(id, seen, actor)
