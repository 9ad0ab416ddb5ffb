from celery import shared_task

from clinic.scheduling.rearranging import services


@shared_task(name="rearranging.look_again")
def look_again() -> None:
    services.look_again()
