"""A request as it is shown to one member of staff: what was told, how it stands, and what can be done with it."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clinic.core.clock import utcnow
from clinic.intake.consents import CONTACT, HEALTH
from clinic.intake.models import Consent, Intake, IntakeAnswers
from clinic.intake.rules import Priority
from clinic.intake.summary import Line
from clinic.scheduling.marking import is_time
from clinic.scheduling.models import Change
from clinic.scheduling.queries import Booked
from clinic.triage.appointing import LEADS_TO
from clinic.triage.joining import Alike
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import is_possible
from clinic.triage.reading import Seen
from clinic.triage.steps import can_be_undone
from clinic.triage.timeline import Happening, Record
from clinic.triage.told import EarlierFindings, Section, Told

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
BY_HAND = frozenset(Move) - {Move.joined, Move.joined_to}
"""What is chosen among the moves of the page; joining is offered beside the request that may be joined."""


@dataclass(frozen=True)
class JoinedIntake:
    """What was told and agreed with another request of the same person."""

    intake: Intake
    assessment: dict[str, Any] | None
    sections: list[Section]
    consents: list[Consent]

    def without_answers(self) -> "JoinedIntake":
        return replace(self, assessment=None, sections=others_than_health(self.sections))


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
    record: Record
    case: Case
    ahead: Booked | None
    """The appointment that is still to come, or going on."""
    readers: list[Seen]
    """Who has had this page before them, the first first."""
    alike: list[Alike]
    """Other requests that may be of the same person."""
    joined: list[JoinedIntake]
    joined_to: str
    """The reference of the request that is worked on instead."""

    @property
    def version(self) -> int:
        return self.case.version

    @property
    def assignee(self) -> str:
        return self.record.names[self.case.assignee_id] if self.case.assignee_id else ""

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
    def withdrawn(self) -> set[str]:
        """What the person agreed to once and does not any more, by key."""
        latest = {consent.key: consent for consent in self.consents}
        return {key for key in (HEALTH, CONTACT) if key in latest and not latest[key].is_given}

    @property
    def possible(self) -> set[Move]:
        """What somebody can do with it now."""
        possible = {move for move in BY_HAND if is_possible(move, self.intake.state, self.ahead)}
        impossible = {Move.messaged: not self.intake.email, Move.cleared: not self.intake.hold}
        return {move for move in possible if not impossible.get(move) and not self._is_too_early(move)}

    def _is_too_early(self, move: Move) -> bool:
        if self.ahead is None or move not in LEADS_TO:
            return False
        return not is_time(Change(move.value), self.ahead.appointment, self.ahead.zone)

    @property
    def is_written_to(self) -> bool:
        """Tell whether the person asked to be answered by email, or has written themselves."""
        prefers = {row.key: row.values for row in self.reach}.get("contact_pref")
        return bool(self.intake.email) and (self.case.patient_wrote_at is not None or prefers == ["Email"])

    def next_move(self, account_id: uuid.UUID) -> Move | None:
        """Give what this person most likely does next; nothing while it is a colleague's to do."""
        if Move.contacted not in self.possible:
            return next(iter(self.possible & {Move.reopened}), None)
        if self.ahead and Move.completed in self.possible:
            return Move.arrived if Move.arrived in self.possible else Move.completed
        if self.case.assignee_id is None:
            return Move.taken
        if self.case.assignee_id != account_id:
            return None
        if self.ahead and self.case.patient_wrote_at is None:
            return None
        return Move.messaged if self.is_written_to else Move.contacted

    @property
    def decisions(self) -> list[Decision]:
        """Give what was decided about this request itself."""
        return [each for each in self.record.decisions if each.intake_id == self.intake.id]

    def undoable(self, account_id: uuid.UUID) -> Decision | None:
        """Give the decision that this person can still take back."""
        latest = self.decisions[-1] if self.decisions else None
        return latest if latest and can_be_undone(latest, account_id) else None

    def since(self, version: int) -> list[Happening]:
        """Give what somebody who saw this version may not have seen: decisions, undone ones, what the patient wrote."""
        unseen = (
            each for each in self.decisions if each.number > version or (each.number == version and each.undone_at)
        )
        changed = (
            each for each in self.record.changes if not each.is_by_staff and each.at >= self._decided_at(version)
        )
        wrote_at = self.case.patient_wrote_at
        wrote = (each for each in self.record.messages if each.is_from_patient and each.at == wrote_at)
        return [
            *map(self.record.of_decision, unseen),
            *map(self.record.of_change, changed),
            *map(self.record.of_answer, wrote),
        ]

    def _decided_at(self, version: int) -> datetime:
        """Give when the latest decision was made that somebody saw who saw this version."""
        seen = (each.at for each in self.decisions if each.number <= version)
        return max(seen, default=self.intake.submitted_at)

    def without_answers(self) -> "OpenedIntake":
        """Leave out what tells of somebody's health: answers, what the rules found in them, the page they came by."""
        return replace(
            self,
            page="",
            summary=[],
            assessment=None,
            sections=others_than_health(self.sections),
            earlier=[],
            joined=[each.without_answers() for each in self.joined],
        )


def others_than_health(sections: list[Section]) -> list[Section]:
    others = (section.kept(lambda row: not row.is_about_health) for section in sections)
    return [section for section in others if section.rows]
