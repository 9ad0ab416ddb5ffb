"""How one request fares: what happens changes how it stands, and leaves behind what the application would keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

from clinic.core.audit import Actor, AuditEntry
from clinic.intake.models import Intake, State
from clinic.local.seeding.chance import new_id
from clinic.local.seeding.clinic import Clinic, Colleague
from clinic.local.seeding.copying import Row, plain
from clinic.local.seeding.emails import emails
from clinic.notifications.composing import Envelope
from clinic.notifications.services import AT_ONCE
from clinic.practice.promise import LAST_CALL
from clinic.staff.rights import Right, may
from clinic.triage.models import Case, Decision, Move, Reader
from clinic.triage.moves import OPEN, WAITING, check
from clinic.triage.promises import NEARLY_DUE, OVERDUE, WE_ARE_LATE
from clinic.triage.steps import standing


class History:
    """The life of one request: `at` is the moment that it has come to, and `me` the colleague who acts then."""

    def __init__(self, random: Random, clinic: Clinic, intake: Any) -> None:
        self.random, self.clinic, self.intake = random, clinic, intake
        self.case = plain(Case, intake_id=intake.id)
        self.at: datetime = intake.submitted_at
        self.record = f"intake:{intake.id}"
        self.waited_until = clinic.now
        self.me = random.choice(clinic.colleagues)
        self.readers: dict[Colleague, tuple[datetime, datetime]] = {}
        self.rows: list[Row] = []

    @contextmanager
    def deciding(self, move: Move, words: str = "", **told: str) -> Iterator[None]:
        """Make one decision, as `triage.steps.deciding` does. Raises NotNow."""
        check(move, self.intake.state)
        self._read()
        before, id = standing(self.intake, self.case), new_id(self.random)
        self.case.version += 1
        yield
        kept = {"id": id, "intake_id": self.intake.id, "number": self.case.version, "move": move, "at": self.at}
        sealed = Decision.words.sealed(words, id) if words else None
        after = {**standing(self.intake, self.case), **told}
        self.keep(Decision, actor_id=self.me.id, before=before, after=after, words_sealed=sealed, **kept)
        self.audit(self.me.actor, move)

    def _read(self) -> None:
        first, _ = self.readers.get(self.me, (None, None))
        self.readers[self.me] = (first or self.at, self.at)
        if first is None:
            self.audit(self.me.actor, "read" if may(self.me.role, Right.read_answers) else "opened")

    def enter(self, state: State) -> None:
        if self.intake.state in WAITING and state not in WAITING:
            self.waited_until = self.at
        self.intake.state, self.case.is_open = state, state in OPEN

    def give(self, colleague: Colleague) -> None:
        self.case.assignee_id = colleague.id
        if self.intake.state is State.new:
            self.enter(State.in_review)

    def reach(self) -> None:
        self.case.patient_wrote_at = None
        if self.intake.state in WAITING:
            self.case.first_contact_at = self.case.first_contact_at or self.at
            self.enter(State.contacted)

    def keep(self, model: type, **values: object) -> None:
        self.rows.append((model, values))

    def audit(self, actor: Actor, action: str) -> None:
        self.keep(AuditEntry, at=self.at, actor=str(actor), role=actor.role, action=action, record=self.record)

    def owe(self, kind: str, recipient: str, after: timedelta = AT_ONCE) -> None:
        self.rows += emails(self.random, self.clinic, Envelope(kind, self.intake.id, recipient), self.at, after)

    def tell_of_lateness(self) -> None:
        """Owe what `triage.promises` owes about a promise that was not kept."""
        sent_at, due_at = self.intake.submitted_at, self.intake.due_at
        if self.waited_until <= due_at:
            return
        self._tell_leads(NEARLY_DUE, due_at - min(LAST_CALL, (due_at - sent_at) / 4))
        self._tell_leads(OVERDUE, due_at)
        if self.intake.email:
            self.owe(WE_ARE_LATE, self.intake.email)

    def _tell_leads(self, news: str, at: datetime) -> None:
        self.at = at
        for lead in self.clinic.leads:
            self.owe(news, lead)

    def told(self) -> Iterator[Row]:
        """Give every row of it, the request's own first."""
        yield Intake, vars(self.intake)
        if self.case.version:
            yield Case, vars(self.case)
        for reader, (first_at, last_at) in self.readers.items():
            seen = {"first_at": first_at, "last_at": last_at}
            yield Reader, {"intake_id": self.intake.id, "account_id": reader.id, **seen}
        yield from self.rows
