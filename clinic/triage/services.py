"""The verbs of staff reading requests."""

from dataclasses import dataclass
from typing import Any

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local
from clinic.core.db import transaction
from clinic.intake import journey
from clinic.intake import queries as intakes
from clinic.intake.journey import Row, Section
from clinic.intake.models import Consent, Intake, IntakeAnswers, IntakeEvent
from clinic.notifications import queries as mail
from clinic.notifications.models import Notification


@dataclass(frozen=True)
class OpenedIntake:
    """Everything on a request's page."""

    intake: Intake
    page: str
    """The information page whose form it came by, if it came by one."""
    told: IntakeAnswers
    assessment: dict[str, Any]
    sections: list[Section]
    earlier: list["EarlierTold"]
    consents: list[Consent]
    events: list[IntakeEvent]
    emails: list[Notification]


@dataclass(frozen=True)
class EarlierTold:
    """What was told before and then changed, and what the rules found in it that they find no more."""

    told: IntakeAnswers
    rows: list[Row]
    findings: list[dict[str, Any]]


def open_intake(reference: str, actor: Actor) -> OpenedIntake | None:
    """Give one request with all its answers, and note who read it; nothing for an unknown reference."""
    with transaction():
        intake = intakes.intake_by_reference(reference)
        if intake is None:
            return None
        audit.record(actor, "read", "intake", intake.id)
        return _opened(intake)


def _opened(intake: Intake) -> OpenedIntake:
    told, *earlier = intakes.revisions_of(intake.id)
    sections = _in_words(told)
    return OpenedIntake(
        intake=intake,
        page=intakes.page_of(intake),
        told=told,
        assessment=told.assessment,
        sections=sections,
        earlier=[_earlier(each, told, sections) for each in earlier],
        consents=intakes.consents_of(intake.id),
        events=intakes.events_of(intake.id),
        emails=mail.of_subject(intake.id),
    )


def _in_words(told: IntakeAnswers) -> list[Section]:
    return journey.in_words(told.answers, local(told.answered_at).date())


def _earlier(before: IntakeAnswers, now: IntakeAnswers, sections: list[Section]) -> EarlierTold:
    values = {row.key: row.values for section in sections for row in section.rows}
    rows = [row for section in _in_words(before) for row in section.rows]
    rules = {finding["rule"] for finding in now.assessment["findings"]}
    return EarlierTold(
        told=before,
        rows=[row for row in rows if row.values and row.values != values.get(row.key)],
        findings=[finding for finding in before.assessment["findings"] if finding["rule"] not in rules],
    )
