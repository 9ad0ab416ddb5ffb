from celery import shared_task

from clinic.triage import promises


@shared_task(name="triage.watch_promises")
def watch_promises() -> None:
    promises.watch_promises()
