"""The staff's pages about requests."""

from clinic.triage.routes import bulk, deciding, intake, marking, notifications, presence, queue, times
from clinic.triage.routes.blueprint import blueprint

__all__ = ["blueprint", "bulk", "deciding", "intake", "marking", "notifications", "presence", "queue", "times"]
