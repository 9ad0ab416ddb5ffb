"""The verbs of the clinic's arrangements."""

import msgspec
from flask import current_app
from sqlalchemy import text

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import after_commit, transaction
from clinic.core.errors import Refusal
from clinic.practice import queries
from clinic.practice.arrangements import Arrangements
from clinic.practice.models import ArrangementsRow
from clinic.staff.rights import Right, insist


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the arrangements since this person looked."""


def change_arrangements(arrangements: Arrangements, seen: int, actor: Actor) -> None:
    """Let new arrangements hold from now on. What was promised before stays promised.

    `seen` is the number of the arrangements that the actor had before them. The same again is no change.
    Raises NotYours and ChangedMeanwhile.
    """
    with transaction() as session:
        author = insist(actor, Right.arrange_clinic)
        # There may be no row to lock yet, so changes wait for each other at the table.
        session.execute(text("LOCK TABLE arrangements IN SHARE ROW EXCLUSIVE MODE"))
        now = queries.newest()
        if now.number != seen:
            raise ChangedMeanwhile(str(now.number))
        if now.arrangements == arrangements:
            return
        row = ArrangementsRow(values=msgspec.to_builtins(arrangements), changed_by=author.id)
        session.add(row)
        session.flush()
        audit.record(actor, "changed", "arrangements", row.id)
        after_commit(lambda: current_app.extensions.pop("arrangements", None))
