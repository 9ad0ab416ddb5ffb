from celery import shared_task

from clinic.triage import digest, promises


@shared_task(name="triage.watch_promises")
def watch_promises() -> None:
    promises.watch_promises()


@shared_task(name="triage.send_digests")
def send_digests() -> None:
    digest.send_digests()
