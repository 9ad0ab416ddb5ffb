"""The staff's pages about requests."""

from clinic.triage.routes import deciding, intake, notifications, presence, queue
from clinic.triage.routes.blueprint import blueprint

__all__ = ["blueprint", "deciding", "intake", "notifications", "presence", "queue"]
