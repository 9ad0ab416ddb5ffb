"""Whether the audit trail is sealed and anchored."""

from datetime import timedelta

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.health import check
from clinic.core.metrics import measurement
from clinic.core.witness import NoWitness
from clinic.oversight.chain import anchors, links
from clinic.oversight.chain.sealing import LOOK_BACK

TOO_LONG = timedelta(minutes=10)
ANCHOR_SILENCE = timedelta(days=2)


@check("audit trail")
def sealed() -> str | None:
    with transaction():
        waiting, is_ours = links.unlinked(links.newest_linked() - LOOK_BACK, 1), links.is_ours(links.head())
    if not is_ours:
        return "The end of the audit trail is not as we left it. Run: flask audit verify"
    if waiting and waiting[0].at < utcnow() - TOO_LONG:
        return "The audit trail has not been sealed for over ten minutes. Check that celery worker and beat run."
    return None


@check("anchor")
def anchored() -> str | None:
    """The folder itself is another check's."""
    try:
        newest = anchors.newest()
    except NoWitness:
        return None
    if newest is None and not _is_old():
        return None
    if newest is None or newest.at < utcnow() - ANCHOR_SILENCE:
        return "The audit trail has not been anchored for two days. Check beat, or run: flask audit anchor"
    return None


@measurement("clinic_audit_unsealed_age_seconds", "For how long the oldest entry waits for its seal; 0 when none does.")
def unsealed_age() -> float:
    waiting = links.unlinked(links.newest_linked() - LOOK_BACK, 1)
    return (utcnow() - waiting[0].at).total_seconds() if waiting else 0.0


@measurement("clinic_audit_anchor_age_seconds", "How long ago the end of the audit trail was anchored.")
def anchor_age() -> float | None:
    try:
        newest = anchors.newest()
    except NoWitness:
        return None
    return (utcnow() - newest.at).total_seconds() if newest else None


def _is_old() -> bool:
    """Tell whether the trail's first entry should have been anchored long since."""
    with transaction():
        first = links.first()
    return first is not None and first < utcnow() - ANCHOR_SILENCE
