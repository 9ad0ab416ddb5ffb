from celery import shared_task

from clinic.treatments import services


@shared_task(name="treatments.remind_reviewers")
def remind_reviewers() -> None:
    services.remind_reviewers()
