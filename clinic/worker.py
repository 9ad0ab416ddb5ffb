"""The Celery process: `celery -A clinic.worker worker` and, once, `celery -A clinic.worker beat`."""

from typing import Any

from celery.schedules import crontab
from celery.signals import worker_ready

from clinic import create_app

application = create_app()
celery = application.extensions["celery"]
celery.conf.beat_schedule = {
    "sweep the outgoing mail": {"task": "notifications.sweep", "schedule": 30, "options": {"expires": 30}},
    "watch the promises": {"task": "triage.watch_promises", "schedule": 60, "options": {"expires": 60}},
    "tell what waits this morning": {"task": "triage.send_digests", "schedule": 900, "options": {"expires": 900}},
    "offer earlier times": {"task": "scheduling.offer_earlier_times", "schedule": 60, "options": {"expires": 60}},
    "remind the reviewers of pages": {"task": "treatments.remind_reviewers", "schedule": crontab(hour="6", minute="0")},
    "count the figures": {"task": "insights.prepare", "schedule": 3600, "options": {"expires": 3600}},
    "seal the audit trail": {"task": "oversight.seal", "schedule": 10, "options": {"expires": 10}},
    "anchor the audit trail": {"task": "oversight.anchor", "schedule": 3600, "options": {"expires": 3600}},
    "write down what was erased": {
        "task": "operations.witness_erasures",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "delete old sessions": {"task": "staff.purge_sessions", "schedule": crontab(hour="4", minute="0")},
    "delete old invitations": {"task": "staff.purge_invitations", "schedule": crontab(hour="4", minute="10")},
    "watch people's rights": {"task": "rights.watch_clocks", "schedule": 3600, "options": {"expires": 3600}},
    "finish what was erased": {"task": "rights.finish_erasures", "schedule": 60, "options": {"expires": 60}},
    "look again at the diaries": {"task": "rearranging.look_again", "schedule": 300, "options": {"expires": 300}},
    "delete what is kept no longer": {"task": "retention.retain", "schedule": crontab(hour="2", minute="30")},
    "delete what has expired": {"task": "intake.purge_expired", "schedule": 3600, "options": {"expires": 3600}},
}


@worker_ready.connect(weak=False)
def sweep_at_once(sender: Any, **_: object) -> None:
    """Send what was owed while no worker ran, and count what happened, without waiting for the scheduler."""
    sender.app.send_task("notifications.sweep")
    sender.app.send_task("insights.prepare")
