from celery import shared_task

from clinic.rights import erasing


@shared_task(name="rights.finish_erasures")
def finish_erasures() -> None:
    erasing.finish_erasures()
