"""Whether what is kept no longer is deleted."""

from datetime import timedelta

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.health import check
from clinic.core.metrics import measurement
from clinic.retention import queries
from clinic.retention.models import RetentionRun

SILENCE = timedelta(days=2)


def latest() -> RetentionRun | None:
    return next(iter(queries.latest_runs(1)), None)


@check("retention")
def ran() -> str | None:
    with transaction():
        run = latest()  # none before the first night; that nothing runs at all, other checks say
    if run and run.at < utcnow() - SILENCE:
        return "What is kept no longer has not been deleted for two days. Check that celery worker and beat run."
    if run and run.is_refused:
        return (
            f"{sum(run.due.values())} requests are kept no longer, which is more than may be deleted at once, so none "
            "was. See: flask privacy retain --dry-run"
        )
    return None


@measurement("clinic_retention_age_seconds", "How long ago what is kept no longer was looked for.")
def age() -> float | None:
    run = latest()
    return (utcnow() - run.at).total_seconds() if run else None


@measurement("clinic_retention_left", "Requests that were due to be deleted then, and are still there.", "outcome")
def left() -> dict[str, float]:
    run = latest()
    return dict(run.left) if run else {}
