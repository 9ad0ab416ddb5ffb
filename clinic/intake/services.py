"""The verbs of a request for a consultation."""

import hmac
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import today, utcnow
from clinic.core.db import attempt, db, store, transaction
from clinic.core.errors import Refusal, violated
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
from clinic.intake.rules import Assessment, Priority, assess, urgent_rules
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.practice import promise
from clinic.privacy.wording import CONSENTS, current
from clinic.staff.queries import addresses_of_clinic
from clinic.treatments.subjects import PAGES

KEY_TAKEN = "pk_submission"
REFERENCE_TAKEN = "uq_intake_reference"
"""Two references alike are one in thousands of millions, so once in a while among many."""

LONGEST_PAGE = max(map(len, PAGES))
LONGEST_SUBJECT = max(len(option.value) for option in QUESTIONNAIRE.questions["subject"].options)
"""Each is sealed with as many letters as the longest, so that the length does not tell which it is."""

LOCKED = select(Intake).where(Intake.id == bindparam("id")).with_for_update(key_share=True)
OPEN_TO_ADDITIONS = (State.new, State.in_review, State.contacted, State.booked)


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


def submit_intake(answers: dict[str, Any], source: Source, key: str, actor: Actor, page: str = "") -> Accepted:
    """Store a request with everything that goes with it, all or nothing, and owe its emails.

    `page` names the information page whose form it came by, if it came by one.
    `key` is the form's own: the same key with the same answers gives the first one's request.
    Raises OtherWordsSent for the same key with other answers.
    """
    answers = QUESTIONNAIRE.relevant(answers, today())
    while True:
        try:
            return _store_new(answers, source, key, actor, page)
        except IntegrityError as fault:
            if violated(fault) == KEY_TAKEN:
                if not _freed(key, answers):
                    return _earlier(key, answers)
            elif violated(fault) != REFERENCE_TAKEN:
                raise


def _store_new(answers: dict[str, Any], source: Source, key: str, actor: Actor, page: str) -> Accepted:
    intake = Intake(id=uuid.uuid4(), reference=new_reference(), state=State.new, source=source)
    intake.page = page.ljust(LONGEST_PAGE)
    assessment = _fill(intake, answers)
    intake.submitted_at = utcnow()
    intake.due_at = promise.due(intake.priority, intake.submitted_at)
    with attempt():
        store(intake, _submission(key, answers, intake.id))
        store(_revision(intake, 1, answers, assessment), *_consents(intake.id, answers))
        if intake.email:
            tokens.issue(Purpose.request_link, intake.id, utcnow() + tokens.LINK_LIFE)
        note(intake, EventKind.submitted, actor)
        owe(*_envelopes(intake))
    return Accepted(intake.id, intake.reference, is_new=True)


def note_booked(intake_id: uuid.UUID) -> None:
    """Note that a request has an appointment ahead."""
    with transaction():
        lock(intake_id).state = State.booked


def add_answers(intake_id: uuid.UUID, answers: dict[str, Any], base_revision: int, actor: Actor) -> Intake:
    """Keep what was changed since `base_revision`, and what is agreed to now. Raises NoLongerOpen."""
    with transaction() as session:
        wanted = select(Intake).where(Intake.id == intake_id).with_for_update()
        intake = session.scalars(wanted, execution_options={"populate_existing": True}).one()
        if intake.state not in OPEN_TO_ADDITIONS:
            raise NoLongerOpen(intake.reference)
        store(*_consents(intake.id, revise(intake, answers, base_revision, EventKind.answers_added, actor)))
    return intake


def revise(
    intake: Intake, answers: dict[str, Any], base_revision: int, kind: EventKind, actor: Actor
) -> dict[str, Any]:
    """Keep what was changed since `base_revision`, over whatever was added meanwhile; the caller holds the lock.

    It never makes a request less urgent and never clears a hold: that is for a person to decide. An urgent finding that
    is new is told to the clinic. Gives the answers as they are now.
    """
    revisions = queries.revisions_of(intake.id)
    answers = _merged(answers, base_revision, revisions)
    before, hold = intake.priority, intake.hold
    assessment = _fill(intake, answers)
    set_priority(intake, min(before, intake.priority, key=lambda each: each.rank))
    intake.hold = hold or intake.hold
    with transaction():
        store(_revision(intake, revisions[0].revision + 1, answers, assessment))
        note(intake, kind, actor)
        if assessment.urgent_rules() - {rule for told in revisions for rule in urgent_rules(told.assessment)}:
            owe(*(Envelope("intake.more_urgent", intake.id, address) for address in addresses_of_clinic()))
    return answers


def note(intake: Intake, kind: EventKind, actor: Actor) -> None:
    """Note that something happened to a request; the caller holds its lock."""
    with transaction():
        store(IntakeEvent(intake_id=intake.id, kind=kind, state=intake.state, actor=str(actor)))
        audit.record(actor, kind, "intake", intake.id)


def lock(intake_id: uuid.UUID) -> Intake:
    """Lock a request, so that what happens to it comes one after another, and give it as it is now.

    Rows that merely refer to the request need not wait: a patient may write while somebody decides.
    """
    return db.session.scalars(LOCKED, {"id": intake_id}, execution_options={"populate_existing": True}).one()


