"""The emails that were owed, and what became of each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from clinic.local.seeding.chance import Lot, new_id
from clinic.local.seeding.clinic import Clinic
from clinic.local.seeding.copying import Row
from clinic.notifications.claims import LEASE
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification, State
from clinic.notifications.services import AT_ONCE
from clinic.staff.services import EMAIL_FAILED
from clinic.triage.emails import NO_LONGER_WAITING

JUST_NOW = timedelta(minutes=2)
"""Whatever was owed before that is settled, as it is wherever a worker runs."""


class Fate(NamedTuple):
    """What has become of an email: `seconds` after it was due, or it will be due again after so many."""

    state: State
    attempts: int = 0
    seconds: int = 2
    answer: str = ""


SENT = Fate(State.sent, attempts=1)
OLD = {
    SENT: 930,
    Fate(State.sent, attempts=3, seconds=400): 15,
    Fate(State.withheld, answer=NO_LONGER_WAITING.reason): 30,
    Fate(State.failed, attempts=1, answer="550 5.1.1 No such mailbox"): 25,
}
FRESH = {
    SENT: 500,
    Fate(State.queued): 300,
    Fate(State.retrying, attempts=2, seconds=600, answer="451 4.3.2 Try again later"): 150,
    Fate(State.sending, attempts=1): 50,
}
"""In a thousand."""
SETTLED, UNSETTLED = Lot(OLD), Lot(FRESH)


def emails(
    random: Random, clinic: Clinic, envelope: Envelope, at: datetime, after: timedelta = AT_ONCE
) -> Iterator[Row]:
    """Give an email owed at a moment to go after a while, and the one that tells of it if it failed."""
    fate = (UNSETTLED if at > clinic.now - JUST_NOW else SETTLED).draw(random)
    id, due_at, later = new_id(random), at + after, at + after + timedelta(seconds=fate.seconds)
    yield (
        Notification,
        {
            "id": id,
            "kind": envelope.kind,
            "subject_id": envelope.subject_id,
            "recipient": envelope.recipient,
            "state": fate.state,
            "created_at": at,
            "due_at": later if fate.state is State.retrying else due_at,
            "lease_until": clinic.now + LEASE if fate.state is State.sending else None,
            "attempts": fate.attempts,
            "settled_at": later if fate in OLD else None,
            "answer": fate.answer,
        },
    )
    if fate.state is State.failed and envelope.kind != EMAIL_FAILED:
        yield from emails(random, clinic, Envelope(EMAIL_FAILED, id, random.choice(clinic.leads)), later)
