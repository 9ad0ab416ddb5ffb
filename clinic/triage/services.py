"""The verbs of staff reading requests."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local, utcnow
from clinic.core.db import db, transaction
from clinic.intake import queries as intakes
from clinic.intake.models import Consent, Intake, IntakeAnswers
from clinic.intake.rules import Priority
from clinic.intake.summary import Line, summary
from clinic.messages import queries as messages
from clinic.messages.models import Message
from clinic.notifications import queries as mail
from clinic.staff.rights import Right, has_right
from clinic.triage import reading, timeline
from clinic.triage.decisions import can_be_undone
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import POSSIBLE
from clinic.triage.reading import Seen
from clinic.triage.timeline import Happening
from clinic.triage.told import EarlierFindings, Section, Told, earlier_findings, sections

REACH = {
    "contact_pref": "Prefers",
    "no_voicemail": "Voicemail",
    "contact_time": "Best time",
    "adult_name": "Adult to contact",
    "adult_relationship": "Who they are",
    "adult_phone": "Their telephone",
    "adult_email": "Their email",
}
"""How somebody wants to be reached, besides their own address and number, and what staff call it."""

NO_VOICEMAIL = ["Do not leave any"]


@dataclass(frozen=True)
class OpenedIntake:
    """Everything on a request's page."""

    intake: Intake
    page: str
    """The information page whose form it came by, if it came by one."""
    told: IntakeAnswers
    summary: list[Line]
    """In five lines; nothing for those who may not read the answers."""
    assessment: dict[str, Any] | None
    """What the rules found; nothing for those who may not read the answers."""
    sections: list[Section]
    """The answers; without those about health for those who may not read them."""
    earlier: list[EarlierFindings]
    consents: list[Consent]
    happened: list[Happening]
    version: int
    """How many decisions there were."""
    assignee_id: uuid.UUID | None
    first_contact_at: datetime | None
    patient_wrote_at: datetime | None
    decisions: list[Decision]
    messages: list[Message]
    names: dict[uuid.UUID, str]
    """Of everybody who decided, by account."""
    readers: list[Seen]
    """Who has had this page before them, the first first."""

    @property
    def assignee(self) -> str:
        return self.names[self.assignee_id] if self.assignee_id else ""

    @property
    def suggested(self) -> Priority | None:
        """What the rules suggest, whatever people decided."""
        return Priority(self.assessment["priority"]) if self.assessment else None

    @property
    def is_late(self) -> bool:
        return self.intake.state.is_waiting and self.intake.due_at < utcnow()

    @property
    def reach(self) -> list[Told]:
        """How to reach the person, as far as they said."""
        rows = {row.key: row for section in self.sections for row in section.rows}
        said = (replace(rows[key], label=label) for key, label in REACH.items() if key in rows and rows[key].values)
        return [replace(row, values=NO_VOICEMAIL) if row.key == "no_voicemail" else row for row in said]

    @property
    def possible(self) -> set[Move]:
        """What somebody can do with it now."""
        possible = {move for move, states in POSSIBLE.items() if self.intake.state in states}
        return possible if self.intake.email else possible - {Move.messaged}

    @property
    def is_written_to(self) -> bool:
        """Tell whether the person asked to be answered by email, or has written themselves."""
        prefers = {row.key: row.values for row in self.reach}.get("contact_pref")
        return bool(self.intake.email) and (self.patient_wrote_at is not None or prefers == ["Email"])

    def next_move(self, account_id: uuid.UUID) -> Move | None:
        """Give what this person most likely does next; nothing while it is a colleague's to do."""
        if Move.contacted not in self.possible:
            return next(iter(self.possible & {Move.reopened}), None)
        if self.assignee_id is None:
            return Move.taken
        if self.assignee_id != account_id:
            return None
        return Move.messaged if self.is_written_to else Move.contacted

    def undoable(self, account_id: uuid.UUID) -> Decision | None:
        """Give the decision that this person can still take back."""
        latest = self.decisions[-1] if self.decisions else None
        return latest if latest and can_be_undone(latest, self.version, account_id) else None

    def decided_since(self, version: int) -> list[Happening]:
        """Give what was decided, or undone, after somebody saw this version."""
        unseen = (
            each for each in self.decisions if each.number > version or (each.number == version and each.undone_at)
        )
        written = {str(each.id): each for each in self.messages}
        return [timeline.of_decision(each, self.names, written) for each in unseen]


def open_intake(reference: str, actor: Actor) -> OpenedIntake | None:
    """Give one request with what this person may read of it, and note who did; nothing for an unknown reference."""
    with transaction():
        intake = intakes.intake_by_reference(reference)
        if intake is None:
            return None
        reads = has_right(actor, Right.read_answers)
        audit.record(actor, "read" if reads else "opened", "intake", intake.id)
        reading.note_reader(intake.id, uuid.UUID(actor.id))
        return _opened(intake) if reads else _without_answers(_opened(intake))


def _without_answers(opened: OpenedIntake) -> OpenedIntake:
    """Leave out what tells of somebody's health: answers, what the rules found in them, the page they came by."""
    others = [section.kept(lambda row: not row.is_about_health) for section in opened.sections]
    told = [section for section in others if section.rows]
    return replace(opened, page="", summary=[], assessment=None, sections=told, earlier=[])


def _opened(intake: Intake) -> OpenedIntake:
    revisions = intakes.revisions_of(intake.id)
    told = revisions[0]
    case = db.session.get(Case, intake.id, populate_existing=True)
    assignee_id = case.assignee_id if case else None
    decisions = timeline.decisions_of(intake.id)
    written = messages.all_about(intake.id)
    names = timeline.names_of({*timeline.actors_in(decisions), assignee_id})
    return OpenedIntake(
        intake=intake,
        page=intakes.page_of(intake),
        told=told,
        summary=summary(told.answers, told.assessment, local(told.answered_at).date()),
        assessment=told.assessment,
        sections=sections(revisions),
        earlier=earlier_findings(revisions),
        consents=intakes.consents_of(intake.id),
        happened=timeline.timeline(intakes.events_of(intake.id), decisions, mail.of_subject(intake.id), written, names),
        version=case.version if case else 0,
        assignee_id=assignee_id,
        first_contact_at=case.first_contact_at if case else None,
        patient_wrote_at=case.patient_wrote_at if case else None,
        decisions=decisions,
        messages=written,
        names=names,
        readers=reading.readers_of(intake.id),
    )
