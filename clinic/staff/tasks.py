from celery import shared_task

from clinic.staff import sessions
from clinic.staff.people import invitations


@shared_task(name="staff.purge_sessions")
def purge_sessions() -> None:
    sessions.purge()


@shared_task(name="staff.purge_invitations")
def purge_invitations() -> None:
    invitations.purge()
