"""How a person's request, or a draft that never became one, is told to them and forgotten.

Answers, consents, events and form keys go with the intake's row.
"""

import uuid
from collections.abc import Iterator

from sqlalchemy import delete, or_, select

from clinic.core.clock import local
from clinic.core.db import db, transaction
from clinic.core.forms import printed_phone
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.personal_data import eraser
from clinic.core.templating import minute
from clinic.intake import journey, looks, queries, tokens
from clinic.intake.models import AccessToken, Consent, Draft, EventKind, Intake, IntakeAnswers, IntakeEvent, Purpose
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.notifications.services import forget
from clinic.privacy.wording import CONSENTS, wording_with

HAPPENED = {
    EventKind.submitted: "You sent the request",
    EventKind.answers_added: "You added to your answers or changed them",
    EventKind.photos_added: "You added photos",
    EventKind.answers_corrected: "An answer was corrected as you asked",
    EventKind.consent_withdrawn: "You withdrew a consent",
}
AGREED_TO = {
    "emerg_ack": "That the form is not for emergencies",
    "consent_health": "Keeping and using your health information",
    "consent_contact": "Being contacted about this request",
    "marketing": "The clinic’s news by email",
}
FINDINGS = (
    "Fixed rules looked for what may need a quick reply, and what they marked is kept with your answers. It is for "
    "clinicians and may mislead without one: ask for access, and somebody explains it."
)


@teller("intake")
def request(intake_id: uuid.UUID) -> Iterator[Holding]:
    intake = db.session.get_one(Intake, intake_id)
    facts = {
        "Reference": intake.reference,
        "Sent": f"{minute(intake.submitted_at)}, by the {'short' if intake.source == 'quick' else 'full'} form",
        "Name": intake.name,
        "Email": intake.email or "",
        "Telephone": printed_phone(intake.phone) if intake.phone else "",
        "How it stands": intake.state.replace("_", " ").capitalize(),
        "How soon we want to answer": intake.priority.label,
        "We promised a first contact by": minute(intake.due_at),
        "Procedures wait until a clinician agrees": "Yes" if intake.hold else "",
        "Sent from the page": queries.page_of(intake).replace("-", " "),
        "Links to your own page": _links(intake_id),
    }
    yield Holding("Your request", [Fact(label, [value]) for label, value in facts.items() if value])


def _links(intake_id: uuid.UUID) -> str:
    wanted = select(AccessToken.expires_at).where(
        AccessToken.subject_id == intake_id, AccessToken.purpose == Purpose.request_link
    )
    found = sorted(db.session.scalars(wanted))
    return f"{len(found)}, the last until {minute(found[-1])}" if found else ""


@teller("intake_answers")
def answers(intake_id: uuid.UUID) -> Iterator[Holding]:
    """Tell the answers of today, and then what stood there before."""
    for told in queries.revisions_of(intake_id):
        title = f"Your answers of {minute(told.answered_at)}"
        data = {"questionnaire": told.questionnaire_version, "answers": told.answers}
        yield Holding(title, answers_in_words(told), FINDINGS, data)


def answers_in_words(told: IntakeAnswers) -> list[Fact]:
    sections = journey.in_words(told.answers, local(told.answered_at).date())
    rows = (row for section in sections for row in section.rows if row.key not in CONSENTS)
    return [Fact(row.label, row.values) for row in rows if row.values]


@teller("consent")
def consents(intake_id: uuid.UUID) -> Iterator[Holding]:
    yield Holding("What you agreed to", [_agreed(consent) for consent in queries.consents_of(intake_id)])


def _agreed(consent: Consent) -> Fact:
    wording = wording_with(consent.wording_hash)
    words = f"{'Agreed' if consent.is_given else 'Not agreed'} on {minute(consent.at)}"
    return Fact(AGREED_TO[consent.key], [words, *([f"“{wording.text}”"] if wording else [])])


@teller("intake_event")
def events(intake_id: uuid.UUID) -> Iterator[Holding]:
    yield Holding("What happened to it", [_happened(event) for event in queries.events_of(intake_id)])


def _happened(event: IntakeEvent) -> Fact:
    return Fact(minute(event.at), [HAPPENED[event.kind]])


@teller("draft")
def unfinished(intake_id: uuid.UUID) -> Iterator[Holding]:
    """Tell what was begun to be added and is not sent."""
    begun = db.session.scalars(select(Draft).where(Draft.intake_id == intake_id, Draft.sent_at.is_(None)))
    for draft in begun:
        told = draft.progress["answers"]
        facts = [
            Fact(question.label, QUESTIONNAIRE.in_words(question, told.get(key)))
            for key, question in QUESTIONNAIRE.questions.items()
            if told.get(key)
        ]
        yield Holding(f"Begun and not sent, deleted on {minute(draft.expires_at)}", facts, data=draft.progress)


@teller("audit_entry")
def looked(intake_id: uuid.UUID) -> Iterator[Holding]:
    """Tell who looked, as everywhere by role: colleagues are not named to those whose requests they read."""
    facts = [Fact(minute(look.at), [look.in_words]) for look in looks.looks_at(intake_id)]
    yield Holding("Who has looked at your request", facts)


@eraser("intake")
def forget_intake(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        tokens.revoke(intake_id)
        return len(session.scalars(delete(Intake).where(Intake.id == intake_id).returning(Intake.id)).all())


@eraser("intake_answers")
def forget_answers(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(IntakeAnswers).where(IntakeAnswers.intake_id == intake_id).returning(IntakeAnswers.id)
        return len(session.scalars(gone).all())


@eraser("draft")
def forget_drafts(subject_id: uuid.UUID) -> int:
    with transaction() as session:
        about = or_(Draft.intake_id == subject_id, Draft.id == subject_id)
        drafts = session.scalars(delete(Draft).where(about).returning(Draft.id)).all()
        forget(drafts)
        tokens.revoke(*drafts)
    return len(drafts)
