"""What people can do with an email by hand, in which states, and the refusals."""

from enum import StrEnum

from clinic.core.errors import Refusal
from clinic.notifications.models import WAITING, Notification, State


class Mending(StrEnum):
    """As the audit trail names it."""

    sent_again = "sent again"
    corrected = "corrected the address"
    cancelled = "cancelled"


POSSIBLE: dict[Mending, frozenset[State]] = {
    Mending.sent_again: frozenset({State.failed, State.withheld}),
    Mending.corrected: frozenset({*WAITING, State.failed}),
    Mending.cancelled: frozenset(WAITING),
}


class BeingSent(Refusal):
    """A worker holds this email at this moment, or died while it did: how that ends is not known yet."""


class NotInThisState(Refusal):
    """This cannot be done with an email in its present state."""

    def __init__(self, state: State) -> None:
        super().__init__(f"not possible while {state}")
        self.state = state


class AddressChanged(Refusal):
    """Somebody has corrected the address since this person looked."""


class NoLongerKept(Refusal):
    """The email was deleted, with what it was about."""


def check(mending: Mending, notification: Notification | None, seen: str) -> Notification:
    """Give the email if this can be done with it by somebody who saw it addressed to `seen`; else raises a refusal."""
    if notification is None:
        raise NoLongerKept
    if notification.state is State.sending:
        raise BeingSent
    if notification.state not in POSSIBLE[mending]:
        raise NotInThisState(notification.state)
    if notification.recipient != seen:
        raise AddressChanged
    return notification
