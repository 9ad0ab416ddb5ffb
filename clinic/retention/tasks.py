from celery import shared_task

from clinic.retention import services


@shared_task(name="retention.retain")
def retain() -> None:
    services.retain()
