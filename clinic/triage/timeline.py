"""Everything that happened to a request in one order: what its sender told, what staff decided, which emails went."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clinic.core.db import db
from clinic.intake.models import EventKind, IntakeEvent
from clinic.intake.rules import Priority
from clinic.messages.models import Message
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.staff.models import StaffUser
from clinic.triage.mail.kinds import in_words
from clinic.triage.models import ClosedFor, Contact, Decision, Move
from clinic.triage.words import CLOSED_FOR, OUTCOMES

EVENTS = {EventKind.submitted: "Sent the request", EventKind.answers_added: "Added or changed answers"}


@dataclass(frozen=True)
class Happening:
    at: datetime
    title: str
    by: str
    words: str = ""
    is_internal: bool = False
    """Only the staff may know of it."""
    is_from_patient: bool = False
    read_at: datetime | None = None
    """When the patient read what was written to them."""
    undone_at: datetime | None = None
    mail_state: MailState | None = None


def decisions_of(intake_id: uuid.UUID) -> list[Decision]:
    return list(db.session.scalars(select(Decision).where(Decision.intake_id == intake_id).order_by(Decision.number)))


def names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Give the names of accounts, those that are no longer active too."""
    wanted = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_({id for id in ids if id}))
    return {row.id: row.name for row in db.session.execute(wanted)}


def actors_in(decisions: Iterable[Decision]) -> Iterable[uuid.UUID | None]:
    """Give everybody who decided, and everybody to whom a request was given."""
    for each in decisions:
        yield each.actor_id
        yield assignee_in(each)


def assignee_in(decision: Decision) -> uuid.UUID | None:
    assignee = decision.after.get("assignee")
    return uuid.UUID(assignee) if assignee else None


def timeline(
    events: Iterable[IntakeEvent],
    decisions: Iterable[Decision],
    emails: Iterable[Notification],
    messages: Iterable[Message],
    names: dict[uuid.UUID, str],
) -> list[Happening]:
    """Give what happened, the newest last."""
    written = {str(each.id): each for each in messages}
    happened = [
        *(Happening(each.at, EVENTS[each.kind], each.actor.capitalize()) for each in events),
        *(of_decision(each, names, written) for each in decisions),
        *(_of_answer(each) for each in written.values() if each.is_from_patient),
        *(_of_email(each) for each in emails),
    ]
    return sorted(happened, key=lambda each: each.at)


def of_decision(decision: Decision, names: dict[uuid.UUID, str], written: Mapping[str, Message]) -> Happening:
    message = written.get(decision.after.get("message", ""))
    own_words = decision.words if decision.words_sealed else ""
    return Happening(
        at=decision.at,
        title=_title(decision, names),
        by=names[decision.actor_id],
        words=message.words if message else own_words,
        is_internal=bool(own_words),
        read_at=message.read_at if message else None,
        undone_at=decision.undone_at,
    )


def _of_answer(message: Message) -> Happening:
    return Happening(message.at, "Wrote to us", "Patient", words=message.words, is_from_patient=True)


def _title(decision: Decision, names: dict[uuid.UUID, str]) -> str:
    after = decision.after
    match decision.move:
        case Move.taken:
            return "Took the request"
        case Move.assigned:
            colleague = assignee_in(decision)
            return f"Gave the request to {names[colleague]}" if colleague else "Gave the request away"
        case Move.prioritised:
            return f"Set the priority to {Priority(after['priority']).label}"
        case Move.contacted:
            return OUTCOMES[Contact(after["outcome"])]
        case Move.messaged:
            return "Wrote to the patient"
        case Move.booked:
            return "Agreed a consultation"
        case Move.completed:
            return "The consultation took place"
        case Move.closed:
            return f"Closed the request: {CLOSED_FOR[ClosedFor(after['closed_for'])]}"
        case Move.reopened:
            return "Opened the request again"
        case Move.noted:
            return "Wrote a note"


def _of_email(email: Notification) -> Happening:
    tries = f"{email.attempts} tries. " if email.attempts > 1 else ""
    title = f"Email to {email.recipient}: {in_words(email.kind)}"
    return Happening(email.created_at, title, "The system", words=tries + email.answer, mail_state=email.state)
