from celery import shared_task

from clinic.intake import drafts


@shared_task(name="intake.purge_expired")
def purge_expired() -> None:
    drafts.purge_expired()
