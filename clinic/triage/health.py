"""How the queue stands, for whoever watches the service."""

from sqlalchemy import func, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.metrics import measurement
from clinic.intake.models import Intake
from clinic.triage.moves import WAITING


@measurement("clinic_requests_waiting", "Requests that nobody has been in touch about.")
def waiting() -> float:
    return db.session.scalar(select(func.count()).select_from(Intake).where(Intake.state.in_(WAITING))) or 0


@measurement("clinic_requests_overdue", "Of the waiting requests, those whose promised first contact is past.")
def overdue() -> float:
    wanted = select(func.count()).select_from(Intake).where(Intake.state.in_(WAITING), Intake.due_at <= utcnow())
    return db.session.scalar(wanted) or 0


@measurement("clinic_oldest_waiting_request_seconds", "How long ago the oldest waiting request was sent.")
def oldest_waiting() -> float | None:
    oldest = db.session.scalar(select(func.min(Intake.submitted_at)).where(Intake.state.in_(WAITING)))
    return (utcnow() - oldest).total_seconds() if oldest else None
