"""The verbs of a request for a consultation."""

import hmac
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import today, utcnow
from clinic.core.db import store, transaction
from clinic.core.errors import Refusal
from clinic.core.settings import settings
from clinic.intake import queries, tokens
from clinic.intake.models import (
    Consent,
    EventKind,
    Intake,
    IntakeAnswers,
    IntakeEvent,
    Purpose,
    Source,
    State,
    Submission,
)
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.reference import new_reference
from clinic.intake.rules import Assessment, assess
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.privacy.wording import CONSENTS, current
from clinic.staff.queries import addresses_on_duty

CLAIM = postgresql.insert(Submission).on_conflict_do_nothing().returning(Submission.key_hash)
INSERT = postgresql.insert(Intake).on_conflict_do_nothing(index_elements=["reference"]).returning(Intake.id)

OPEN_TO_ADDITIONS = (State.new, State.in_review, State.contacted)


class OtherWordsSent(Refusal):
    """This form was already sent, with other words in it; `reference` is that request's."""

    def __init__(self, reference: str) -> None:
        super().__init__("a form with this key was accepted with another body")
        self.reference = reference


class NoLongerOpen(Refusal):
    """The request has been closed or completed: nothing can be added to it."""


@dataclass(frozen=True)
class Accepted:
    """A request that is stored. `is_new` is false for a second copy of the same form."""

    id: uuid.UUID
    reference: str
    is_new: bool


def submit_intake(answers: dict[str, Any], source: Source, key: str, actor: Actor) -> Accepted:
    """Store a request with everything that goes with it, all or nothing, and owe its emails.

    `key` is the form's own: the same key with the same answers gives the first one's request.
    Raises OtherWordsSent for the same key with other answers.
    """
    answers = QUESTIONNAIRE.relevant(answers, today())
    intake = Intake(id=uuid.uuid4(), source=source)
    with transaction():
        earlier = _claim_key(key, answers, intake.id)
        if earlier is not None:
            return earlier
        assessment = _fill(intake, answers)
        _insert_with_reference(intake)
        store(_revision(intake, 1, answers, assessment), *_consents(intake.id, answers))
        if intake.email:
            tokens.issue(Purpose.request_link, intake.id, utcnow() + tokens.LINK_LIFE)
        _note(intake, EventKind.submitted, actor)
        owe(*_envelopes(intake))
    return Accepted(intake.id, intake.reference, is_new=True)


def add_answers(intake_id: uuid.UUID, answers: dict[str, Any], actor: Actor) -> Intake:
    """Keep more or changed answers as a new revision; if they make the request more urgent, owe that news.

    Raises NoLongerOpen.
    """
    answers = QUESTIONNAIRE.relevant(answers, today())
    with transaction() as session:
        intake = session.scalars(select(Intake).where(Intake.id == intake_id).with_for_update()).one()
        if intake.state not in OPEN_TO_ADDITIONS:
            raise NoLongerOpen(intake.reference)
        before, latest = intake.priority, queries.answers_of(intake.id)
        assessment = _fill(intake, answers)
        store(_revision(intake, latest.revision + 1, answers, assessment), *_consents(intake.id, answers))
        _note(intake, EventKind.answers_added, actor)
        if intake.priority.is_more_urgent_than(before):
            owe(*(Envelope("intake.more_urgent", intake.id, address) for address in _clinic_addresses()))
    return intake


def _fill(intake: Intake, answers: dict[str, Any]) -> Assessment:
    assessment = assess(answers, today())
    intake.name, intake.email, intake.phone = answers["name"], answers.get("email"), answers.get("phone")
    intake.priority, intake.hold = assessment.priority, bool(assessment.holds)
    return assessment


def _claim_key(key: str, answers: dict[str, Any], intake_id: uuid.UUID) -> Accepted | None:
    """Take the key for this request, or give the request that has it; waits while another copy is stored."""
    key_hash, body_hash = _keyed_hash(key), _keyed_hash(json.dumps(answers, sort_keys=True))
    with transaction() as session:
        claim = {"key_hash": key_hash, "body_hash": body_hash, "intake_id": intake_id}
        if session.connection().execute(CLAIM, claim).first():
            return None
        earlier = queries.submission(key_hash)
        assert earlier is not None, "a form key is deleted with its request, and only then"
        if not hmac.compare_digest(earlier.body_hash, body_hash):
            raise OtherWordsSent(earlier.reference)
        return Accepted(earlier.intake_id, earlier.reference, is_new=False)


def accepted_earlier(key: str) -> Accepted | None:
    """Give the request that a form with this key became, if it was accepted."""
    earlier = queries.submission(_keyed_hash(key))
    return Accepted(earlier.intake_id, earlier.reference, is_new=False) if earlier else None


def _keyed_hash(text: str) -> bytes:
    return hmac.digest(settings().secret_key.encode(), text.encode(), "sha256")


def _insert_with_reference(intake: Intake) -> None:
    """Insert the row under a reference that nobody has; two alike are one in thousands of millions."""
    columns = ("id", "source", "name", "email", "phone", "priority", "hold")
    values = {column: getattr(intake, column) for column in columns}
    with transaction() as session:
        while True:
            intake.reference = new_reference()
            if session.connection().execute(INSERT, {**values, "reference": intake.reference}).first():
                return


def _revision(intake: Intake, revision: int, answers: dict[str, Any], assessment: Assessment) -> IntakeAnswers:
    return IntakeAnswers(
        id=uuid.uuid4(),
        intake_id=intake.id,
        revision=revision,
        questionnaire_version=QUESTIONNAIRE.version,
        answers=answers,
        assessment=assessment.as_json(),
    )


def _consents(intake_id: uuid.UUID, answers: dict[str, Any]) -> list[Consent]:
    return [
        Consent(
            intake_id=intake_id,
            key=wording.key,
            is_given=bool(answers.get(wording.key)),
            wording_version=wording.version,
            wording_hash=wording.hash,
        )
        for wording in map(current, CONSENTS)
    ]


def _note(intake: Intake, kind: EventKind, actor: Actor) -> None:
    with transaction():
        store(IntakeEvent(intake_id=intake.id, kind=kind, state=intake.state or State.new, actor=str(actor)))
        audit.record(actor, kind, "intake", intake.id)


def _envelopes(intake: Intake) -> list[Envelope]:
    """One email to the patient, if there is an address, and one to each person who should see the request."""
    envelopes = [Envelope("intake.waiting", intake.id, address) for address in _clinic_addresses()]
    if intake.email:
        envelopes.append(Envelope("intake.received", intake.id, intake.email))
    return envelopes


def _clinic_addresses() -> list[str]:
    addresses = [settings().clinic_email, *addresses_on_duty()]
    return list(dict.fromkeys(addresses))
