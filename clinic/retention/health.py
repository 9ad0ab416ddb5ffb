"""Whether what is kept no longer is deleted."""

from datetime import timedelta

from sqlalchemy import exists, select

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.health import check
from clinic.core.metrics import measurement
from clinic.intake.models import Intake
from clinic.retention import queries
from clinic.retention.models import RetentionRun

SILENCE = timedelta(days=2)


def latest() -> RetentionRun | None:
    return next(iter(queries.latest_runs(1)), None)


@check("retention")
def ran() -> str | None:
    with transaction():
        run = latest()
        is_overdue = run.at < utcnow() - SILENCE if run else _has_old_requests()
    if is_overdue:
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


def _has_old_requests() -> bool:
    return bool(db.session.scalar(select(exists().where(Intake.submitted_at < utcnow() - SILENCE))))
