"""The books: what was promised against what is stored and what arrived."""

import hmac
from collections import Counter, defaultdict
from dataclasses import dataclass

from tests.faults.clinic import Clinic
from tests.world import DESK

UNSENT = "SELECT count(*) FROM notification WHERE state NOT IN ('sent', 'withheld') AND NOT recipient = ANY(%s)"
TWICE_OWED = """
    SELECT coalesce(sum(times - 1), 0) FROM (
        SELECT count(*) AS times FROM notification GROUP BY kind, subject_id, recipient) AS owed
"""
TWICE_STORED = "SELECT count(*) - count(DISTINCT key_hash) FROM submission"
WHOLE = """
    SELECT count(*) FROM submission JOIN intake ON intake.id = submission.intake_id
    JOIN intake_answers ON intake_answers.intake_id = intake.id WHERE key_hash = %s
"""
NOT_OWED = """
    SELECT count(*) FROM intake CROSS JOIN LATERAL (VALUES (intake.email), (%s)) AS people (address)
    WHERE NOT EXISTS (
        SELECT FROM notification WHERE subject_id = intake.id AND recipient = people.address)
"""
SENT = "SELECT id, recipient FROM notification WHERE state = 'sent'"


@dataclass(frozen=True)
class Books:
    lost: int
    duplicated: int
    repeated: int
    """Second copies that carry the same Message-ID."""


def books(clinic: Clinic, refused: tuple[str, ...] = (), explained: int = 0) -> Books:
    """Count. `refused` are addresses that the server refuses for good; `explained` copies were repeated on purpose."""
    repeated = _copies_repeated(clinic)
    return Books(
        lost=_forms_lost(clinic)
        + clinic.number(NOT_OWED, DESK)
        + clinic.number(UNSENT, list(refused))
        + _never_came(clinic),
        duplicated=clinic.number(TWICE_STORED)
        + clinic.number(TWICE_OWED)
        + _told_twice(clinic)
        + max(0, repeated - explained),
        repeated=repeated,
    )


def _forms_lost(clinic: Clinic) -> int:
    secret = clinic.environ["SECRET_KEY"].encode()
    hashes = (hmac.digest(secret, key.encode(), "sha256") for key in set(clinic.accepted))
    return sum(clinic.number(WHOLE, key_hash) == 0 for key_hash in hashes)


def _never_came(clinic: Clinic) -> int:
    """Emails that the database calls sent and that nobody received."""
    arrived = {(copy.message_id.strip("<>").partition("@")[0], copy.recipient) for copy in clinic.inbox.copies}
    return sum((str(id), recipient) not in arrived for id, recipient in clinic.sql(SENT))


def _told_twice(clinic: Clinic) -> int:
    """Different emails that tell the same person the same news."""
    ids = defaultdict(set)
    for copy in clinic.inbox.copies:
        ids[copy.recipient, copy.subject, copy.reference].add(copy.message_id)
    return sum(len(different) - 1 for different in ids.values())


def _copies_repeated(clinic: Clinic) -> int:
    return sum(times - 1 for times in Counter(copy.message_id for copy in clinic.inbox.copies).values())
