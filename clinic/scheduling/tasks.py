from celery import shared_task

from clinic.scheduling.earlier import sweeping


@shared_task(name="scheduling.offer_earlier_times")
def offer_earlier_times() -> None:
    sweeping.sweep()
