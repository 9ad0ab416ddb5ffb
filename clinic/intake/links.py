"""A new link to a person's own page, for whoever has lost theirs."""

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake import queries, tokens
from clinic.intake.models import Purpose
from clinic.intake.reference import read_reference
from clinic.notifications.composing import Envelope
from clinic.notifications.queries import is_owed
from clinic.notifications.services import owe

NEW_LINK = "intake.new_link"


def email_new_link(address: str, reference: str = "") -> None:
    """Owe an email with a new link to the address that the request has, unless one is on its way.

    Nothing happens for an address that no request has, and nobody is told so. A reference in any spelling chooses among
    the requests of one person; without one it is the latest.
    """
    with transaction():
        read = read_reference(reference)
        intake = None if reference and read is None else queries.latest_of(address, read)
        if intake is None or intake.email is None:
            return
        envelope = Envelope(NEW_LINK, intake.id, intake.email)
        if not is_owed(envelope):
            tokens.issue(Purpose.request_link, intake.id, utcnow() + tokens.LINK_LIFE)
            owe(envelope)
