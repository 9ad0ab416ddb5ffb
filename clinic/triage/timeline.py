"""Everything that happened to a request in one order: what its sender told, what staff decided, which emails went."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.core.templating import minute
from clinic.intake import queries as intakes
from clinic.intake.models import EventKind, Intake, IntakeEvent
from clinic.messages import queries as messages
from clinic.messages.models import Message
from clinic.notifications import queries as mail
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.scheduling.history import Changed, changes_of
from clinic.staff.models import StaffUser
from clinic.triage.mail.kinds import in_words
from clinic.triage.models import Decision, Move
from clinic.triage.words import decision_in_words

EVENTS = {
    EventKind.submitted: "Sent the request",
    EventKind.answers_added: "Added or changed answers",
    EventKind.photos_added: "Added photos",
    EventKind.answers_corrected: "Corrected an answer",
    EventKind.consent_withdrawn: "Withdrew a consent",
}
BY = {str(PATIENT): "Patient"}


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
    about: str = ""
    """The reference of the joined request to which it happened."""


@dataclass(frozen=True)
class Record:
    """What is kept of a request and of those joined to it."""

    events: list[IntakeEvent]
    decisions: list[Decision]
    emails: list[Notification]
    messages: list[Message]
    changes: list[Changed]
    """Of appointments."""
    names: dict[uuid.UUID, str]
    """Of everybody in it who works here, by account."""
    references: dict[uuid.UUID, str]
    """Of the joined requests."""

    def happened(self) -> list[Happening]:
        """Give what happened, the newest last."""
        happened = [
            *(self._of_event(each) for each in self.events),
            *(self.of_decision(each) for each in self.decisions),
            *(self.of_answer(each) for each in self.messages if each.is_from_patient),
            *(self.of_change(each) for each in self.changes if not each.is_by_staff),
            *(self._of_email(each) for each in self.emails if not is_overtaken(each)),
        ]
        return sorted(happened, key=lambda each: each.at)

    def of_decision(self, decision: Decision) -> Happening:
        message = self._message(decision.after.get("message"))
        own_words = decision.words if decision.words_sealed else ""
        return Happening(
            at=decision.at,
            title=self._change_in_words(decision) or decision_in_words(decision, self.names),
            by=self.names[decision.actor_id],
            words=message.words if message else own_words,
            is_internal=bool(own_words),
            read_at=message.read_at if message else None,
            undone_at=decision.undone_at,
            about=self._about(decision.intake_id),
        )

    def _change_in_words(self, decision: Decision) -> str:
        """Say what a decision made of an appointment; a closed request says that it is closed."""
        made = (decision.after.get("appointment"), decision.after.get("sequence"))
        found = (each for each in self.changes if (str(each.appointment_id), each.sequence) == made)
        change = next(found, None)
        if change is None:
            return ""
        closed = decision_in_words(decision, self.names) if decision.move is Move.closed else ""
        return f"{closed}. {change.words}" if closed else change.words

    def of_change(self, change: Changed) -> Happening:
        """Tell what somebody other than the staff did with an appointment."""
        by = BY.get(change.actor, "The system")
        return Happening(change.at, change.words, by, about=self._about(change.intake_id))

    def of_answer(self, message: Message) -> Happening:
        about = self._about(message.intake_id)
        return Happening(message.at, "Wrote to us", "Patient", words=message.words, is_from_patient=True, about=about)

    def _message(self, id: str | None) -> Message | None:
        return next((each for each in self.messages if str(each.id) == id), None)

    def _of_event(self, event: IntakeEvent) -> Happening:
        return Happening(
            event.at, EVENTS[event.kind], event.actor.partition(":")[0].capitalize(), about=self._about(event.intake_id)
        )

    def _of_email(self, email: Notification) -> Happening:
        tries = f"{email.attempts} tries. " if email.attempts > 1 else ""
        planned = f", planned for {minute(email.planned_for)}" if email.planned_for else ""
        title = f"Email to {email.recipient}: {in_words(email.kind)}{planned}"
        words, about = tries + email.answer, self._about(email.subject_id)
        return Happening(email.created_at, title, "The system", words=words, mail_state=email.state, about=about)

    def _about(self, intake_id: uuid.UUID) -> str:
        return self.references.get(intake_id, "")


def is_overtaken(email: Notification) -> bool:
    """Tell whether an email that was planned ahead was never tried, because it would say what is no longer so."""
    return email.planned_for is not None and email.state is MailState.withheld and not email.attempts


def record_of(intake: Intake, joined: Iterable[Intake], others: Iterable[uuid.UUID | None] = ()) -> Record:
    """Give what is kept of a request and of those joined to it, with the names of these others as well."""
    references = {each.id: each.reference for each in joined}
    ids = (intake.id, *references)
    decisions = _decisions_of(*ids)
    return Record(
        events=intakes.events_of(*ids),
        decisions=decisions,
        emails=mail.about(*ids),
        messages=messages.all_about(*ids),
        changes=changes_of(*ids),
        names=_names_of({*_actors_in(decisions), *others}),
        references=references,
    )


def _decisions_of(*intake_ids: uuid.UUID) -> list[Decision]:
    wanted = select(Decision).where(Decision.intake_id.in_(intake_ids)).order_by(Decision.number)
    return list(db.session.scalars(wanted))


def _names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Give the names of accounts, those that are no longer active too."""
    wanted = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_({id for id in ids if id}))
    return {row.id: row.name for row in db.session.execute(wanted)}


def _actors_in(decisions: Iterable[Decision]) -> Iterator[uuid.UUID | None]:
    """Give everybody who decided, and everybody to whom a request was given."""
    for each in decisions:
        yield each.actor_id
        yield each.assignee_id
