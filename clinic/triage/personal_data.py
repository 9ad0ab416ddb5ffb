"""How what staff did with a request is told to the person, and what they wrote of it forgotten.

The decisions themselves go with the request's row.
"""

import uuid
from collections.abc import Iterator

from sqlalchemy import delete, func, select

from clinic.core.db import db, transaction
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.personal_data import eraser
from clinic.core.templating import minute
from clinic.intake.models import Intake
from clinic.triage.models import Decision, Move
from clinic.triage.own import emails_to
from clinic.triage.words import decision_in_words

NOTES = (
    "Staff have written {} about it. A person must read these first, because they may speak of others too: ask for "
    "access, and you are given what may be given."
)
PLAINLY = {
    Move.assigned: "Gave it to a colleague",
    Move.joined: "Joined another request of yours to it",
    Move.joined_to: "Joined it to another request of yours",
}
"""What names a colleague or another request, told without."""


@teller("triage_decision", "triage_case", "triage_reader")
def decisions(intake_id: uuid.UUID) -> Iterator[Holding]:
    made = db.session.scalars(select(Decision).where(Decision.intake_id == intake_id).order_by(Decision.number))
    facts = [Fact(minute(each.at), [_in_words(each)]) for each in made]
    yield Holding("What staff did with it", facts, _about_notes(intake_id))


def _in_words(decision: Decision) -> str:
    words = PLAINLY.get(decision.move) or decision_in_words(decision, {})
    return f"{words} (taken back)" if decision.undone_at else words


def _about_notes(intake_id: uuid.UUID) -> str:
    wanted = select(func.count()).where(Decision.intake_id == intake_id, Decision.words_sealed.is_not(None))
    number = db.session.scalar(wanted) or 0
    return NOTES.format(f"{number} notes" if number > 1 else "a note") if number else ""


@teller("notification")
def emails(intake_id: uuid.UUID) -> Iterator[Holding]:
    told = emails_to(db.session.get_one(Intake, intake_id))
    yield Holding("Emails to you", [Fact(each["about"], [each["how"]]) for each in told])


@eraser("triage_decision")
def forget_decisions(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Decision).where(Decision.intake_id == intake_id).returning(Decision.id)
        return len(session.scalars(gone).all())
