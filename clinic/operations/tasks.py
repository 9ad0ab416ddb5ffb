from celery import shared_task

from clinic.core import personal_data


@shared_task(name="operations.witness_erasures")
def witness_erasures() -> None:
    personal_data.witness_erasures()
