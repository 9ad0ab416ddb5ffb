"""Counting: what came in on a day, and what became of it until now. Rows are read in a stream, and without names."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from clinic.core.clock import local, utcnow
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.insights.figures import BEGUN, SENT, WAITING, Emails, Figures, Forms, Promise, Requests
from clinic.insights.lengths import class_of
from clinic.insights.releases import Topics
from clinic.intake import journey, queries
from clinic.intake.models import Draft, Intake, IntakeAnswers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.practice.queries import ARRANGEMENTS
from clinic.practice.working_time import WorkingTime
from clinic.triage.models import Case

STREAM = {"yield_per": 500, "populate_existing": True}
"""So many rows are in memory at a time, however many there are."""
MINUTE = timedelta(minutes=1)
ALL_STEPS = [step.slug for step in QUESTIONNAIRE.steps]

REQUESTS = select(
    Intake.submitted_at,
    Intake.source,
    Intake.priority,
    Intake.state,
    Intake.due_at,
    Case.first_contact_at,
    Case.closed_for,
).outerjoin(Case, Case.intake_id == Intake.id)

LATEST = (
    select(IntakeAnswers.revision)
    .where(IntakeAnswers.intake_id == Intake.id)
    .order_by(IntakeAnswers.revision.desc())
    .limit(1)
    .correlate(Intake)
    .scalar_subquery()
)
TOLD = select(Intake.id, Intake.page_sealed, IntakeAnswers.id, IntakeAnswers.answers_sealed).join(
    IntakeAnswers, (IntakeAnswers.intake_id == Intake.id) & (IntakeAnswers.revision == LATEST)
)
BEGUN_FORMS = select(Draft).where(Draft.base_revision == 0)
"""Those that do not add to a request."""
PROMISED_EMAILS = select(Notification.state, Notification.created_at, Notification.settled_at)


def begin(day: date) -> datetime:
    """Give the moment, in UTC, at which a day begins on the clinic's wall."""
    return datetime.combine(day, time(), settings().clinic_timezone).astimezone(UTC)


def figures_of(day: date) -> Figures:
    """Count one day."""
    return Figures(_requests(day), _forms(day), _emails(day))


def topics_of(monday: date) -> Topics:
    """Count what the requests of a week are about."""
    counted = Topics()
    for intake_id, page, told_id, told in _stream(TOLD.where(_within(Intake.submitted_at, monday, days=7))):
        counted.pages[queries.page_in(page, intake_id)] += 1
        counted.subjects[IntakeAnswers.answers.opened(told, told_id).get("subject", "")] += 1
    return counted


def _requests(day: date) -> Requests:
    counted, now, arranged = Requests(), utcnow(), ARRANGEMENTS.history()
    since = [moment for moment, _ in arranged]
    for sent in _stream(REQUESTS.where(_within(Intake.submitted_at, day))):
        counted.hours[str(local(sent.submitted_at).hour)] += 1
        counted.weekdays[str(day.weekday())] += 1
        counted.sources[sent.source] += 1
        counted.priorities[sent.priority] += 1
        counted.promises[_promise(sent, now)] += 1
        counted.outcomes[_outcome(sent)] += 1
        if sent.first_contact_at:
            held = arranged[bisect(since, sent.submitted_at) - 1][1]
            waited = WorkingTime(held, settings().clinic_timezone).between(sent.submitted_at, sent.first_contact_at)
            counted.waits[class_of(waited / MINUTE)] += 1
    return counted


def _promise(sent: Row[Any], now: datetime) -> Promise:
    if sent.first_contact_at:
        return Promise.kept if sent.first_contact_at <= sent.due_at else Promise.late
    if not sent.state.is_waiting:
        return Promise.ended
    return Promise.open if now <= sent.due_at else Promise.late


def _outcome(sent: Row[Any]) -> str:
    return WAITING if sent.state.is_waiting else str(sent.closed_for or sent.state)


def _forms(day: date) -> Forms:
    counted = Forms()
    for (draft,) in _stream(BEGUN_FORMS.where(_within(Draft.created_at, day))):
        came_to = [*ALL_STEPS, SENT] if draft.sent_at else journey.done_through(draft.progress)
        counted.reached.update([BEGUN, *came_to])
    return counted


def ends_of(reached: Counter[str]) -> Counter[str]:
    """Give how many forms ended where. Whoever did a later step is past an earlier one, asked or not."""
    names = [BEGUN, *ALL_STEPS, SENT]
    past = [max(reached[later] for later in names[place:]) for place in range(len(names))]
    return +Counter({name: here - beyond for name, here, beyond in zip(names, past, [*past[1:], 0], strict=True)})


def _emails(day: date) -> Emails:
    counted = Emails()
    for email in _stream(PROMISED_EMAILS.where(_within(Notification.created_at, day))):
        counted.states[email.state] += 1
        if email.state is MailState.sent:
            counted.delays[class_of((email.settled_at - email.created_at).total_seconds())] += 1
    return counted


def _within(moment: InstrumentedAttribute[datetime], first: date, days: int = 1) -> ColumnElement[bool]:
    return and_(moment >= begin(first), moment < begin(first + timedelta(days=days)))


def _stream(wanted: Executable) -> Iterator[Any]:
    yield from db.session.execute(wanted, execution_options=STREAM)
