"""The same decision about many requests: each is made or refused by itself."""

import uuid
from collections.abc import Callable, Iterable
from typing import NamedTuple

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.notifications.composing import Envelope
from clinic.notifications.services import owe
from clinic.staff.queries import active_account
from clinic.triage import decisions
from clinic.triage.models import ClosedFor, Decision
from clinic.triage.moves import DecidedMeanwhile, NotNow, UnknownColleague
from clinic.triage.steps import UNDO

ASSIGNED_MANY = "triage.assigned_many"
"""To the colleague to whom several requests were given at once; about their account."""


class Chosen(NamedTuple):
    """A request that somebody chose, and how many decisions there were when they did."""

    intake_id: uuid.UUID
    version: int


Refused = dict[uuid.UUID, Refusal]
"""Which requests were not decided about, and why."""


def assign(chosen: Iterable[Chosen], colleague_id: uuid.UUID, actor: Actor) -> Refused:
    """Give requests to a colleague, who hears of all in one email. Raises UnknownColleague."""
    colleague, requests = active_account(colleague_id), list(chosen)
    if colleague is None:
        raise UnknownColleague(str(colleague_id))
    refused = _each(requests, lambda one: decisions.hand_over(one.intake_id, one.version, colleague_id, actor))
    if len(refused) < len(requests) and str(colleague_id) != actor.id:
        with transaction():
            owe(Envelope(ASSIGNED_MANY, colleague_id, colleague.email), after=UNDO)
    return refused


def close(chosen: Iterable[Chosen], reason: ClosedFor, words: str, actor: Actor) -> Refused:
    return _each(chosen, lambda one: decisions.close(one.intake_id, one.version, reason, words, actor))


def _each(chosen: Iterable[Chosen], decide: Callable[[Chosen], Decision]) -> Refused:
    refused: Refused = {}
    for one in chosen:
        try:
            decide(one)
        except (DecidedMeanwhile, NotNow) as refusal:
            refused[one.intake_id] = refusal
    return refused
