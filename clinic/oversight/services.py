"""The verbs of looking at the audit trail. Each is an entry of its own."""

from clinic.core import audit
from clinic.core.audit import Actor, AuditEntry
from clinic.core.db import transaction
from clinic.oversight import queries, trail
from clinic.oversight.queries import Place, Wanted
from clinic.staff.rights import Right, insist


def look(wanted: Wanted, limit: int, beyond: Place | None, actor: Actor) -> list[AuditEntry]:
    """Give what somebody looks for, and note that they did. Raises NotYours."""
    with transaction():
        _note(trail.READ, wanted, actor)
        return queries.entries(wanted, limit, beyond)


def begin_export(wanted: Wanted, actor: Actor) -> None:
    """Note that somebody takes this part of the trail away. Raises NotYours."""
    with transaction():
        _note(trail.EXPORTED, wanted, actor)


def _note(action: str, wanted: Wanted, actor: Actor) -> None:
    insist(actor, Right.read_audit_trail)
    audit.record(actor, action, trail.KIND, trail.ID, {"sought": wanted.sought} if wanted.sought else None)
