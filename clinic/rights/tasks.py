from celery import shared_task

from clinic.rights import erasing, watching


@shared_task(name="rights.finish_erasures")
def finish_erasures() -> None:
    erasing.finish_erasures()


@shared_task(name="rights.watch_clocks")
def watch_clocks() -> None:
    watching.watch_clocks()
