"""The verbs of staff reading requests."""

from dataclasses import dataclass
from typing import Any

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local
from clinic.core.db import transaction
from clinic.intake import journey
from clinic.intake import queries as intakes
from clinic.intake.journey import Section
from clinic.intake.models import Consent, Intake, IntakeAnswers, IntakeEvent
from clinic.notifications import queries as mail
from clinic.notifications.models import Notification


@dataclass(frozen=True)
class OpenedIntake:
    """Everything on a request's page."""

    intake: Intake
    told: IntakeAnswers
    answers: dict[str, Any]
    assessment: dict[str, Any]
    sections: list[Section]
    consents: list[Consent]
    events: list[IntakeEvent]
    emails: list[Notification]


def open_intake(reference: str, actor: Actor) -> OpenedIntake | None:
    """Give one request with all its answers, and note who read it; nothing for an unknown reference."""
    with transaction():
        intake = intakes.intake_by_reference(reference)
        if intake is None:
            return None
        audit.record(actor, "read", "intake", intake.id)
        return _opened(intake)


def _opened(intake: Intake) -> OpenedIntake:
    told = intakes.answers_of(intake.id)
    answers = told.answers
    return OpenedIntake(
        intake=intake,
        told=told,
        answers=answers,
        assessment=told.assessment,
        sections=journey.in_words(answers, local(told.answered_at).date()),
        consents=intakes.consents_of(intake.id),
        events=intakes.events_of(intake.id),
        emails=mail.of_subject(intake.id),
    )
