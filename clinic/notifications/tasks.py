from celery import shared_task

from clinic.notifications import services


@shared_task(name="notifications.drain")
def drain() -> None:
    services.drain()


@shared_task(name="notifications.sweep")
def sweep() -> None:
    services.sweep()
