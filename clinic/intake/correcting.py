"""Correcting what was told, at the wish of the person and with the clinic's agreement, even when it is all over."""

import uuid
from typing import Any

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.intake import queries, services
from clinic.intake.models import EventKind


def correct(intake_id: uuid.UUID, key: str, answer: Any, actor: Actor) -> None:
    """Let another answer stand to one question, as a new revision: what stood there before is kept as history."""
    with transaction():
        intake = services.lock(intake_id)
        latest = queries.answers_of(intake_id)
        corrected = {**latest.answers, key: answer}
        services.revise(intake, corrected, latest.revision, EventKind.answers_corrected, actor)
