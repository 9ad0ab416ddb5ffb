"""What administrators can do with a colleague's account, and the refusals."""

from enum import StrEnum

from clinic.core.errors import Refusal


class Deed(StrEnum):
    """As the audit trail names it."""

    changed = "changed"
    disabled = "disabled"
    enabled = "enabled"
    forgot_phone = "forgot_phone"
    ended_sessions = "ended_sessions"


class UnknownPerson(Refusal):
    """There is no such account."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the account since this person looked."""


class OwnAccount(Refusal):
    """Of one's own account only the name can be changed here."""


class LastAdministrator(Refusal):
    """Nobody would be left who can manage people."""
