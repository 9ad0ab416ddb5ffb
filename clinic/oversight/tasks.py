from celery import shared_task

from clinic.oversight.chain import sealing


@shared_task(name="oversight.seal")
def seal() -> None:
    sealing.seal()


@shared_task(name="oversight.anchor")
def anchor() -> None:
    sealing.anchor_today()
