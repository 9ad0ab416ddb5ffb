"""Mending an email by those who may."""

import uuid

from clinic.core.audit import Actor
from clinic.notifications import services as sending
from clinic.notifications.mending import Mending, NoLongerKept, NotInThisState
from clinic.staff.rights import insist
from clinic.triage.mail.queries import email, needed_for


def mend(mending: Mending, id: uuid.UUID, seen: str, recipient: str, actor: Actor) -> None:
    """Do this with an email that its actor saw addressed to `seen`; `recipient` is what a correction is for.

    Raises NotYours, and what the verbs of `notifications.services` raise.
    """
    found = email(id)
    if found is None:
        raise NoLongerKept
    insist(actor, needed_for(mending, found.email.kind))
    if mending is Mending.corrected and found.is_for_one_address:
        raise NotInThisState(found.email.state)
    match mending:
        case Mending.sent_again:
            sending.send_again(id, seen, actor)
        case Mending.corrected:
            sending.correct_address(id, seen, recipient, actor)
        case Mending.cancelled:
            sending.cancel(id, seen, actor)
