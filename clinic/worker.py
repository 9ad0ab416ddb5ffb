"""The Celery process: `celery -A clinic.worker worker` and, once, `celery -A clinic.worker beat`."""

from clinic import create_app

celery = create_app().extensions["celery"]
celery.conf.beat_schedule = {
    "sweep the outgoing mail": {"task": "notifications.sweep", "schedule": 30, "options": {"expires": 30}},
    "delete what has expired": {"task": "intake.purge_expired", "schedule": 3600, "options": {"expires": 3600}},
}
