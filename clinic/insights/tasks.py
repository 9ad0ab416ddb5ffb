from celery import shared_task

from clinic.insights import services


@shared_task(name="insights.prepare")
def prepare() -> None:
    services.prepare()