def set_state(intake: Intake, state: State) -> None:
    """Let a decision about a request change its state; the decision holds the request's lock."""
    intake.state = state


def wait_anew(intake: Intake) -> None:
    """Let a request wait for a person's reply once more, promised from now on."""
    intake.state, intake.due_at = State.in_review, promise.due(intake.priority, utcnow())


def set_priority(intake: Intake, priority: Priority) -> None:
    """Let a decision change a request's priority. What was promised comes sooner with it, never later.

    Its hours count from now, when the clinic knows better, so that nobody is late by knowing more.
    """
    intake.priority = priority
    intake.due_at = min(intake.due_at, promise.due(priority, utcnow()))


def set_hold(intake: Intake, hold: bool) -> None:
    """Let a decision hold procedures, or let them go ahead."""
    intake.hold = hold


def take_over_urgency(intake: Intake, other: Intake) -> None:
    """Let a request be as urgent as another of the same person, due as soon, and held if that one is."""
    intake.priority = min(intake.priority, other.priority, key=lambda each: each.rank)
    intake.due_at = min(intake.due_at, other.due_at)
    intake.hold = intake.hold or other.hold


def _merged(answers: dict[str, Any], base_revision: int, revisions: list[IntakeAnswers]) -> dict[str, Any]:
    """Put what differs from the base over the latest answers; what differs in neither stays."""
    base = next((told.answers for told in revisions if told.revision == base_revision), {})
    given = QUESTIONNAIRE.relevant(answers, today())
    changed = {key: given.get(key) for key in given.keys() | base.keys() if given.get(key) != base.get(key)}
    latest = revisions[0].answers
    merged = QUESTIONNAIRE.relevant({**latest, **changed}, today())
    return {**_wanting(merged, {**latest, **given}), **merged}


def _wanting(merged: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Give what must be answered and is not, from what is known: two additions may each have taken away one half."""
    asked = (question for _, question in QUESTIONNAIRE.visible(merged, today()))
    missing = [q.key for q in asked if q.key not in merged and q.is_required(merged, today())]
    return {key: known[key] for key in missing if key in known}


def _fill(intake: Intake, answers: dict[str, Any]) -> Assessment:
    assessment = assess(answers, today())
    intake.name, intake.email, intake.phone = answers["name"], answers.get("email"), answers.get("phone")
    intake.region, intake.subject = answers.get("region"), answers.get("subject", "").ljust(LONGEST_SUBJECT)
    intake.priority, intake.hold = assessment.priority, bool(assessment.holds)
    return assessment


def _submission(key: str, answers: dict[str, Any], intake_id: uuid.UUID) -> Submission:
    """Take the key for this request. Storing it waits while another copy of the form is stored."""
    return Submission(key_hash=_keyed_hash(key), body_hash=_body_hash(answers), intake_id=intake_id)


def _freed(key: str, answers: dict[str, Any]) -> bool:
    """Free a key made of words alone whose request is over: the same person may ask again in the same words."""
    earlier = queries.submission(_keyed_hash(key))
    if earlier is None or earlier.state in OPEN_TO_ADDITIONS or key != key_of(answers):
        return False
    with transaction() as session:
        session.execute(delete(Submission).where(Submission.key_hash == _keyed_hash(key)))
    return True


def _earlier(key: str, answers: dict[str, Any]) -> Accepted:
    """Give the request that has the key. Raises OtherWordsSent."""
    earlier = queries.submission(_keyed_hash(key))
    assert earlier is not None, "a form key is deleted with its request, and only then"
    if not hmac.compare_digest(earlier.body_hash, _body_hash(answers)):
        raise OtherWordsSent(earlier.reference)
    return Accepted(earlier.intake_id, earlier.reference, is_new=False)


def accepted_earlier(key: str, answers: dict[str, Any]) -> Accepted | None:
    """Give the request that this very form became, if it was accepted."""
    earlier = queries.submission(_keyed_hash(key))
    body_hash = _body_hash(QUESTIONNAIRE.relevant(answers, today()))
    if earlier is None or not hmac.compare_digest(earlier.body_hash, body_hash):
        return None
    return Accepted(earlier.intake_id, earlier.reference, is_new=False)


def key_of(answers: dict[str, Any]) -> str:
    """Make the key of a form that came without one of its own: the same answers are the same request.

    Whoever knows the answers can send them under it, so unlike a drawn key it does not prove who sent them first.
    """
    return _keyed_hash("key of " + json.dumps(QUESTIONNAIRE.relevant(answers, today()), sort_keys=True)).hex()


def _keyed_hash(text: str) -> bytes:
    return hmac.digest(settings().secret_key.encode(), text.encode(), "sha256")


def _body_hash(answers: dict[str, Any]) -> bytes:
    return _keyed_hash(json.dumps(answers, sort_keys=True))


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


def _envelopes(intake: Intake) -> list[Envelope]:
    """One email to the patient, if there is an address, and one to each person who should see the request."""
    envelopes = [Envelope("intake.waiting", intake.id, address) for address in addresses_of_clinic()]
    if intake.email:
        envelopes.append(Envelope("intake.received", intake.id, intake.email))
    return envelopes
