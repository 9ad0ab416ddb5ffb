"""The verbs of what people ask about their data: ask, acknowledge, answer, accept, decline.

Each locks the request first, as every verb about a request does. Those of the staff raise NotYours and ClosedAlready.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import attempt, db, transaction
from clinic.core.errors import Refusal
from clinic.core.settings import settings
from clinic.intake import correcting, tokens
from clinic.intake.models import Intake, Purpose
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.rights import clocks, erasing
from clinic.rights.models import Ground, Kind, Outcome, RightsCase
from clinic.staff.queries import administrators
from clinic.staff.rights import Right, insist

ASKED = "rights.asked"
"""To the clinic: somebody asked."""
NEWS = "rights.news"
"""To the person: there is news of what they asked."""


class AlreadyAsked(Refusal):
    """The same was asked before, and waits for an answer."""


class ClosedAlready(Refusal):
    """Somebody else has answered it, or it went with its request."""


def ask(intake_id: uuid.UUID, kind: Kind, words: str, actor: Actor) -> RightsCase:
    """Open a case with what a person wrote, if anything. Raises AlreadyAsked."""
    return _open(RightsCase(id=uuid.uuid4(), intake_id=intake_id, kind=kind), words, actor)


def ask_to_correct(intake_id: uuid.UUID, key: str, answer: Any, words: str, actor: Actor) -> RightsCase:
    """Open a case about one answer, with the one that is to stand there. Raises AlreadyAsked."""
    case = RightsCase(id=uuid.uuid4(), intake_id=intake_id, kind=Kind.correction, question=key)
    case.asked = answer
    return _open(case, words, actor)


def _open(case: RightsCase, words: str, actor: Actor) -> RightsCase:
    case.asked_at = utcnow()
    case.due_at = clocks.due(case.kind, case.asked_at)
    if words:
        case.words = words
    with transaction():
        try:
            with attempt() as session:
                session.add(case)
        except IntegrityError:
            raise AlreadyAsked(case.kind) from None
        audit.record(actor, "asked", "rights_case", case.id)
        owe(*(Envelope(ASKED, case.intake_id, address, case.id) for address in who_hears()))
    return case


def who_hears() -> list[str]:
    """Give the clinic's mailbox, and those who answer for it."""
    return list(dict.fromkeys([settings().clinic_email, *(each.email for each in administrators())]))


def note_reading(case: RightsCase, actor: Actor) -> None:
    """Note that a member of staff has before them what a person wrote."""
    with transaction():
        audit.record(actor, "read", "rights_case", case.id)


def acknowledge(case_id: uuid.UUID, actor: Actor) -> None:
    """Confirm to a person that their words are with us; a second time changes nothing.

    The law's clock of a complaint ends with that; all other clocks go on until the answer.
    """
    with _answering(case_id, actor) as (intake, case):
        if case.acknowledged_at:
            return
        case.acknowledged_at = utcnow()
        if case.kind is Kind.complaint:
            case.due_at = None
        audit.record(actor, "acknowledged", "rights_case", case.id)
        _tell(intake, case)


def answer(case_id: uuid.UUID, reply: str, actor: Actor) -> None:
    """Answer a complaint, or a request for access, and close it."""
    _close(case_id, Outcome.answered, reply, actor)


def decline(case_id: uuid.UUID, reason: str, actor: Actor) -> None:
    """Leave things as they are, with the reason for it."""
    _close(case_id, Outcome.declined, reason, actor)


def accept(case_id: uuid.UUID, reply: str, actor: Actor) -> None:
    """Do as the person asked: let the answer stand, or erase everything. Raises AppointmentAhead."""
    with _answering(case_id, actor) as (intake, case):
        if case.kind is Kind.erasure:
            audit.record(actor, "accepted", "rights_case", case.id)
            erasing.erase(intake, Ground.decided, actor)
            return
        if QUESTIONNAIRE.questions[case.question].special_category:
            insist(actor, Right.read_answers)
        correcting.correct(intake.id, case.question, case.asked, actor)
        _end(intake, case, Outcome.accepted, reply, actor)


def _close(case_id: uuid.UUID, outcome: Outcome, reply: str, actor: Actor) -> None:
    with _answering(case_id, actor) as (intake, case):
        _end(intake, case, outcome, reply, actor)


def _end(intake: Intake, case: RightsCase, outcome: Outcome, reply: str, actor: Actor) -> None:
    case.outcome, case.closed_at, case.closed_by = outcome, utcnow(), uuid.UUID(actor.id)
    case.acknowledged_at = case.acknowledged_at or case.closed_at
    if reply:
        case.reply = reply
    audit.record(actor, outcome, "rights_case", case.id)
    _tell(intake, case)


@contextmanager
def _answering(case_id: uuid.UUID, actor: Actor) -> Iterator[tuple[Intake, RightsCase]]:
    """Lock an open case behind its request."""
    with transaction() as session:
        insist(actor, Right.answer_rights)
        known = db.session.get(RightsCase, case_id)
        if known is None:
            raise ClosedAlready
        intake = erasing.alone_with(known.intake_id)
        case = session.get(RightsCase, case_id, populate_existing=True)
        if case is None or case.closed_at:
            raise ClosedAlready
        yield intake, case


def _tell(intake: Intake, case: RightsCase) -> None:
    """Owe an email that says that there is news; what it is stands behind the person's link."""
    if intake.email:
        tokens.keep_open(Purpose.request_link, intake.id)
        owe(Envelope(NEWS, intake.id, intake.email, case.id))
