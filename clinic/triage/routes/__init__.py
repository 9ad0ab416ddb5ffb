"""The staff's pages about requests."""

from clinic.triage.routes import bulk, deciding, intake, notifications, presence, queue
from clinic.triage.routes.blueprint import blueprint

__all__ = ["blueprint", "bulk", "deciding", "intake", "notifications", "presence", "queue"]
