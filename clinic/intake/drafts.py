"""The verbs of a request that is not sent yet: it is kept as the person goes, encrypted, and expires."""

import uuid
from datetime import timedelta
from typing import Any

from blinker import Namespace
from sqlalchemy import ColumnElement, delete, func, select

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.core.personal_data import note_erasure
from clinic.intake import queries, services, tokens
from clinic.intake.models import AccessToken, Draft, Intake, IntakeAnswers, Purpose, Source, Submission
from clinic.intake.services import Accepted
from clinic.notifications.composing import Envelope
from clinic.notifications.queries import is_owed
from clinic.notifications.services import forget, owe
from clinic.privacy.periods import draft_life
from clinic.privacy.wording import CONSENTS

KEYS_KEPT = timedelta(days=3)

became_request = Namespace().signal("became-request")
"""Sent with the draft and `intake_id`, in the transaction in which it was sent; not for one that adds to a request."""

went_on = Namespace().signal("went-on")
"""Sent with a draft each time a step of it was saved, in that transaction."""


class DraftGone(Refusal):
    """The draft was sent, deleted or expired in the meantime; it can no longer be changed."""


def start_draft(answers: dict[str, Any], adds_to: IntakeAnswers | None = None) -> tuple[Draft, str]:
    """Begin a draft; gives it and the token for the person's cookie."""
    expires_at = utcnow() + draft_life()
    draft = Draft(id=uuid.uuid4(), expires_at=expires_at)
    if adds_to is not None:
        draft.intake_id, draft.base_revision = adds_to.intake_id, adds_to.revision
    draft.progress = {"answers": answers, "done": []}
    with transaction() as session:
        session.add(draft)
        token = tokens.issue(Purpose.draft, draft.id, expires_at)
    return draft, token


def add_to(intake_id: uuid.UUID, unfinished: Draft | None = None) -> str:
    """Begin a draft that adds to a request, with what was told already; gives its token.

    An unfinished draft goes on if it adds to this request, and goes into the new one if the same person began it.
    The consents are asked again: a box to agree is never ticked beforehand. Raises NoLongerOpen.
    """
    intake = db.session.get_one(Intake, intake_id)
    if intake.state not in services.OPEN_TO_ADDITIONS:
        raise services.NoLongerOpen(intake.reference)
    if unfinished and unfinished.intake_id == intake_id:
        return tokens.issue(Purpose.draft, unfinished.id, unfinished.expires_at)
    told = queries.answers_of(intake_id)
    with transaction():
        begun = _taken_over(unfinished, told.answers)
        answers = {key: answer for key, answer in {**begun, **told.answers}.items() if key not in CONSENTS}
        return start_draft(answers, told)[1]


def _taken_over(unfinished: Draft | None, told: dict[str, Any]) -> dict[str, Any]:
    """Give an unfinished draft's answers and delete it, if the same person began it: a browser may be shared."""
    if unfinished is None or unfinished.intake_id is not None:
        return {}
    begun: dict[str, Any] = unfinished.progress["answers"]
    if not any(begun.get(key) and begun.get(key) == told.get(key) for key in ("name", "email", "phone")):
        return {}
    discard(unfinished.id)
    return begun


def save_step(draft_id: uuid.UUID, slug: str, answers: dict[str, Any]) -> Draft:
    """Keep one step's answers. Raises DraftGone."""
    with transaction():
        draft = locked(draft_id)
        if draft.sent_at:
            raise DraftGone
        progress = draft.progress
        done = [*(step for step in progress["done"] if step != slug), slug]
        draft.progress = {"answers": {**progress["answers"], **answers}, "done": done}
        went_on.send(draft)
    return draft


def email_link(draft_id: uuid.UUID, address: str) -> None:
    """Owe an email with a link back to the draft, unless one is on its way."""
    envelope = Envelope("intake.draft_link", draft_id, address)
    with transaction():
        draft = locked(draft_id)
        if not is_owed(envelope):
            tokens.issue(Purpose.draft_link, draft.id, draft.expires_at)
            owe(envelope)


def send_draft(draft_id: uuid.UUID, actor: Actor) -> Accepted:
    """Make the draft a request, or add it to the one it belongs to. Sending it again gives the same request.

    Raises DraftGone, and NoLongerOpen when the request has been closed.
    """
    with transaction() as session:
        draft = locked(draft_id)
        if draft.sent_at and draft.intake_id:
            intake = session.get_one(Intake, draft.intake_id)
            return Accepted(intake.id, intake.reference, is_new=False)
        accepted = _send(draft, actor)
        draft.intake_id, draft.sent_at = accepted.id, utcnow()
        draft.progress = {"answers": {}, "done": []}
    return accepted


def _send(draft: Draft, actor: Actor) -> Accepted:
    answers = draft.progress["answers"]
    if draft.intake_id is None:
        accepted = services.submit_intake(answers, Source.full, f"draft:{draft.id}", actor)
        became_request.send(draft, intake_id=accepted.id)
        return accepted
    intake = services.add_answers(draft.intake_id, answers, draft.base_revision, actor)
    return Accepted(intake.id, intake.reference, is_new=True)


def locked(draft_id: uuid.UUID) -> Draft:
    """Give the draft as it is now, and keep others from changing it. Raises DraftGone."""
    wanted = select(Draft).where(Draft.id == draft_id).with_for_update()
    draft = db.session.scalar(wanted, execution_options={"populate_existing": True})
    if draft is None:
        raise DraftGone
    return draft


def discard(draft_id: uuid.UUID) -> None:
    """Delete a draft with the emails about it and what opens it."""
    with transaction() as session:
        session.execute(delete(Draft).where(Draft.id == draft_id))
        forget([draft_id])
        tokens.revoke(draft_id)
        note_erasure(draft_id)
        audit.record(audit.PATIENT, "discarded", "draft", draft_id)


def count_expired() -> dict[str, int]:
    """Count what `purge_expired` would delete."""
    return {what: db.session.scalar(select(func.count()).where(run_out)) or 0 for what, _, run_out in _expired()}


def purge_expired() -> dict[str, int]:
    """Delete what has run out: drafts with the emails about them, tokens, and keys of forms sent days ago."""
    with transaction() as session:
        drafts = session.scalars(select(Draft.id).where(Draft.expires_at < utcnow())).all()
        forget(drafts)
        for draft_id in drafts:
            audit.record(audit.SYSTEM, "expired", "draft", draft_id)
        return {
            what: len(session.scalars(delete(kind).where(run_out).returning(kind.created_at)).all())
            for what, kind, run_out in _expired()
        }


def _expired() -> list[tuple[str, Any, ColumnElement[bool]]]:
    return [
        ("drafts", Draft, Draft.expires_at < utcnow()),
        ("links", AccessToken, AccessToken.expires_at < utcnow()),
        ("form keys", Submission, Submission.created_at < utcnow() - KEYS_KEPT),
    ]
