"""A request as it is sent: what `intake.services` would store of it, and owe."""

from datetime import datetime
from random import Random

from clinic.core.audit import PATIENT
from clinic.intake import tokens
from clinic.intake.models import AccessToken, Consent, EventKind, Intake, IntakeAnswers, IntakeEvent, Purpose, State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.reference import REFERENCES, numbered_reference
from clinic.intake.services import LONGEST_PAGE, LONGEST_SUBJECT
from clinic.local.seeding.chance import new_id
from clinic.local.seeding.clinic import Clinic
from clinic.local.seeding.copying import plain
from clinic.local.seeding.history import History
from clinic.local.seeding.names import WORDS, Person
from clinic.local.seeding.telling import Answers, Story
from clinic.privacy.wording import CONSENTS, current

STEP = 1_000_003_001
"""From one number's reference to the next one's, so that they look drawn; 23 does not divide it, so they all differ."""
AGREED: list[tuple[str, dict[str, str]]] = [
    (each.key, {"key": each.key, "wording_version": each.version, "wording_hash": each.hash})
    for each in map(current, CONSENTS)
]


def ask(random: Random, clinic: Clinic, number: int, story: Story, who: Person, at: datetime) -> History:
    """Begin the history of a request with its being sent."""
    answers = story.told_by(*who)
    id, page, subject = new_id(random), story.page.ljust(LONGEST_PAGE), answers["subject"].ljust(LONGEST_SUBJECT)
    intake = plain(
        Intake,
        id=id,
        reference=numbered_reference(number * STEP % REFERENCES),
        state=State.new,
        source=story.source,
        name=who.name,
        email=answers.get("email"),
        phone=answers.get("phone"),
        region=answers.get("region"),
        priority=story.priority,
        hold=story.hold,
        submitted_at=at,
        due_at=clinic.due(story.priority, at),
        page_sealed=Intake.page.sealed(page, id),
        subject_sealed=Intake.subject.sealed(subject, id),
    )
    history = History(random, clinic, intake)
    _tell(history, EventKind.submitted, 1, answers, story)
    _give_link(history)
    for address in [*clinic.told_of_new, *([intake.email] if intake.email else [])]:
        history.owe("intake.received" if address == intake.email else "intake.waiting", address)
    return history


def add(history: History, story: Story, who: Person, at: datetime) -> None:
    """Let the person change what they told."""
    history.at = at
    message = history.random.choice(WORDS)
    _tell(history, EventKind.answers_added, 2, story.told_by(*who) | {"message": message}, story)


def _tell(history: History, kind: EventKind, revision: int, answers: Answers, story: Story) -> None:
    id, about, at = new_id(history.random), history.intake.id, history.at
    history.keep(
        IntakeAnswers,
        id=id,
        intake_id=about,
        revision=revision,
        questionnaire_version=QUESTIONNAIRE.version,
        answers_sealed=IntakeAnswers.answers.sealed(answers, id),
        assessment_sealed=IntakeAnswers.assessment.sealed(story.assessment, id),
        answered_at=at,
    )
    for key, words in AGREED:
        history.keep(Consent, intake_id=about, is_given=bool(answers.get(key)), at=at, **words)
    history.keep(IntakeEvent, intake_id=about, kind=kind, state=history.intake.state, actor=str(PATIENT), at=at)
    history.audit(PATIENT, kind)


def _give_link(history: History) -> None:
    """Keep the link to the person's own page while it lasts."""
    expires_at = history.at + tokens.LINK_LIFE
    if history.intake.email and expires_at > history.clinic.now:
        token = tokens.new_token(Purpose.request_link, history.intake.id, expires_at)
        token.created_at = history.at
        history.rows.append((AccessToken, vars(token)))
