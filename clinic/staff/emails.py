"""The words of the staff's emails."""

from clinic.core.db import db
from clinic.core.links import public_link
from clinic.core.settings import settings
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer, render
from clinic.notifications.models import Notification, State
from clinic.staff.access import HOME
from clinic.staff.people import queries
from clinic.staff.people.invitations import INVITED, NEW_PASSWORD
from clinic.staff.services import EMAIL_FAILED


@composer(EMAIL_FAILED)
def email_failed(envelope: Envelope) -> Email | NotNeeded:
    failure = db.session.get(Notification, envelope.subject_id)
    if failure is None or failure.state is not State.failed:
        return NotNeeded("The email it told of is gone, or was sent after all.")
    return render("staff_email_failed", url=settings().public_url + HOME)


@composer(INVITED)
def invited(envelope: Envelope) -> Email | NotNeeded:
    """Ask somebody to set up their account."""
    return _invitation("staff_invited", envelope)


@composer(NEW_PASSWORD)
def new_password(envelope: Envelope) -> Email | NotNeeded:
    """Ask somebody who forgot their password to choose a new one."""
    return _invitation("staff_new_password", envelope)


def _invitation(template: str, envelope: Envelope) -> Email | NotNeeded:
    """Write an email with a link by which its reader sets a password: so it goes to no address but the account's."""
    found = queries.invitation(envelope.subject_id)
    if found is None or found.invitation.has_run_out:
        return NotNeeded("The invitation was accepted or withdrawn, or has run out.")
    if found.invitation.email != envelope.recipient:
        return NotNeeded("The invitation is for another address. Withdraw it, and invite the right one.")
    link = public_link("joining.join", token=found.invitation.token)
    return render(template, link=link, by=found.by, until=found.invitation.expires_at)
