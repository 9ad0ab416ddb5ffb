"""The verbs of the clinic's arrangements."""

import uuid

import msgspec
from flask import current_app

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import after_commit, store, transaction
from clinic.practice.arrangements import Arrangements
from clinic.practice.models import ArrangementsRow


def change_arrangements(arrangements: Arrangements, actor: Actor) -> None:
    """Let new arrangements hold from now on. What was promised before stays promised."""
    with transaction():
        author = uuid.UUID(actor.id) if actor.id else None
        store(ArrangementsRow(values=msgspec.to_builtins(arrangements), changed_by=author))
        audit.record(actor, "changed", "arrangements", "")
        after_commit(lambda: current_app.extensions.pop("arrangements", None))
