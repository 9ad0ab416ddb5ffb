"""The verbs of how the clinic is run."""

from typing import TypeVar

import msgspec
from blinker import Namespace
from sqlalchemy import text

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import after_commit, transaction
from clinic.core.errors import Refusal
from clinic.practice.arrangements import Arrangements
from clinic.practice.identity import Identity
from clinic.practice.kept import Kept
from clinic.practice.queries import ARRANGEMENTS, IDENTITY
from clinic.staff.rights import Right, insist

T = TypeVar("T")


_signals = Namespace()

arrangements_changed = _signals.signal("arrangements-changed")
"""Sent with the arrangements as they were and, as `after`, as they became, in the transaction that changes them."""
arrangements_foreseen = _signals.signal("arrangements-foreseen")
"""Sent with arrangements that somebody thinks of; who receives it gives sentences on what they would do."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed this since this person looked."""


def change_arrangements(arrangements: Arrangements, seen: int, actor: Actor) -> None:
    """Let new arrangements hold from now on. What was promised before stays promised. Raises as `change_kept`."""
    with transaction():
        before = ARRANGEMENTS.newest().value
        change_kept(ARRANGEMENTS, arrangements, seen, actor, Right.arrange_clinic)
        arrangements_changed.send(before, after=arrangements)


def change_identity(identity: Identity, seen: int, actor: Actor) -> None:
    """Let the clinic call itself otherwise, and be reached otherwise, from now on. Raises as `change_kept`."""
    change_kept(IDENTITY, identity, seen, actor, Right.arrange_clinic)


def foreseen(arrangements: Arrangements) -> list[str]:
    """Say what these arrangements would do beyond what this slice knows, in sentences."""
    return [sentence for _, sentences in arrangements_foreseen.send(arrangements) for sentence in sentences]


def change_kept(kept: Kept[T], value: T, seen: int, actor: Actor, right: Right) -> None:
    """Keep a new value, and in the audit trail what differs. The same again is no change.

    `seen` is the number of the version that the actor had before them. Raises NotYours and ChangedMeanwhile.
    """
    with transaction() as session:
        author = insist(actor, right)
        # There may be no row to lock yet, so changes wait for each other at the table.
        session.execute(text(f"LOCK TABLE {kept.name} IN SHARE ROW EXCLUSIVE MODE"))
        now = kept.newest()
        if now.number != seen:
            raise ChangedMeanwhile(str(now.number))
        if now.value == value:
            return
        row = kept.rows(values=msgspec.to_builtins(value), changed_by=author.id)
        session.add(row)
        session.flush()
        audit.record(actor, "changed", kept.name, row.id, _details(kept, now.value, value))
        after_commit(kept.memory.expire)


def _details(kept: Kept[T], before: T, after: T) -> dict[str, dict[str, str]]:
    differences = kept.changed(before, after)
    return {
        "before": {each.part: each.before for each in differences},
        "after": {each.part: each.after for each in differences},
    }
