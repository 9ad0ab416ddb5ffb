"""The words of the staff's emails."""

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.notifications.models import Notification, State
from clinic.staff.access import HOME
from clinic.staff.services import EMAIL_FAILED


@composer(EMAIL_FAILED)
def email_failed(envelope: Envelope) -> Email | NotNeeded:
    failure = db.session.get(Notification, envelope.subject_id)
    if failure is None or failure.state is not State.failed:
        return NotNeeded("The email it told of is gone, or was sent after all.")
    return render("staff_email_failed", url=settings().public_url + HOME)
